"""The verbs of your data: asking, what is mailed, what a link opens, and answering in time."""
