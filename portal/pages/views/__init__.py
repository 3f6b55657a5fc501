"""Routes of the pages feature: for people (content, search, site map) and for machines."""

from portal.pages.views import content, desk, editor, finding, machines, past
from portal.pages.views.frame import frame, is_known, keep_current, leads, suggest

BLUEPRINTS = (machines.bp, finding.bp, desk.bp, editor.bp, past.bp, content.bp)

__all__ = ["BLUEPRINTS", "frame", "is_known", "keep_current", "leads", "suggest"]
