"""The verbs of the staff: who they are, how they sign in, and what they did."""
