"""Reading what is sealed, and naming who wrote it, on pages of the desk."""

from portal.core.crypto import CryptoError, HasRecordKey

GONE = "(The key is gone: nobody can read this any more.)"
LEFT = "Somebody who left"


def text_of(row: HasRecordKey, name: str) -> str:
    """Sealed text of a row; what cannot be opened any more says so."""
    try:
        return getattr(row, name) or ""
    except CryptoError:
        return GONE
