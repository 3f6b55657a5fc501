"""Fixtures and options of every test; the fixtures themselves are in tests/support."""

import gc

import pytest
from hypothesis import settings

from tests.support import routing, tools

pytest_plugins = (
    "tests.support.databases",
    "tests.support.servers",
    "tests.support.browsers",
    "tests.support.smtp",
    "tests.support.bad_relay",
    "tests.support.reading",
    "tests.support.passwords",
    "tests.support.vnu",
)


# How long one example takes says more about the machine than about the portal.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")
routing.write_once()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which database the portal keeps its records in during this run, and how long fuzzing goes."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.addoption("--games", type=int, default=60, help="games that a fuzz test plays")


def pytest_configure(config: pytest.Config) -> None:
    """Markers that take arguments."""
    config.addinivalue_line("markers", "settings(**changes): settings of the app, in lower case")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses an app keeps things, so it runs on PostgreSQL too, unless it says otherwise."""
    for item in items:
        one = item.get_closest_marker("one_database")
        if "make_app" in getattr(item, "fixturenames", ()) and not one:
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """Modules stay to the end, so the collector of garbage need not walk them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker missed to the process that reports."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["missing"] = tools.said()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Gather what the workers missed."""
    tools.missing.update(getattr(node, "workeroutput", {}).get("missing", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the very end, where it is read, what could not be tested."""
    if tools.missing:
        terminalreporter.section("NOT TESTED HERE", sep="!", red=True, bold=True)
        for what in tools.said():
            terminalreporter.write_line(f"missing: {what} (scripts/test-tools installs it)")
