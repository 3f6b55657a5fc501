"""Limits kept in the database: exact over any window, the same for every process and restart."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from flask import has_request_context, request
from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.columns import UtcDateTime
from portal.core.crypto import blind_index
from portal.core.database import SAFE_METHODS, insert
from portal.extensions import Base, db

TRIES = 50
# How much of a keyed hash tells a few dozen things apart.
TAG = 16
# Where browsers say which site a request comes from (TRUST B1).
SAYS_WHERE = ("Sec-Fetch-Site", "Origin")


@dataclass(frozen=True)
class Limit:
    """At most ``count`` in any ``per``."""

    count: int
    per: timedelta


class RateWindow(Base):
    """Purpose: hold limits. Kept: until the longest window is over. The key is a keyed hash."""

    __tablename__ = "rate_windows"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    hits: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def take_from(address: str | None, bucket: str, limits: Sequence[Limit]) -> timedelta:
    """Count what came from the network of an address: zero, or how long to wait.

    What does not say which site it comes from counts twice.
    """
    return take(bucket, network(address), limits, uses=_uses())


def take_new(
    address: str | None, bucket: str, what: str, limit: Limit, most: int
) -> tuple[timedelta, bool]:
    """Count `what` once in the time of the limit, for the network of an address.

    Returns how long to wait, and whether to take it: it came no more than `most` times. Once the
    network is over its limit, everything waits, counted before or not: nobody there can find out
    what a neighbour sent. New or not, it is the same work. It is part of the session's transaction.
    """
    hashed = blind_index(f"limit:{bucket}", network(address))
    tag = blind_index(f"limit:{bucket}", what)[:TAG]
    for _ in range(TRIES):
        known, began = _known(hashed), now()
        since = (began - limit.per).timestamp()
        seen = [each for each in json.loads(known or "[]") if each[0] > since]
        wait = _wait([at for at, *_ in seen], [limit])
        if wait:
            return wait, False
        mine = [each for each in seen if each[1] == tag]
        if not mine:
            mine = [[began.timestamp(), tag, 0] for _ in range(_uses())]
            seen = [*seen, *mine]
        mine[0][2] += 1
        if _store(hashed, known, seen, began + limit.per):
            return timedelta(0), mine[0][2] <= most
    return limit.per, False


def take(bucket: str, key: str, limits: Sequence[Limit], uses: int = 1) -> timedelta:
    """Count a use and return zero, or return how long to wait and count nothing.

    It is part of the session's transaction: the calling service commits, and a use that fails is
    not counted.
    """
    hashed = blind_index(f"limit:{bucket}", key)
    longest = max(limit.per for limit in limits)
    most = max(limit.count for limit in limits)
    for _ in range(TRIES):
        known = _known(hashed)
        hits = [hit for hit in json.loads(known or "[]") if hit > (now() - longest).timestamp()]
        wait = _wait(hits, limits)
        if wait > timedelta(0):
            return wait
        if _store(hashed, known, [*hits, *[now().timestamp()] * uses][-most:], now() + longest):
            return timedelta(0)
    # So many at once that fifty tries lost the race: that is what the limit is for.
    return min(limit.per for limit in limits)


def _uses() -> int:
    """How many uses a request is: two for one that does not say which site it comes from.

    Text browsers and programs do not (TRUST B1). It is enough for a person at any form of ours, and
    half as much as others have for a program.
    """
    if not has_request_context() or request.method in SAFE_METHODS:
        return 1
    return 1 if any(name in request.headers for name in SAYS_WHERE) else 2


def left(bucket: str, key: str, limits: Sequence[Limit]) -> timedelta:
    """How long to wait before the next use, or zero; counts nothing."""
    return _wait(json.loads(_known(blind_index(f"limit:{bucket}", key)) or "[]"), limits)


def _known(key: str) -> str | None:
    return db.session.scalar(
        select(RateWindow.hits)
        .where(RateWindow.key == key)
        .execution_options(populate_existing=True)
    )


def _wait(hits: list[float], limits: Sequence[Limit]) -> timedelta:
    waits = [
        timedelta(seconds=hits[-limit.count]) + limit.per - timedelta(seconds=now().timestamp())
        for limit in limits
        if len(hits) >= limit.count
    ]
    return max([timedelta(0), *waits])


def _store(key: str, known: str | None, hits: list[Any], expires_at: datetime) -> bool:
    """Write only if nobody was faster."""
    values = {"hits": json.dumps(hits), "expires_at": expires_at}
    if known is None:
        statement = (
            insert(RateWindow)
            .values(key=key, **values)
            .on_conflict_do_nothing()
            .returning(RateWindow.key)
        )
    else:
        statement = (
            update(RateWindow)
            .where(RateWindow.key == key, RateWindow.hits == known)
            .values(**values)
            .execution_options(synchronize_session=False)
            .returning(RateWindow.key)
        )
    return db.session.execute(statement).first() is not None


def network(address: str | None) -> str:
    """The network of an address: /24 for IPv4, /64 for IPv6. Only its keyed hash is kept."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ip_network(f"{parsed}/{24 if parsed.version == 4 else 64}", strict=False))
