"""The record of processing activities (UK GDPR Article 30(1)), made from the register."""

from dataclasses import dataclass

from portal.config import Settings
from portal.config.settings import ASK, PREFIX
from portal.register import (
    Purpose,
    Rule,
    ThirdParty,
    cookies,
    personal_data,
    purposes,
    retention,
    third_parties,
)
from portal.register import Table as Entry

COLUMNS = (
    "Purpose",
    "Lawful basis",
    "Special category condition",
    "Whose information",
    "Categories of information",
    "Recipients",
    "Transfers",
    "How long it is kept",
    "How it is kept safe",
)
NO_TRANSFER = "None outside the United Kingdom"
SAFE = (
    "Encrypted with a key per record; found by a keyed fingerprint; sent over TLS; erased by the "
    "retention run; erasure reaches backups"
)
BY_PEOPLE = "Held by people, on paper and in mailboxes: see the retention rules"
NOBODY = "About nobody: no person can be told from it"
ON_A_DEVICE = "Stored on the visitor's own device; nothing about a person is kept here"
# What the notice says of devices, beside the purposes of the register.
SAFETY = "safety"
APPEARANCE = "To remember how you like the site to look"
LOADING = "To load {}"
CONSENT = "consent: UK GDPR Article 6(1)(a)"


@dataclass(frozen=True)
class Activity:
    """One line of the record, in the order of COLUMNS."""

    purpose: str
    basis: str
    special: str
    whose: str
    categories: str
    recipients: str
    transfers: str
    kept: str
    safe: str

    def cells(self) -> tuple[str, ...]:
        """The line, for a table."""
        return tuple(str(value) for value in vars(self).values())


def controller(settings: Settings) -> list[tuple[str, str]]:
    """Article 30(1)(a): who is responsible."""
    return [
        ("Controller", settings.organisation),
        ("Address", settings.contact_address),
        ("Email", settings.contact_email),
        ("Phone", settings.contact_phone),
        ("Data protection officer", settings.dpo_email),
    ]


def activities(settings: Settings) -> list[Activity]:
    """Article 30(1)(b) to (g), a line for each purpose."""
    processors = [_named(party, settings) for party in third_parties().of("processor")]
    found = [_activity(purpose, processors) for purpose in purposes().entries]
    return [*found, _appearance(), _loading()]


def _named(party: ThirdParty, settings: Settings) -> str:
    """Who works for us; or what has to be set before the record can say who that is."""
    unset = f"(not named yet: set {PREFIX}{party.setting_name.upper()})"
    return party.called(settings).replace(ASK, unset)


def _activity(purpose: Purpose, processors: list[str]) -> Activity:
    tables = [entry for entry in personal_data().tables if entry.purpose == purpose.key]
    people = [entry for entry in tables if entry.is_about_people]
    without = BY_PEOPLE if purpose.by_people else NOBODY
    return Activity(
        purpose=purpose.title,
        basis=f"{purpose.basis}: {purpose.law}",
        special=purpose.special or "None",
        whose=_joined(entry.whose for entry in people) or without,
        categories=_joined(_labels(people)) or without,
        recipients=_joined([*processors, *filter(None, [purpose.recipients])]),
        transfers=NO_TRANSFER,
        kept=_joined(f"{rule.what}: {rule.words}" for rule in _rules(purpose, tables)),
        safe=SAFE if people else without,
    )


def _rules(purpose: Purpose, tables: list[Entry]) -> list[Rule]:
    """How long: by the rules of its tables, or of paper for what people do; copies and records of
    machines are for keeping the portal safe.
    """
    by_people = [rule for rule in retention().rules if rule.by_people]
    if purpose.by_people:
        return [rule for rule in by_people if rule.paper]
    found = [rule for entry in tables for rule in retention().of(entry.name)]
    return [*found, *(rule for rule in by_people if not rule.paper and purpose.key == SAFETY)]


def _appearance() -> Activity:
    """What remembers how somebody likes the site to look."""
    return _on_a_device(APPEARANCE, "appearance", "none: no personal information", "", NO_TRANSFER)


def _loading() -> Activity:
    """What other organisations show in our pages, once somebody accepts extra cookies."""
    parties = third_parties().of("consent")
    return _on_a_device(
        LOADING.format(", ".join(party.name for party in parties)),
        "consent",
        CONSENT,
        _joined(f"{party.name} ({party.company})" for party in parties),
        _joined(f"{party.name}: {party.transfers}" for party in parties),
    )


def _on_a_device(
    purpose: str, category: str, basis: str, recipients: str, transfers: str
) -> Activity:
    """What is stored on a visitor's device: by the register of cookies."""
    known = [each for each in cookies().entries if each.category == category and not each.retired]
    return Activity(
        purpose=purpose,
        basis=basis,
        special="None",
        whose="visitors",
        categories=_joined(f"{each.name}: {each.purpose}" for each in known),
        recipients=recipients or "None",
        transfers=transfers,
        kept=_joined(f"{each.name}: {each.lifetime}" for each in known),
        safe=ON_A_DEVICE,
    )


def _labels(entries: list[Entry]) -> list[str]:
    return [column.label for entry in entries for column in entry.columns]


def _joined(words: object) -> str:
    return "; ".join(dict.fromkeys(words))  # type: ignore[call-overload]  # any iterable of texts
