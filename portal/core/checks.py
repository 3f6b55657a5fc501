"""Live checks of promises: each feature registers its own, and anybody may run them all.

A check looks at what is, from outside the register: at rows, answers, dates. It returns "" when
all is well, and otherwise what is wrong in words that hold nothing about a person. It changes
nothing: whatever it leaves in the session is taken back.
"""

import logging
from collections.abc import Callable

from portal.core.database import only_reading

Check = Callable[[], str]

# A key of the environment of a request that a check makes. No header can set it from outside.
CHECKING = "portal.checking"

_checks: dict[str, Check] = {}
logger = logging.getLogger(__name__)


def register(name: str, check: Check) -> None:
    """Offer a check. One registered again (a second app in one process) replaces the first."""
    _checks[name] = check


def names() -> list[str]:
    """Every check there is."""
    return sorted(_checks)


def run(name: str) -> str:
    """What one check finds; a check that fails itself is a finding, and stops no other."""
    try:
        with only_reading():
            return _checks[name]()
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one, the others are run
        logger.error("check failed %s: %s", name, type(fault).__name__)
        return f"the check itself failed ({type(fault).__name__})"
