"""The WSGI entry point for any server: ``wsgi:app``."""

import portal.visits
from portal.app import create_app

app = create_app()
portal.visits.keep(app)
