"""JupyterHub's configuration on a machine of one's own: a laptop in a library, or a server."""

from greaterdata_lessons.hub import settings
from greaterdata_lessons.hub.server.config import configure, own_machine

c = get_config()  # noqa: F821 - JupyterHub supplies it

configure(c, settings.read())
own_machine(c, settings.read())
