"""Who hears of a new privacy notice: subscribers who chose that topic, under an earlier one."""

from sqlalchemy import Select, or_, select

from portal.bulletins.models import Consent, Subscriber, SubscriberTopic
from portal.bulletins.service.subscriptions import find_subscriber
from portal.core.clock import now
from portal.extensions import db

TOPIC = "privacy-notice"


def readers(number: int) -> Select[str]:
    """The public ids of everybody to tell of a version, however often they want bulletins."""
    awake = or_(Subscriber.paused_until.is_(None), Subscriber.paused_until <= now())
    return select(Subscriber.public_id).where(
        awake,
        Subscriber.id.in_(
            select(SubscriberTopic.subscriber_id).where(SubscriberTopic.topic == TOPIC)
        ),
        Subscriber.email_index.in_(
            select(Consent.email_index).where(
                Consent.ended_at.is_(None), Consent.notice_version < number
            )
        ),
    )


def reader(public_id: str, number: int) -> Subscriber | None:
    """One of them, if they still want it: asked when it is sent (B24)."""
    wanted = readers(number).where(Subscriber.public_id == public_id)
    return find_subscriber(public_id) if db.session.scalar(wanted) else None
