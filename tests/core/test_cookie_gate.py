"""The cookie gate: broken on purpose in every way, it refuses; and what is right passes."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from portal.core.cookie_gate import CookieGate, UndeclaredCookieError
from portal.register import cookies
from tests.support.settings import make_settings

GOOD = "contrast-mode=dark; Max-Age=31536000; HttpOnly; Path=/; SameSite=Lax"
TRANSLATED = "googtrans=/en/fr; HttpOnly; Path=/; SameSite=Lax"
GONE = "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/; SameSite=Lax"
ALLOW = "cookieconsent_status=allow; cookieconsent_revision=1"
GIVING = [
    "cookieconsent_status=allow; Max-Age=31536000; HttpOnly; Path=/; SameSite=Lax",
    "cookieconsent_revision=1; Max-Age=31536000; HttpOnly; Path=/; SameSite=Lax",
]
Leave = Callable[..., list[str]]


def make_gate(folder: Path, lines: list[str], **changes: Any) -> CookieGate:
    def leaky(_environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/plain"), *(("Set-Cookie", x) for x in lines)])
        return [b"hello"]

    return CookieGate(leaky, replace(make_settings(folder), **changes))


@pytest.fixture
def leave(tmp_path: Path) -> Leave:
    """What leaves the gate, in development, of what an application sets."""

    def through(*lines: str, sent: str = "", gpc: str = "0", **changes: Any) -> list[str]:
        gate = make_gate(tmp_path, list(lines), **changes)
        headers = {"Cookie": sent, "Sec-GPC": gpc}
        return (
            Client(gate, use_cookies=False).get("/", headers=headers).headers.getlist("Set-Cookie")
        )

    return through


def test_what_the_register_lists_passes_unchanged(leave: Leave) -> None:
    assert leave(GOOD, *GIVING) == [GOOD, *GIVING]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("session=abc; HttpOnly; Path=/; SameSite=Lax", "not in cookies.toml"),
        ("_ga=GA1.1.123; Path=/", "not in cookies.toml as one of the portal's own"),
        ("use_hitbox=1; Path=/", "not in cookies.toml as one of the portal's own"),
        (GOOD.replace("dark", "user-4711"), "value"),
        (GOOD.replace("dark", '"dark"'), "value"),
        (GOOD.replace("dark", ""), "value"),
        (GOOD + "; Domain=example.org", "attributes"),
        (GOOD + "; Secure", "attributes"),
        (GOOD + "; Partitioned", "attributes"),
        (GOOD.replace("; HttpOnly", ""), "attributes"),
        (GOOD.replace("; SameSite=Lax", ""), "attributes"),
        (GOOD.replace("Lax", "None"), "attributes"),
        (GOOD.replace("Path=/", "Path=/staff"), "attributes"),
        (GOOD.replace("31536000", "63072000"), "attributes"),
        (GOOD.replace("Max-Age=31536000; ", ""), "attributes"),
        (TRANSLATED + "; Max-Age=31536000", "attributes"),
        (TRANSLATED, "consent"),
        (f"tracker=; {GONE}", "nothing to remove"),
        (f"tracker=4711; {GONE}", "not in cookies.toml"),
    ],
)
def test_what_the_register_does_not_list_is_refused(line: str, words: str, leave: Leave) -> None:
    with pytest.raises(UndeclaredCookieError, match=words) as caught:
        leave(line)
    assert "4711" not in str(caught.value)


def test_https_needs_secure(leave: Leave) -> None:
    secure = {"base_url": "https://portal.example.org"}
    assert leave(GOOD + "; Secure", **secure) == [GOOD + "; Secure"]
    with pytest.raises(UndeclaredCookieError, match="attributes"):
        leave(GOOD, **secure)


def test_a_translation_leaves_only_with_consent(leave: Leave) -> None:
    assert leave(TRANSLATED, sent=ALLOW) == [TRANSLATED]
    assert leave(*GIVING, TRANSLATED) == [*GIVING, TRANSLATED]


@pytest.mark.parametrize(
    ("sent", "gpc", "also"),
    [
        ("cookieconsent_status=dismiss; cookieconsent_revision=1", "0", []),
        ("cookieconsent_status=allow", "0", []),
        (ALLOW, "1", []),
        (ALLOW, "0", [GIVING[0].replace("allow", "deny")]),
        ("", "0", GIVING[:1]),
    ],
)
def test_anything_less_than_consent_is_not_consent(
    sent: str, gpc: str, also: list[str], leave: Leave
) -> None:
    with pytest.raises(UndeclaredCookieError, match="consent"):
        leave(*also, TRANSLATED, sent=sent, gpc=gpc)


def test_a_wider_question_needs_a_newer_answer(leave: Leave) -> None:
    with pytest.raises(UndeclaredCookieError, match="consent"):
        leave(TRANSLATED, sent=ALLOW, analytics_id="G-ABC1234567")


def test_removing_is_allowed_at_any_domain_for_what_is_listed_or_was_sent(leave: Leave) -> None:
    lines = [f"_ga=; Domain=example.org; {GONE}", f"googtrans=; {GONE}", f"odd=; {GONE}"]
    assert leave(*lines, sent="odd=1") == lines


def test_production_strips_counts_and_logs_the_name_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gate = make_gate(tmp_path, ["tracker=secret-4711; Path=/", GOOD], env="production")
    with caplog.at_level(logging.ERROR):
        answer = Client(gate, use_cookies=False).get("/")
    assert answer.headers.getlist("Set-Cookie") == [GOOD]
    assert answer.data == b"hello"
    assert gate.refused == {"tracker": 1}
    assert "tracker" in caplog.text
    assert "4711" not in caplog.text


VALUES = sorted({value for entry in cookies().entries for value in entry.values})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([e.name for e in cookies().entries if e.ours]), st.sampled_from(VALUES))
def test_a_value_of_another_cookie_is_not_a_value_of_this_one(
    leave: Leave, name: str, value: str
) -> None:
    entry = cookies().ours(name)
    assert entry is not None
    age = f"Max-Age={entry.max_age}; " if entry.max_age else ""
    line = f"{name}={value}; {age}HttpOnly; Path=/; SameSite=Lax"
    if entry.accepts(value):
        assert leave(line, sent=ALLOW if name == "googtrans" else "") == [line]
    else:
        with pytest.raises(UndeclaredCookieError):
            leave(line, sent=ALLOW)
