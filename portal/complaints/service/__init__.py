"""The verbs of complaints, by noun."""
