"""Mail that comes in: reports of what did not arrive, complaints, and wishes to leave.

``parts`` takes a mail apart without trusting it, ``reports`` reads what other mail systems write,
``reading`` says what a mail is, ``handling`` acts on it, and ``folder`` empties a Maildir. Nothing
of a mail is kept or logged but what it was found to be.
"""
