"""How the portal looks: its macros against the official ones, its colours, its page frame."""
