"""Videos: a placeholder for everybody, the player for those who allow it, in a frame of ours."""

import pytest
from flask import Flask, render_template_string

from portal.core import markdown
from portal.embeds.links import EmbedError
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

VIDEO = "M7lc1UVf-VE"
FRAME = f"/embeds/youtube/{VIDEO}"
PLAYER = f"https://www.youtube-nocookie.com/embed/{VIDEO}"
TEXT = f'::youtube{{id="{VIDEO}" title="Chair & <b>breath</b>"}}'
PAGE = (
    '{% extends "base.html" %}{% block title %}Video page{% endblock %}'
    "{% block main %}<h1>Video page</h1>{{ markdown }}{% endblock %}"
)


@pytest.fixture
def client(app: Flask) -> PortalClient:
    """A browser, and a page with a video in it."""

    @app.get("/with-video")
    def with_video() -> str:
        return render_template_string(PAGE, markdown=markdown.render(TEXT))

    made = app.test_client()
    assert isinstance(made, PortalClient)
    return made


def allow(client: PortalClient) -> None:
    client.post("/cookies/choice", data={"choice": "allow", "next": "/"})


def page(client: PortalClient, **headers: str) -> str:
    return client.get("/with-video", headers=headers).get_data(as_text=True)


def test_before_consent_there_is_a_placeholder_that_says_it_all(client: PortalClient) -> None:
    html = page(client)
    assert "<iframe" not in html
    assert "Chair &amp; &lt;b&gt;breath&lt;/b&gt;" in html
    assert "Google Ireland Limited" in html
    assert "VISITOR_INFO1_LIVE" in html
    assert "accepts all extra cookies on this site" in html
    assert f'href="https://www.youtube.com/watch?v={VIDEO}"' in html


def test_nothing_of_a_placeholder_is_loaded_from_elsewhere(client: PortalClient) -> None:
    answer = client.get("/with-video")
    assert "youtube" not in answer.headers["Content-Security-Policy"]
    assert "ytimg" not in answer.get_data(as_text=True)
    assert "nocookie" not in answer.get_data(as_text=True)


def test_its_button_allows_and_comes_back_to_the_video(client: PortalClient) -> None:
    assert f'action="/cookies/choice#video-{VIDEO}"' in page(client)
    data = {"choice": "allow", "next": "/with-video"}
    assert client.post("/cookies/choice", data=data).headers["Location"] == "/with-video"
    html = page(client)
    assert f'<iframe src="{FRAME}" title="Video: Chair &amp; &lt;b&gt;breath' in html
    assert f'id="video-{VIDEO}"' in html


def test_the_frame_refuses_who_has_not_allowed_it(client: PortalClient) -> None:
    answer = client.get(FRAME)
    assert answer.status_code == 403
    assert "This video needs your agreement" in answer.get_data(as_text=True)
    assert "nocookie" not in answer.get_data(as_text=True)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_frame_holds_the_player_and_can_hold_nothing_else(client: PortalClient) -> None:
    allow(client)
    answer = client.get(FRAME)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'<iframe src="{PLAYER}?rel=0" title="YouTube player"' in html
    assert 'referrerpolicy="strict-origin-when-cross-origin"' in html
    assert "<script" not in html
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; frame-src https://www.youtube-nocookie.com; "
        "frame-ancestors 'self'; style-src 'self'"
    )
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_taking_consent_back_closes_the_frame(client: PortalClient) -> None:
    allow(client)
    client.post("/cookies/choice", data={"choice": "dismiss", "next": "/"})
    assert client.get(FRAME).status_code == 403
    assert "<iframe" not in page(client)


def test_a_privacy_signal_closes_it_too(client: PortalClient) -> None:
    allow(client)
    assert client.get(FRAME, headers={"Sec-GPC": "1"}).status_code == 403
    html = page(client, **{"Sec-GPC": "1"})
    assert "so we do not load it here" in html
    assert "Load this video" not in html


@pytest.mark.parametrize(
    "path",
    [
        "youtube/short",
        "youtube/M7lc1UVf-VE2",
        "youtube/M7lc1UVf VE",
        "vimeo/M7lc1UVf-VE",
        "youtube",
    ],
)
def test_what_cannot_be_a_video_is_not_found(path: str, client: PortalClient) -> None:
    allow(client)
    assert client.get(f"/embeds/{path}").status_code == 404


def test_a_mistyped_id_in_a_text_is_named(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(EmbedError, match="not a YouTube id"):
        markdown.render('::youtube{id="short" title="Breath"}')


def test_in_a_mail_it_is_a_link(app: Flask) -> None:
    html = markdown.render_mail(TEXT, base_url="https://portal.example.org")
    assert (
        f'<a href="https://www.youtube.com/watch?v={VIDEO}">Watch on YouTube: Chair &amp;' in html
    )
    assert "iframe" not in html
