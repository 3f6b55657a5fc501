"""The doctor: what an operator asks when something is wrong, or before the portal opens.

Keeps nothing and changes nothing. Each check says what it saw and what to do, within seconds, also
without a database and without a network.
"""
