"""What a text may name of the portal that shows it: ``{{ organisation }}`` and the like."""

import re
from collections.abc import Mapping

from portal.config import Settings

PLACEHOLDERS = (
    *("name", "organisation", "base_url"),
    *("contact_email", "contact_phone", "contact_address", "dpo_email"),
    *("hosting_company", "mail_company"),
)
PLACEHOLDER = re.compile(r"(<|mailto:|tel:)?\{\{ *([a-z_]+) *\}\}")
PUNCTUATION = re.compile(r"([\\`*_\[\]<>#|])")
DIALLED = re.compile(r"[^0-9+]")


class PlaceholderError(ValueError):
    """A text names something that nobody knows; the message says what there is."""


def values_of(settings: Settings) -> dict[str, str]:
    """What each name stands for on this portal."""
    return {name: str(getattr(settings, name)) for name in PLACEHOLDERS}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Markdown with every name put in as words, never as markup. Raises PlaceholderError."""

    def value(found: re.Match[str]) -> str:
        before, name = found.groups()
        if name not in values:
            raise PlaceholderError(
                f"there is no {{{{ {name} }}}}. Use one of: {', '.join(sorted(values))}."
            )
        if before:
            # In an address Markdown takes every character as it stands.
            return f"{before}{values[name]}"
        if name.endswith("_email"):
            return f"<{values[name]}>"
        shown = PUNCTUATION.sub(r"\\\1", values[name])
        return f"[{shown}](tel:{DIALLED.sub('', shown)})" if name.endswith("_phone") else shown

    return PLACEHOLDER.sub(value, text)
