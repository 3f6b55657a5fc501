"""The record of processing activities (UK GDPR Article 30(1)), made from the register."""

from dataclasses import dataclass

from portal.config import Settings
from portal.register import Purpose, personal_data, purposes, retention, third_parties
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
    processors = [party.called(settings) for party in third_parties().of("processor")]
    return [_activity(purpose, "; ".join(processors)) for purpose in purposes().entries]


def _activity(purpose: Purpose, processors: str) -> Activity:
    tables = [entry for entry in personal_data().tables if entry.purpose == purpose.key]
    people = [entry for entry in tables if entry.is_about_people]
    return Activity(
        purpose=purpose.title,
        basis=f"{purpose.basis}: {purpose.law}",
        special=purpose.special or "None",
        whose=_joined(entry.whose for entry in people) or BY_PEOPLE,
        categories=_joined(_labels(people)) or BY_PEOPLE,
        recipients=processors,
        transfers=NO_TRANSFER,
        kept=_joined(
            f"{rule.what}: {rule.words}" for entry in tables for rule in retention().of(entry.name)
        )
        or _joined(f"{rule.what}: {rule.words}" for rule in retention().rules if rule.by_people),
        safe=SAFE if people else BY_PEOPLE,
    )


def _labels(entries: list[Entry]) -> list[str]:
    return [column.label for entry in entries for column in entry.columns]


def _joined(words: object) -> str:
    return "; ".join(dict.fromkeys(words))  # type: ignore[call-overload]  # any iterable of texts
