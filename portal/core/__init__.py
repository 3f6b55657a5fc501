"""Tools that know no feature."""
