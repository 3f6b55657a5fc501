"""The version lock: nothing about the notice changes without being published."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from portal.core.clock import today
from portal.core.markdown import parse
from portal.notice.service import lock, publishing
from portal.notice.service.publishing import PublishError
from portal.register.reading import FOLDER
from tests.notice.post import NEWEST, change, copied, on_day
from tests.support.tools import ROOT

RULE = 'from = "from our last contact"'
LONGER = 'from = "from our very last contact"'


def test_the_notice_in_the_register_is_published() -> None:
    assert not lock.problem(), lock.problem()


def test_a_retention_period_that_nobody_published_is_named_with_what_to_do(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "retention.toml", 'period = "30 days"', 'period = "90 days"')
    problem = lock.problem(folder)
    assert "portal/register/retention.toml" in problem
    assert "the text" in problem
    assert 'portal notice publish --summary "…"' in problem
    assert "cookies.toml" not in problem
    assert "In its text: " in problem
    assert lock.entries_changed(folder)
    assert all(name in problem for name in lock.entries_changed(folder))
    assert any("90 days" in line for line in lock.lines_changed(folder) if line[0] == "+")


def test_a_column_that_nobody_published_is_named_though_the_text_is_the_same(
    tmp_path: Path,
) -> None:
    folder = copied(tmp_path)
    change(folder, "personal_data.toml", "\ncorrectable = true", "\ncorrectable = false")
    assert lock.unpublished(folder) == ["portal/register/personal_data.toml"]
    assert "Its text is the same." in lock.problem(folder)


def test_comments_and_reviews_of_promises_change_no_notice(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for file in lock.LOCKED:
        path = folder / file
        path.write_text(path.read_text() + "\n# A remark.\n", encoding="utf-8")
    change(folder, "promises.toml", "review_by = 2027-11-21", "review_by = 2027-11-20")
    assert lock.unpublished(folder) == []


def test_publishing_makes_it_right_again(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "retention.toml", RULE, LONGER)
    with on_day(0):
        path = publishing.publish("  Letters are kept\n a little longer. ", folder=folder)
        assert lock.problem(folder) == ""
        latest = lock.published(folder).latest
    assert path == folder / "notice" / f"{latest.number:03}.md"
    assert (latest.number, latest.effective) == (3, NEWEST.effective)
    assert latest.summary == "Letters are kept a little longer."
    assert "from our very last contact" in latest.text


def test_what_cannot_be_published_is_refused_in_words(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    with on_day(1):
        with pytest.raises(PublishError, match="Nothing changed"):
            publishing.publish("No change", folder=folder)
        change(folder, "retention.toml", RULE, LONGER)
        with pytest.raises(PublishError, match="is empty"):
            publishing.publish(" ", folder=folder)
        with pytest.raises(PublishError, match="is over"):
            publishing.publish("Late", NEWEST.effective, folder)
        publishing.publish("Announced", today() + timedelta(days=20), folder)
        change(folder, "retention.toml", LONGER, RULE)
        with pytest.raises(PublishError, match="Choose a day from then on"):
            publishing.publish("Sooner", today() + timedelta(days=10), folder)


def test_a_version_may_be_announced_beside_the_registers_of_the_one_in_force(
    tmp_path: Path,
) -> None:
    folder = copied(tmp_path)
    change(folder, "retention.toml", RULE, LONGER)
    with on_day(1):
        publishing.publish("Longer", today() + timedelta(days=10), folder)
    change(folder, "retention.toml", LONGER, RULE)
    with on_day(5):
        assert lock.unpublished(folder) == []
        assert [line[:9] for line in lock.status(folder)] == [
            "Version 2",
            "Version 3",
        ]
    with on_day(11):  # it counts now, and this release is still the old one
        assert "portal/register/retention.toml" in lock.unpublished(folder)


def test_a_summary_of_any_words_is_kept_as_written(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "retention.toml", RULE, LONGER)
    words = 'Éva: "why?" # \\ {{ x }} – ok'
    with on_day(0):
        publishing.publish(words, folder=folder)
        assert lock.published(folder).latest.summary == words


def test_the_text_that_is_frozen_is_one_that_can_be_shown() -> None:
    assert len(parse(lock.state().text).headings) > 10


def ask(root: Path) -> subprocess.CompletedProcess[str]:
    """What `portal notice status` says of a checkout, without settings, keys or a database."""
    bare = {"PATH": os.environ["PATH"], "PORTAL_ENV": "production"}
    command = [sys.executable, "-m", "portal.cli", "notice", "status"]
    return subprocess.run(command, cwd=root, env=bare, capture_output=True, text=True)


def test_a_build_fails_until_a_changed_period_is_published(tmp_path: Path) -> None:
    skipped = shutil.ignore_patterns("__pycache__", "static", "content")
    shutil.copytree(ROOT / "portal", tmp_path / "portal", ignore=skipped)
    registers = tmp_path / "portal" / "register"
    shutil.rmtree(registers)
    shutil.copytree(FOLDER, registers, ignore=shutil.ignore_patterns("__pycache__", "notice"))
    shutil.copytree(copied(tmp_path / "to") / "notice", registers / "notice")
    said = ask(tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.endswith("Text and registers are as published.\n")
    change(registers, "retention.toml", '\nperiod = "14 days"', '\nperiod = "15 days"')
    said = ask(tmp_path)
    assert said.returncode == 1
    assert 'portal notice publish --summary "…"' in said.stderr
    assert "portal/register/retention.toml" in said.stderr
    assert any(each[0] == "+" and "15 days" in each for each in said.stdout.splitlines())


def test_the_checks_of_a_build_ask_first() -> None:
    checks = (ROOT / "scripts" / "check").read_text(encoding="utf-8")
    first = checks.index('\ncheck "')
    assert checks[first:].startswith('\ncheck "Notice" $bin/portal notice status\n')
