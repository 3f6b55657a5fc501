"""Editors of pages, each with a browser of their own and without scripts."""

import re
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.support import staff
from tests.support.client import PortalClient
from tests.support.pages import elements, parse

HERE = "/staff/pages"
STAMP = re.compile(r'name="seen_version"[^>]* value="([^"]*)"')


class Editor:
    """A member of staff who writes pages."""

    def __init__(self, app: Flask, name: str, *roles: str) -> None:
        made = app.test_client()
        assert isinstance(made, PortalClient)
        self.client = made
        roles = roles or ("editor",)
        self.row = staff.make(*roles, name=name, email=f"{name.lower()}@staff.example.org")
        self.person = staff.sign_in_as(made, self.row)

    def read(self, path: str = "", **query: str) -> str:
        """A page of the desk, as HTML."""
        answer = self.client.get(f"{HERE}{path}", query_string=query)
        assert answer.status_code == 200, answer.status
        return answer.get_data(as_text=True)

    def form(self, slug: str = "sleep") -> dict[str, str]:
        """What stands in the form of a page, as a browser would send it."""
        return sent_by(self.read(f"/{slug}"))

    def send(self, path: str, **data: Any) -> TestResponse:
        """Send a form of the desk."""
        return self.client.post(f"{HERE}{path}", data=data)

    def write(self, slug: str = "sleep", action: str = "save", **changes: str) -> TestResponse:
        """Open a page, change something, and keep it or hand it over."""
        return self.send(f"/{slug}", **{**self.form(slug), **changes, "action": action})

    def step(self, step: str, number: int, slug: str = "sleep", **data: str) -> TestResponse:
        """Open a version, and do one thing with it."""
        path = f"/{slug}/versions/{number}"
        html = self.read(f"/{slug}/versions") if step == "give-way" else self.read(path)
        stamps = STAMP.findall(html)
        seen = unescape(stamps[0]) if stamps else unescape(STAMP.findall(self.read(f"/{slug}"))[0])
        given = {"csrf": staff.csrf(self.client), "seen_version": seen, **data}
        return self.send(f"{path}/{step}", **given)


def sent_by(html: str) -> dict[str, str]:
    """What the browser sends of the form with the text in it, without a button."""
    root, _ = parse(html, fragment=False)
    form = next(
        node
        for node in elements(root)
        if node.tag == "form" and any(each.get("name") == "body" for each in elements(node))
    )
    sent: dict[str, str] = {}
    for node in elements(form):
        name, kind = str(node.get("name") or ""), node.get("type")
        if node.tag == "textarea":
            sent[name] = "".join(node.itertext()).removeprefix("\n")
        elif node.tag == "select":
            chosen = [each for each in elements(node) if each.get("selected") is not None]
            sent[name] = str(chosen[0].get("value")) if chosen else ""
        elif node.tag == "input" and (kind != "checkbox" or node.get("checked") is not None):
            sent[name] = str(node.get("value") or "")
    return sent
