"""What tests use: databases, a page-checking client, mail sinks, servers and browsers."""
