"""The verbs of bulletins, split by noun."""
