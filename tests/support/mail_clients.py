"""What Can I email knows of mail programs: what in an HTML mail they do not show as meant."""

import json
import subprocess
from dataclasses import dataclass

from tests.support.tools import ROOT, need, need_package

CLIENTS = ("gmail.*", "outlook.*", "apple-mail.*")
ASK = """
import { readFileSync } from 'node:fs';
import { caniemail } from 'caniemail';
const clients = process.argv.slice(1);
const { issues } = caniemail({ clients, html: readFileSync(0, 'utf8') });
const found = [...issues.errors, ...issues.warnings].flatMap(([client, features]) =>
  features.map(({ title, support }) => ({ client, title, support })));
process.stdout.write(JSON.stringify(found));
"""


@dataclass(frozen=True, order=True)
class Doubt:
    """A feature that a mail program does not support, or only in part."""

    title: str
    support: str
    client: str


def doubts(html: str) -> list[Doubt]:
    """What Gmail, Outlook and Apple Mail may show otherwise, each once."""
    node = need("node", "nodejs")
    need_package("caniemail/dist/index.js")
    done = subprocess.run(
        [node, "--input-type=module", "--eval", ASK, *CLIENTS],
        input=html,
        cwd=ROOT,  # where node looks for packages
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted({Doubt(**found) for found in json.loads(done.stdout)})
