"""Opening the list and a case: who looks is written down before anything is read."""

LISTED, FOUND, VIEWED = "complaint.listed", "complaint.looked_for", "complaint.viewed"
OTHERS_VIEWED, PRINTED = "complaint.others_viewed", "complaint.copy_opened"
CONFLICTED = "complaint.conflicted"
