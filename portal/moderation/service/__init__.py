"""The verbs of the desk: the queue, opening a message, deciding, blocks and appeals."""
