"""Addresses of what other sites host: made from an id or checked, never taken as they come."""

import re

VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}\Z")
POST = re.compile(r"https://(?:x|twitter)\.com/[A-Za-z0-9_]{1,15}/status/[0-9]{1,20}\Z")
PLAYER = "https://www.youtube-nocookie.com"


class EmbedError(ValueError):
    """A text embeds something by an address or id that cannot be right."""


def is_video(video: str) -> bool:
    """Whether this can be a YouTube video's id."""
    return VIDEO_ID.match(video) is not None


def watch(video: str) -> str:
    """The plain link to a video."""
    return f"https://www.youtube.com/watch?v={_video(video)}"


def frame(video: str) -> str:
    """Our own page around the player."""
    return f"/embeds/youtube/{_video(video)}"


def player(video: str) -> str:
    """The player itself; `rel=0` keeps to the same channel at the end."""
    return f"{PLAYER}/embed/{_video(video)}?rel=0"


def post(url: str) -> str:
    """A post on X. Raises EmbedError when the address is not one."""
    if not POST.match(url):
        raise EmbedError(f"{url!r} is not the address of a post: https://x.com/NAME/status/NUMBER")
    return url


def _video(video: str) -> str:
    if not is_video(video):
        raise EmbedError(f"{video!r} is not a YouTube id: eleven letters, digits, - or _")
    return video
