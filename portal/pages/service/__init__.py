"""What the pages feature does: the library of pages, the search, and the checks of health."""
