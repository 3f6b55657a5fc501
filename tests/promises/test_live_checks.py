"""Live checks: each is content with a good portal, and finds what it is there to find."""

import time

from flask import Flask

from portal.core import checks


def test_a_new_portal_is_well_and_is_checked_in_no_time(app: Flask) -> None:
    started = time.perf_counter()
    found = checks.run_all()
    assert time.perf_counter() - started < 2
    assert set(found.values()) == {""}, found
