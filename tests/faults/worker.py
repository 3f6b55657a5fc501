"""A worker that a test kills: it delivers until it dies, with a builder that needs no feature.

python -m tests.faults.worker
"""

import time
from email.message import EmailMessage

from portal import outbox
from portal.app import create_app
from portal.outbox.transport import RelayDownError

KIND = "test.mail"
PAUSE_SECONDS = 0.05


def build(subject: str, batch: str) -> EmailMessage:
    """A small mail to somebody whose name is the subject."""
    message = EmailMessage()
    message["From"], message["To"] = "portal@portal.example.org", f"{subject}@example.org"
    message["Subject"] = batch
    message.set_content("words\n")
    return message


def main() -> None:
    """Deliver for ever."""
    app = create_app()
    outbox.register(KIND, build)
    while True:
        with app.app_context():
            try:
                outbox.deliver_due()
            except RelayDownError:
                continue
            finally:
                time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
