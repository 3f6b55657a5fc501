"""Limits kept in the database: exact over any window, the same for every process and restart."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.columns import UtcDateTime
from portal.core.crypto import blind_index
from portal.core.database import insert
from portal.extensions import Base, db

TRIES = 50


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


def take(bucket: str, key: str, limits: Sequence[Limit]) -> timedelta:
    """Count one use and return zero, or return how long to wait and count nothing.

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
        if _store(hashed, known, [*hits, now().timestamp()][-most:], now() + longest):
            return timedelta(0)
    # So many at once that fifty tries lost the race: that is what the limit is for.
    return min(limit.per for limit in limits)


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


def _store(key: str, known: str | None, hits: list[float], expires_at: datetime) -> bool:
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
