"""The mail relay, as it answers now."""

from portal.core.site import current_settings
from portal.doctor.service.findings import Finding, ok, wrong
from portal.outbox import probing
from portal.outbox.probing import ProbeError

WORDS = {
    probing.AWAY: (
        "It cannot be reached",
        "See that PORTAL_MAIL_SERVER and PORTAL_MAIL_PORT are right, and that nothing is between.",
    ),
    probing.UNSAFE: (
        "No safe connection",
        "Its certificate must be in force, and name the host in PORTAL_MAIL_SERVER.",
    ),
    probing.REFUSED: (
        "It refuses our sign-in",
        "Put PORTAL_MAIL_USERNAME and PORTAL_MAIL_PASSWORD right.",
    ),
}


def check() -> list[Finding]:
    """Whether the relay would take mail from us; nothing to ask when mail goes to a folder."""
    settings = current_settings()
    if settings.mail_to_folder:
        return []
    try:
        version = probing.probe(settings)
    except ProbeError as error:
        saw, todo = WORDS[error.what]
        return [wrong("relay", f"{saw} ({error.kind}).", todo)]
    return [ok("relay", f"It answers, with {version}." if version else "It answers, without TLS.")]
