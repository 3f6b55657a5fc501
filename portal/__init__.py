"""The Health and Wellbeing People Portal. Start reading in ``app.py``."""
