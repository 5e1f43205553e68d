"""Loaded by The Littlest JupyterHub after its own configuration: makes it the course's hub."""

from greaterdata_lessons.hub import settings
from greaterdata_lessons.hub.server.config import configure

c = get_config()  # noqa: F821 - JupyterHub supplies it

configure(c, settings.read(), learners="/opt/tljh/user")
