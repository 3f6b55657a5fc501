"""Videos and quoted posts of other sites: a placeholder from us, the real thing only if allowed.

Keeps nothing. In Markdown, each on a line of its own: ``::youtube{id="…" title="…"}`` and
``::x-post{url="…" author="…" date="2026-10-01" text="…"}``.
"""

from flask import Flask

from portal.core.markdown import register_directive
from portal.embeds import views


def register(app: Flask) -> None:
    """Join the application."""
    app.register_blueprint(views.bp)
    register_directive("youtube", views.youtube, views.youtube_in_mail)
    register_directive("x-post", views.x_post, views.x_post_in_mail)
