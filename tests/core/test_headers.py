"""What every answer tells the browser: load nothing from elsewhere, tell nobody, come by https."""

import pytest

from tests.house import routes
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

pytestmark = pytest.mark.one_database

PATHS = ["/", "/sleep", "/cookies", "/bulletins/sign-up", "/no-such-page", "/health/live"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; manifest-src 'self'"
)
TOKEN = "x" * 46


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_may_load_from_us_alone(path: str, client: PortalClient) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PATHS)
def test_another_site_learns_our_address_at_most(path: str, client: PortalClient) -> None:
    said = client.get(path).headers["Referrer-Policy"]
    assert said in {"strict-origin-when-cross-origin", "no-referrer"}


def test_no_page_may_use_a_camera_or_find_out_where_somebody_is(client: PortalClient) -> None:
    policy = client.get("/").headers["Permissions-Policy"]
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(policy.split(", "))


def test_over_https_a_browser_never_comes_any_other_way(make_app: MakeApp) -> None:
    app = make_app(base_url="https://portal.example.org")
    headers = app.test_client().get("/", base_url="https://portal.example.org").headers
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert headers["Content-Security-Policy"] == f"{POLICY}; upgrade-insecure-requests"


def test_without_https_it_is_not_promised(client: PortalClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers


@pytest.mark.parametrize("path", sorted(path for path in routes.LINK if "<token>" in path))
def test_a_page_behind_a_mailed_link_is_kept_nowhere(path: str, client: PortalClient) -> None:
    answer = client.get(path.replace("<token>", TOKEN).replace("<what>", "saved"))
    if answer.status_code != 405:  # a form's address, which nobody reads
        assert answer.headers["Cache-Control"] == "no-store"
