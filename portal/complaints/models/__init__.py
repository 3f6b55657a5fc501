"""Tables of complaints: the case, its file, and the counts that outlive both."""

from portal.complaints.models.case import Complaint
from portal.complaints.models.file import (
    ComplaintAccess,
    ComplaintAnswer,
    ComplaintConsent,
    ComplaintEntry,
    ComplaintEvent,
    ComplaintOther,
    ComplaintTask,
    ComplaintTotal,
)

__all__ = [
    "Complaint",
    "ComplaintAccess",
    "ComplaintAnswer",
    "ComplaintConsent",
    "ComplaintEntry",
    "ComplaintEvent",
    "ComplaintOther",
    "ComplaintTask",
    "ComplaintTotal",
]
