"""Forms of complaints: the steps of a new one, and the page of a case."""
