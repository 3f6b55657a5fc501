"""Mails of bulletins, each built when it is sent, or None when it is unwanted by then."""

from collections.abc import Hashable, Mapping
from email.message import EmailMessage

from portal.bulletins import links
from portal.bulletins.models import Subscriber
from portal.bulletins.service import announcing, issues, letters, sending
from portal.bulletins.service.issues import Issue
from portal.bulletins.service.letters import Letter
from portal.bulletins.service.topics import EACH, FREQUENCIES, titles
from portal.core.clock import in_words, today
from portal.core.site import current_settings
from portal.outbox import (
    LEAVE,
    NOBODY,
    Copy,
    Skip,
    Source,
    compose,
    greeting,
    list_headers,
    mould,
    unsubscribe_header,
)
from portal.register import versions

SUPPRESSED = Skip("suppressed")
WHY_ENTERED = "You get this email because someone entered your address on our website."
WHY_ASKED = f"{WHY_ENTERED} We keep it for 14 days at most, unless you confirm."
WHY_MANAGED = "You get this email because you asked for it on our website."
WHY_SUBSCRIBED = "You get this email because you signed up for our bulletins and confirmed it."


def confirm(public_id: str, batch: str) -> EmailMessage | None:
    """Ask to confirm, remind, or say that it is confirmed already."""
    return _from_letter(letters.for_sign_up(public_id, batch), WHY_ASKED)


def address_new(public_id: str, batch: str) -> EmailMessage | None:
    """Ask a new address to confirm."""
    return _from_letter(letters.for_new_address(public_id, batch), WHY_ASKED)


def address_old(public_id: str, _batch: str) -> EmailMessage | None:
    """Tell the old address."""
    return _from_letter(letters.for_old_address(public_id), WHY_SUBSCRIBED)


def manage(public_id: str, batch: str) -> EmailMessage | None:
    """Send the link to somebody's choices."""
    return _from_letter(letters.for_preferences(public_id, batch), WHY_MANAGED)


def issue(public_id: str, batch: str) -> Copy | Skip | None:
    """One issue for one reader, if they still want it."""
    found = issues.find(batch)
    if found is None:
        return None
    subscriber = letters.reader(public_id, EACH, set(found.topics))
    if subscriber is None:
        return None
    context = {
        "issue": found,
        "date": in_words(found.date),
        "text": Source(found.text),
        "correction": found.correction,
        "href": links.issue(found.slug),
    }
    return _bulletin("issue", subscriber, found.topics, context, found.language, key=found)


def digest(public_id: str, batch: str) -> Copy | Skip | None:
    """What came out in a week or month on somebody's topics; nothing new is no mail (B29)."""
    frequency = batch.partition(":")[0]
    listed = sending.digest_issues(batch)
    had = sending.received(public_id, [found.slug for found in listed])
    listed = [found for found in listed if found.slug not in had]
    known = {topic for found in listed for topic in found.topics}
    subscriber = letters.reader(public_id, frequency, known)
    if subscriber is None:
        return None
    wanted = [found for found in listed if subscriber.topic_slugs & set(found.topics)]
    context = {
        "items": [_item(found) for found in wanted],
        "period": "week" if frequency == "weekly" else "month",
    }
    named = tuple(topic for found in wanted for topic in found.topics)
    key = (frequency, *wanted)
    return _bulletin("digest", subscriber, named, context, wanted[0].language, key=key)


def notice_change(public_id: str, batch: str) -> Copy | Skip | None:
    """Tell somebody who asked for it that the privacy notice changes; the batch ends in :number."""
    number = batch.rpartition(":")[2]
    version = versions().find(int(number)) if number.isdecimal() else None
    subscriber = announcing.reader(public_id, version.number) if version else None
    if version is None or subscriber is None:
        return None
    context = {
        "summary": version.summary,
        "effective": in_words(version.effective),
        "is_ahead": version.effective > today(),
        "href": links.notice_changes(version.number),
    }
    key = (version.number, context["is_ahead"])
    return _bulletin("notice-change", subscriber, (announcing.TOPIC,), context, "en", key=key)


def _item(found: Issue) -> dict[str, str]:
    return {
        "title": found.title,
        "summary": found.summary,
        "date": in_words(found.date),
        "href": links.issue(found.slug),
    }


def _bulletin(
    kind: str,
    subscriber: Subscriber,
    about: tuple[str, ...],
    context: Mapping[str, object],
    language: str,
    *,
    key: Hashable,
) -> Copy | Skip:
    """A reader's copy. What is made once for many knows of a reader the topics they chose.

    ``key`` stands for the context: equal keys, equal mails.
    """
    if subscriber.is_suppressed:
        return SUPPRESSED
    chosen = subscriber.topic_slugs
    leave = links.unsubscribe(subscriber.public_id)
    written, own = greeting(subscriber.name or "")

    def composed() -> EmailMessage:
        shared = {**context, "name": written, **_foot(chosen)}
        headers = {**_list_headers(about, chosen), "Content-Language": language}
        template = f"bulletins/mail/{kind}"
        return compose(template, NOBODY, shared, headers=headers, automatic=False)

    # With a name in it, it is nobody else's, and is not kept.
    same = None if written and not own else (kind, frozenset(chosen), written, key)
    made = mould(same, composed)
    ways_out = unsubscribe_header(leave, subscriber.public_id)
    return Copy(made, subscriber.email or "", {**own, "leave": leave}, ways_out)


def _list_headers(about: tuple[str, ...], chosen: set[str]) -> dict[str, str]:
    """Of the topics of a bulletin, the list is the first that its reader chose."""
    topic = next(slug for slug in about if slug in chosen)
    headers = list_headers(list_id=topic, archive=links.archive(), help_page=links.manage())
    return {**headers, "Reply-To": current_settings().contact_email}


def _foot(chosen: set[str]) -> dict[str, object]:
    """Why you get this, and the ways out."""
    return {
        "why": f"{WHY_SUBSCRIBED} You chose: {', '.join(titles(chosen))}.",
        "links": [
            {"label": "Unsubscribe, or hear from us less often", "href": LEAVE},
            {"label": "Change your topics, name or email address", "href": links.manage()},
            {"label": "Read past bulletins", "href": links.archive()},
        ],
    }


def _from_letter(letter: Letter | None, why: str) -> EmailMessage | None:
    if letter is None:
        return None
    if letter.kind == "already":
        why = WHY_ENTERED  # a subscriber's address stays
    made = letter.tokens
    context = {
        "confirm": links.confirm(made.get("confirm", "")),
        "not_me": links.not_me(made.get("not_me", "")),
        "preferences": links.preferences(made.get("preferences", "")),
        "manage": links.manage(),
        "sign_up": links.sign_up(),
        "topics": letter.topics,
        "how_often": FREQUENCIES.get(letter.frequency, ""),
        "why": why,
        "links": [],
    }
    return compose(
        f"bulletins/mail/{letter.kind}",
        letter.to,
        context,
        headers={"Reply-To": current_settings().contact_email},
    )
