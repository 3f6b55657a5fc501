"""Passwords cost a test nothing: a hash of the portal's own kind, quick to make and to check.

One is 22 ms of work, and most tests of the desk make one and check it, to ask something else.
`costly_passwords` gives the portal's own back; a portal that is served always has it.
"""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher, Type

from portal.staff.service import passwords

_costly = passwords._hasher
_quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=Type.ID)


def pytest_configure() -> None:
    """Make them quick, until the tests end."""
    passwords._hasher = _quick


@pytest.fixture
def costly_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the portal does, for a test that asks how dear it is."""
    monkeypatch.setattr(passwords, "_hasher", _costly)
    passwords._dummy.cache_clear()
    yield
    passwords._dummy.cache_clear()
