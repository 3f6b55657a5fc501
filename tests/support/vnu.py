"""The Nu HTML checker as a service: 50 ms a page, where a start of its own takes two seconds."""

import json
import re
import subprocess
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from tests.support.servers import free_port, wait_for
from tests.support.tools import need, need_package

# htmx's attributes repeat what action and method say; every other attribute is HTML's own.
HTMX = re.compile(r"Attribute “hx-[a-z-]+” not allowed")

# A run is over before the best compiler pays; the quick one needs more room on the stack.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")

Validate = Callable[[str], list[str]]


@pytest.fixture(scope="session")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Validate]:
    """A function that gives what the Nu checker says against an HTML page."""
    java = need("java")
    jar = need_package("vnu-jar/build/dist/vnu.jar")
    log = tmp_path_factory.mktemp("vnu") / "vnu.log"
    url = f"http://127.0.0.1:{(port := free_port())}/?out=json"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                java,
                *QUICK,
                "-cp",
                jar,
                "-Dnu.validator.servlet.bind-address=127.0.0.1",
                "nu.validator.servlet.Main",
                str(port),
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(url, process, log)
            yield lambda html: _ask(url, html)
        finally:
            process.terminate()
            process.wait(10)


def _ask(url: str, html: str) -> list[str]:
    request = urllib.request.Request(
        url, data=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        messages = json.load(answer)["messages"]
    return [
        f"{message['message']} near {message.get('extract', '').strip()!r}"
        for message in messages
        if (message["type"] == "error" or message.get("subType") == "warning")
        and not HTMX.search(message["message"])
    ]
