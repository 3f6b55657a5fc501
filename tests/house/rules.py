"""Rules about one source file: each gives what is wrong in it, or an empty list."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from tests.house.source import dotted, name, tree, uses

CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.date.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
}
# Who may end a transaction: services, the outbox that delivers, and the tools under them.
COMMITTERS = re.compile(r"portal/(\w+/service(/\w+)?\.py|outbox/\w+(/\w+)?\.py|core/\w+\.py)$")
# Who may say that text is markup: the sanitiser, the mails made with it, and the search, which has
# escaped the words it marks.
MARKERS = {
    "portal/core/markdown.py",
    "portal/outbox/compose.py",
    "portal/pages/service/search.py",
}
CODES = r"(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)|\[[^]]+\]"
IGNORES = re.compile(rf"#\s*(noqa|type:\s*ignore)(?P<code>{CODES})?(?P<reason>.*)$")
UNSAFE = re.compile(
    r"\|\s*safe\b|{%-?\s*autoescape\s+false|\bon[a-z]+\s*=\s*[\"']|\shx-on|\sstyle="
)
REASON_LETTERS = 3

Rule = Callable[[Path], list[str]]


def calls(file: Path) -> list[ast.Call]:
    return [node for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]


def commits(file: Path) -> list[str]:
    """Commits outside a service, the outbox or a tool."""
    if COMMITTERS.search(name(file)):
        return []
    return [
        f"{name(file)}:{call.lineno} commits"
        for call in calls(file)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]


def reads_the_environment(file: Path) -> list[str]:
    """Readers of the environment besides the settings."""
    if name(file).startswith("portal/config/"):
        return []
    readers = {"os.environ", "os.getenv", "os.putenv"}
    return [f"{name(file)}:{line} {used}" for line, used in uses(file) if used in readers]


def reads_a_clock(file: Path) -> list[str]:
    """Readers of the time besides the clock."""
    if name(file) == "portal/core/clock.py":
        return []
    return [f"{name(file)}:{line} {used}" for line, used in uses(file) if used in CLOCKS]


def queries(file: Path) -> list[str]:
    """Questions to the database."""
    return [
        f"{name(file)}:{line} {used}" for line, used in uses(file) if used.startswith("db.session")
    ]


def imports_the_root(file: Path) -> list[str]:
    """`from portal import x`, which makes a circle of everything."""
    return [
        f"{name(file)}:{node.lineno}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and node.module == "portal" and not node.level
    ]


def marks_as_safe(file: Path) -> list[str]:
    """Text called markup, where it is neither a constant nor made by a template."""
    if name(file) in MARKERS:
        return []
    return [
        f"{name(file)}:{call.lineno} {ast.unparse(call)}"
        for call in calls(file)
        if dotted(call.func).rpartition(".")[2] == "Markup"
        and call.args
        and not isinstance(call.args[0], ast.Constant)
        and dotted(getattr(call.args[0], "func", call)) != "render_template"
    ]


def ignores_without_reason(file: Path) -> list[str]:
    """An ignored rule that does not say which, or why, on its line."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        match = IGNORES.search(line)
        if match and (not match["code"] or len(match["reason"].strip(" (#-–:")) < REASON_LETTERS):
            found.append(f"{name(file)}:{number}")
    return found


def unsafe_template(file: Path) -> list[str]:
    """Inline code or trust in a template."""
    found = UNSAFE.finditer(file.read_text(encoding="utf-8"))
    return [f"{name(file)}: {match[0].strip()}" for match in found]


def misnamed_template(file: Path) -> list[str]:
    """A fragment that extends a page, or a page that extends nothing."""
    extends = re.search(r"{%-?\s*extends\b", file.read_text(encoding="utf-8"))
    if file.name.startswith("_"):
        return [f"{name(file)} is a fragment and extends a page"] if extends else []
    return [] if extends else [f"{name(file)} is a page and extends nothing"]
