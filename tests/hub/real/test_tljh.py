"""The snippet that The Littlest JupyterHub loads, after what that sets by itself."""

import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jupyterhub.app import JupyterHub
from traitlets.config import Config

from greaterdata_lessons.hub import tljh
from greaterdata_lessons.hub.server.authenticators import CardAuthenticator
from greaterdata_lessons.hub.server.spawner import SeatSpawner
from greaterdata_lessons.hub.settings import SETTING, Settings

# What TLJH 2 has set when it comes to the snippet (tljh/jupyterhub_config.py and
# tljh/configurer.py), as far as a machine without TLJH can have it.
BEFORE = """
c.JupyterHub.hub_port = 15001
c.JupyterHub.cleanup_servers = False
c.JupyterHub.base_url = "/"
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.auth_token = "the proxy is Traefik there"
c.SystemdSpawner.extra_paths = ["/opt/tljh/user/bin"]
c.SystemdSpawner.default_shell = "/bin/bash"
c.SystemdSpawner.unit_name_template = "jupyter-{USERNAME}"
c.SystemdSpawner.username_template = "jupyter-{USERNAME}"
c.JupyterHub.authenticator_class = "firstuseauthenticator.FirstUseAuthenticator"
c.FirstUseAuthenticator.create_users = False
c.FirstUseAuthenticator.allow_all = True
c.Authenticator.allowed_users = set()
c.Authenticator.blocked_users = set()
c.Authenticator.admin_users = {"boss"}
c.Spawner.mem_limit = "1024M"
c.Spawner.cpu_limit = None
c.Spawner.default_url = "/lab"
c.JupyterHub.services = [{"name": "cull-idle", "admin": True, "command": ["true"]}]
"""


@pytest.fixture(params=["drop-in", "returning"])
def app(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[JupyterHub]:
    """JupyterHub with TLJH's settings, then ours, as install.sh puts them in place."""
    found = Settings(request.param, address="https://a.b.uk", state=str(tmp_path / "state"))
    tljh.write_tljh(found, tmp_path / "files")
    monkeypatch.setenv(SETTING, str(tmp_path / "files" / "hub.toml"))
    snippet = tmp_path / "files" / "jupyterhub_config.d" / "greaterdata.py"
    config = tmp_path / "jupyterhub_config.py"
    config.write_text(f"c = get_config()\n{BEFORE}\nload_subconfig({str(snippet)!r})\n")
    made = JupyterHub()
    made.load_config_file(str(config))
    yield made
    JupyterHub.clear_instance()


def sections(app: JupyterHub) -> dict[str, Any]:
    """Every class that a section of the configuration may be about."""
    ours = [*app.authenticator_class.mro(), *app.spawner_class.mro(), *type(app).mro()]
    known = [*ours, *app.classes, app.proxy_class]
    return {cls.__name__: cls for cls in known if hasattr(cls, "class_traits")}


def a_spawner(app: JupyterHub) -> SeatSpawner:
    """A learner's spawner, as the hub would make it."""
    user = SimpleNamespace(name="amber-otter", escaped_name="amber-otter", id=1)
    return app.spawner_class(config=app.config, user=user)


def test_every_setting_is_one_that_jupyterhub_knows_and_takes(app: JupyterHub) -> None:
    known = sections(app)
    for section, given in app.config.items():
        assert isinstance(given, Config)
        if section == "FirstUseAuthenticator" and issubclass(
            app.authenticator_class, CardAuthenticator
        ):
            continue  # TLJH's own, of a class that is not used
        traits = known[section].class_traits(config=True)
        assert set(given) <= set(traits), section
    app.authenticator_class(config=app.config)
    a_spawner(app)
    app.proxy_class(config=app.config)


def test_ours_counts_where_both_say_something(app: JupyterHub) -> None:
    assert app.spawner_class is SeatSpawner
    door = app.authenticator_class(config=app.config)
    assert door.allow_all is False
    assert door.admin_users == set()
    assert "cull-idle" not in [service["name"] for service in app.services]
    assert not any(service.get("admin") for service in app.services)
    spawner = a_spawner(app)
    assert spawner.cmd[0] == "/opt/tljh/user/bin/jupyterhub-singleuser"


def test_what_tljh_runs_by_itself_stays_tljhs(app: JupyterHub) -> None:
    assert app.hub_port == 15001
    assert app.proxy_class(config=app.config).should_start is False


def test_the_snippet_is_nothing_but_a_call() -> None:
    lines = (tljh.TEMPLATES / "greaterdata.py").read_text().splitlines()
    assert len([line for line in lines if line and not line.startswith('"""')]) == 4
    with pytest.raises(NameError):  # only JupyterHub can run it
        runpy.run_path(str(tljh.TEMPLATES / "greaterdata.py"))
