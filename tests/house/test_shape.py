"""Shape: where things may be, and what each kind of file never does."""

import re

from tests.house import rules
from tests.house.source import PORTAL, features, name, python_files
from tests.support.tools import ROOT

ROLES = {
    "__init__",
    "views",
    "forms",
    "service",
    "models",
    "mails",
    "links",
    "jobs",
    "cli",
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
TEMPLATES = sorted((PORTAL / "templates").rglob("*.html"))


def broken(rule: rules.Rule, *folders: str) -> list[str]:
    """What a rule finds in every Python file under these folders."""
    return [fault for file in python_files(*folders or ("portal",)) for fault in rule(file)]


def test_a_feature_has_only_the_files_of_the_closed_list() -> None:
    strangers = [
        name(file)
        for feature in features()
        for file in feature.iterdir()
        if file.name != "__pycache__" and file.stem not in ROLES
    ]
    assert not strangers


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [name(file) for file in python_files("portal") if file.stem in VAGUE]


def test_every_folder_of_templates_belongs_to_a_feature() -> None:
    known = {"macros", "errors", "mail"} | {feature.name for feature in features()}
    assert {each.name for each in (PORTAL / "templates").iterdir() if each.is_dir()} <= known


def test_only_services_commit() -> None:
    assert not broken(rules.commits)


def test_only_the_settings_read_the_environment() -> None:
    assert not broken(rules.reads_the_environment)


def test_only_the_clock_knows_the_time() -> None:
    assert not broken(rules.reads_a_clock)


def test_views_forms_mails_and_links_ask_the_service_not_the_database() -> None:
    files = [
        file
        for feature in features()
        for role in ("views", "forms", "mails", "links")
        for file in [feature / f"{role}.py", *(feature / role).glob("*.py")]
        if file.exists()
    ]
    assert not [fault for file in files for fault in rules.queries(file)]


def test_nobody_imports_from_the_root_of_the_package() -> None:
    assert not broken(rules.imports_the_root)


def test_few_places_say_that_text_is_markup() -> None:
    assert not broken(rules.marks_as_safe)


def test_an_ignored_rule_says_which_and_why() -> None:
    assert not broken(rules.ignores_without_reason, "portal", "tests", "bench")


def test_an_underscore_means_a_fragment() -> None:
    neither = {"macros", "templates", "mail"}
    pages = [file for file in TEMPLATES if file.parent.name not in neither]
    assert not [fault for file in pages for fault in rules.misnamed_template(file)]


def test_templates_hold_nothing_inline_and_trust_nobody() -> None:
    # A mail program reads no stylesheet, so a mail carries its styles.
    shown = [file for file in TEMPLATES if file.parent.name != "mail"]
    assert not [fault for file in shown for fault in rules.unsafe_template(file)]


def test_hooks_fetch_nothing() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"- repo: (\S+)", hooks)) == {"local"}
