"""Shape: where things may be, and what each kind of file never does."""

import ast
import re
from pathlib import Path

from tests.house.source import PORTAL, ROOT, dotted, features, name, python_files, tree, uses

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
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "datetime.datetime.now",
    "datetime.date.today",
    "time.time_ns",
    "time.localtime",
}
# Who may end a transaction: services, the outbox that delivers, and the tools under them.
COMMITTERS = re.compile(r"portal/(\w+/service(/\w+)?\.py|outbox/\w+(/\w+)?\.py|core/\w+\.py)$")
CODES = r"(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)|\[[^]]+\]"
IGNORES = re.compile(rf"#\s*(noqa|type:\s*ignore)(?P<code>{CODES})?(?P<reason>.*)$")
# Who may say that text is markup: the sanitiser, and the search, which marks words it has escaped.
MARKERS = {"portal/core/markdown.py", "portal/pages/service/search.py"}
UNSAFE = re.compile(
    r"\|\s*safe\b|{%-?\s*autoescape\s+false|\bon[a-z]+\s*=\s*[\"']|\shx-on|\sstyle="
)


def test_a_feature_has_only_the_files_of_the_closed_list() -> None:
    strangers = [
        name(file)
        for feature in features()
        for file in feature.iterdir()
        if not file.name.startswith("__pycache__") and file.stem not in ROLES
    ]
    assert not strangers


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [name(file) for file in python_files("portal") if file.stem in VAGUE]


def test_every_folder_of_templates_belongs_to_a_feature() -> None:
    shared = {"macros", "errors", "mail"}
    known = shared | {feature.name for feature in features()}
    folders = {each.name for each in (PORTAL / "templates").iterdir() if each.is_dir()}
    assert folders <= known


def test_only_services_commit() -> None:
    commits = [
        f"{name(file)}:{node.lineno}"
        for file in python_files("portal")
        if not COMMITTERS.match(name(file))
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]
    assert not commits


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        f"{name(file)}:{line}"
        for file in python_files("portal")
        if name(file) != "portal/config.py"
        for line, used in uses(file)
        if used in {"os.environ", "os.getenv", "os.putenv"}
    ]
    assert not readers


def test_only_the_clock_knows_the_time() -> None:
    readers = [
        f"{name(file)}:{line} {used}"
        for file in python_files("portal")
        if name(file) != "portal/core/clock.py"
        for line, used in uses(file)
        if used in CLOCKS
    ]
    assert not readers


def test_views_do_not_query() -> None:
    questions = [
        f"{name(file)}:{line} {used}"
        for feature in features()
        for role in ("views", "forms", "mails", "links")
        for file in [feature / f"{role}.py", *(feature / role).glob("*.py")]
        if file.exists()
        for line, used in uses(file)
        if used.startswith("db.session")
    ]
    assert not questions


def test_nobody_writes_from_portal_import() -> None:
    found = [
        f"{name(file)}:{node.lineno}"
        for file in python_files("portal")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and node.module == "portal" and not node.level
    ]
    assert not found


def test_an_underscore_means_a_fragment() -> None:
    for template in (PORTAL / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        extends = "{% extends" in text or "{%- extends" in text
        if template.name.startswith("_"):
            assert not extends, f"{name(template)} is a fragment and extends a page"
        elif template.parent.name not in {"macros", "templates", "mail"}:
            assert extends, f"{name(template)} is a page and extends nothing"


def test_templates_hold_nothing_inline_and_trust_nobody() -> None:
    found = [
        f"{name(template)}: {match[0].strip()}"
        for template in (PORTAL / "templates").rglob("*.html")
        if template.parent.name != "mail"  # a mail program reads no stylesheet
        if (match := UNSAFE.search(template.read_text(encoding="utf-8")))
    ]
    assert not found


def test_only_these_places_mark_text_as_safe_markup() -> None:
    markers = {
        name(file)
        for file in python_files("portal")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        and dotted(node.func).endswith("Markup")
        and node.args
        and not isinstance(node.args[0], ast.Constant)
        and dotted(getattr(node.args[0], "func", node)) != "render_template"  # it escapes
    }
    assert markers <= MARKERS


def ignores(file: Path) -> list[str]:
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        match = IGNORES.search(line)
        if match and (not match["code"] or len(match["reason"].strip(" (#-–:")) < 8):
            found.append(f"{name(file)}:{number}")
    return found


def test_an_ignored_rule_says_which_and_why() -> None:
    files = python_files("portal", "tests", "bench")
    assert not [each for file in files if file != Path(__file__) for each in ignores(file)]


def test_hooks_fetch_nothing() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"- repo: (\S+)", hooks)) == {"local"}
