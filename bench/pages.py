"""A content page beside bare Flask and a bare WSGI callable."""

from collections.abc import Iterator
from typing import Any

from flask import Flask, Response
from werkzeug.test import Client

from bench.timing import in_turns, portal

CALLS = 200


def measure() -> Iterator[str]:
    """Print what a page costs, and how often a bare one could be had for that."""
    app = portal()
    page = Client(app).get("/sleep").data
    bare = Flask("bare")
    bare.add_url_rule("/sleep", view_func=lambda: Response(page, mimetype="text/html"))

    def callable_only(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [page]

    ours, flask, wsgi = Client(app), Client(bare), Client(callable_only)
    took = in_turns(
        CALLS,
        portal=lambda: ours.get("/sleep").data,
        flask=lambda: flask.get("/sleep").data,
        wsgi=lambda: wsgi.get("/sleep").data,
    )
    yield f"content page: {took['portal']:.0f} µs"
    yield f"  {took['portal'] / took['flask']:.1f} × bare Flask ({took['flask']:.0f} µs)"
    yield f"  {took['portal'] / took['wsgi']:.1f} × a bare callable ({took['wsgi']:.0f} µs)"
