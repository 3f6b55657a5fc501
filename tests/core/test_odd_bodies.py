"""Bodies that no form of ours sends: a file where words belong, and more than we read."""

import io
import re

import pytest

from tests.house import routes
from tests.house.test_routes import VARIABLE
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

FORM = "application/x-www-form-urlencoded"
TOO_LONG = b"choice=deny&more=" + b"x" * 70_000
# Where 20,000 characters of any script must fit, sealed or not (TRUST B14: more only there).
LONGER = re.compile(r"/complaints/(case/(message|news|talk)\Z|new(/|\Z))")
TOO_LONG_THERE = b"choice=deny&more=" + b"x" * 700_000
FIELDS = ("email", "stamp", "next", "name", "page", "useful", "contrast-mode", "choice", "state")
POSTS = (
    "/accessibility/settings",
    "/bulletins/manage",
    "/bulletins/sign-up",
    "/bulletins/sign-up/check",
    "/cookies/choice",
    "/cookies/yours/delete",
    "/feedback",
    "/feedback/page",
)


@pytest.mark.parametrize("path", POSTS)
def test_a_file_in_the_place_of_words_is_as_if_not_sent(path: str, client: PortalClient) -> None:
    for field in FIELDS:
        words = {name: "x" for name in FIELDS if name != field}
        data = {**words, field: (io.BytesIO(b"words"), "a.txt")}
        answer = client.post(path, data=data, content_type="multipart/form-data")
        assert answer.status_code < 500, field


def test_a_body_that_is_too_long_is_refused_on_every_route(client: PortalClient) -> None:
    for path in sorted(routes.PUBLIC | routes.LINK):
        where = VARIABLE.sub(lambda match: routes.SAMPLES[match[1]], path)
        body = TOO_LONG_THERE if LONGER.match(where) else TOO_LONG
        answer = client.post(where, data=body, content_type=FORM)
        assert answer.status_code == 413, where
        assert "That is too long to send" in answer.get_data(as_text=True)


def in_chunks(body: bytes, client: PortalClient) -> int:
    """What the portal answers to a body whose length nobody said."""
    answer = client.post(
        "/cookies/choice",
        input_stream=io.BytesIO(body),
        content_type=FORM,
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    return answer.status_code


def test_a_body_in_chunks_is_read(client: PortalClient) -> None:
    assert in_chunks(b"choice=deny", client) == 303


def test_a_body_in_chunks_that_is_too_long_is_refused_and_not_cut_off(client: PortalClient) -> None:
    assert in_chunks(TOO_LONG, client) == 413
