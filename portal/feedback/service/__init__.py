"""The verbs of feedback: votes, taking and screening messages, deciding, appeals, and reading."""
