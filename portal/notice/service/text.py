"""The text of the notice, written from its template and the registers: what a version freezes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from portal.core.placeholders import PLACEHOLDERS, PUNCTUATION
from portal.register import CookieRegister, PersonalData, ThirdParties, ThirdParty
from portal.register.cookies import load as load_cookies
from portal.register.personal_data import load as load_personal_data
from portal.register.promises import Promises
from portal.register.promises import load as load_promises
from portal.register.purposes import Purposes
from portal.register.purposes import load as load_purposes
from portal.register.reading import FOLDER, RegisterError
from portal.register.retention import Retention, Rule
from portal.register.retention import load as load_retention
from portal.register.third_parties import load as load_third_parties

TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "notice"
TEMPLATE = "notice.md"
BASES = {
    "consent": "Your consent",
    "public task": "A task in the public interest",
    "legal obligation": "A legal duty",
    "legitimate interests": "Our legitimate interests",
}
GAPS = re.compile(r"\n{3,}")


class Source(str):
    """Markdown that is used as it is. Every other value is words."""

    __slots__ = ()


@dataclass(frozen=True)
class Registers:
    """What the text is made from."""

    cookies: CookieRegister
    personal_data: PersonalData
    promises: Promises
    purposes: Purposes
    retention: Retention
    third_parties: ThirdParties


def read(folder: Path = FOLDER) -> Registers:
    """The registers of a folder. Raises RegisterError."""
    return Registers(
        cookies=load_cookies(folder),
        personal_data=load_personal_data(folder),
        promises=load_promises(folder),
        purposes=load_purposes(folder),
        retention=load_retention(folder),
        third_parties=load_third_parties(folder),
    )


def write(folder: Path = FOLDER) -> str:
    """The notice as it would be published now, with settings left as ``{{ organisation }}``.

    Raises RegisterError for a register or template that is wrong, or an unknown promise.
    """
    registers = read(folder)
    values: dict[str, Any] = {name: Source(f"{{{{ {name} }}}}") for name in PLACEHOLDERS}
    values |= {
        "cookies": registers.cookies,
        "parties": registers.third_parties,
        "purposes": registers.purposes.entries,
        "tables": registers.personal_data.tables,
        "basis": BASES,
        "about_people": [r for r in registers.retention.rules if is_about_people(r, registers)],
        "about_nobody": [r for r in registers.retention.rules if not is_about_people(r, registers)],
        "named": _named,
        "promise": _promise_of(registers.promises),
    }
    try:
        text = _environment().get_template(TEMPLATE).render(values)
    except TemplateError as error:
        raise RegisterError(
            "templates/notice/text", TEMPLATE, f"put this right: {error}"
        ) from error
    return GAPS.sub("\n\n", text).strip() + "\n"


def is_about_people(rule: Rule, registers: Registers) -> bool:
    """Whether somebody could be told from what a rule is about."""
    table = registers.personal_data.find(rule.table)
    return rule.by_people or (table is not None and table.is_about_people)


def _environment() -> Environment:
    environment = Environment(  # noqa: S701 - it writes Markdown, which the sanitiser renders
        loader=FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_as_words,
    )
    environment.filters.update(
        beginning=_beginning, code=_code, opening=_opening, sentence=_sentence
    )
    return environment


def _as_words(value: object) -> str:
    return value if isinstance(value, Source) else PUNCTUATION.sub(r"\\\1", str(value))


def _code(value: str) -> Source:
    return Source(f"`{value}`")


def _opening(value: str) -> str:
    """Words for the middle of a sentence."""
    return value[:1].lower() + value[1:] if value[1:2].islower() else value


def _beginning(value: str) -> str:
    """Words for the beginning of a sentence."""
    return value[:1].upper() + value[1:]


def _sentence(value: str) -> str:
    """Words with a stop at the end."""
    return value if value.endswith((".", "!", "?")) else f"{value}."


def _named(party: ThirdParty) -> str:
    """Who an organisation is: a setting says it of those that work for us."""
    return Source(f"{{{{ {party.setting_name} }}}}") if party.setting_name else party.name


def _promise_of(promises: Promises) -> Callable[[str], Source]:
    def promise(identifier: str) -> Source:
        if promises.find(identifier) is None:
            raise RegisterError(
                "promises.toml",
                identifier,
                "the notice names it: add it, or change portal/templates/notice/text/",
            )
        return Source(f'::promise{{id="{identifier}"}}')

    return promise
