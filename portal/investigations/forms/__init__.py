"""Forms of the investigators' desk."""

from portal.investigations.forms.finding import FindForm
from portal.investigations.forms.steps import OtherForm

__all__ = ["FindForm", "OtherForm"]
