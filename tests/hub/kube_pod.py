"""Build a learner's pod from our values with the real KubeSpawner; run in .venv-deploy.

Values come in as JSON; out go the names in hub.config that no class knows, and the pod and volume
claim that would be asked for. What the chart itself does to hand its values on is done here in a
few lines; the rest is the spawner's own work.
"""

import asyncio
import json
import sys
from typing import Any
from unittest.mock import AsyncMock, Mock, patch

PLAIN = {
    "uid": "uid",
    "fsGid": "fs_gid",
    "cmd": "cmd",
    "allowPrivilegeEscalation": "allow_privilege_escalation",
    "startTimeout": "start_timeout",
    "extraEnv": "environment",
    "profileList": "profile_list",
}


def classes() -> dict[str, Any]:
    from firstuseauthenticator import FirstUseAuthenticator
    from jupyterhub.app import JupyterHub
    from jupyterhub.auth import Authenticator
    from kubespawner import KubeSpawner
    from oauthenticator.generic import GenericOAuthenticator

    known = (JupyterHub, Authenticator, KubeSpawner, GenericOAuthenticator, FirstUseAuthenticator)
    return {each.__name__: each for each in known}


def unknown(settings: dict[str, dict[str, Any]]) -> list[str]:
    known = classes()
    return [
        f"{name}.{trait}"
        for name, given in settings.items()
        for trait in given
        if name not in known or trait not in known[name].class_traits(config=True)
    ]


def way_in(settings: dict[str, dict[str, Any]]) -> str:
    """Make the authenticator as the hub would, so that settings that exclude each other show."""
    from jupyterhub.app import JupyterHub
    from traitlets.config import Config

    wanted = settings["JupyterHub"]["authenticator_class"]
    hub = JupyterHub(config=Config({"JupyterHub": {"authenticator_class": wanted}}))
    ours = {name: value for name, value in settings.items() if "Authenticator" in name}
    made = hub.authenticator_class(config=Config(ours))
    return type(made).__name__


async def asked_for(values: dict[str, Any]) -> dict[str, Any]:
    from jupyterhub.objects import Hub, Server
    from kubespawner import KubeSpawner
    from traitlets.config import Config

    single = values["singleuser"]
    storage = single["storage"]
    given = dict(values["hub"]["config"].get("KubeSpawner", {}))
    given |= {ours: single[name] for name, ours in PLAIN.items() if name in single}
    given |= {
        "image": f"{single['image']['name']}:{single['image']['tag']}",
        "mem_limit": single["memory"]["limit"],
        "mem_guarantee": single["memory"]["guarantee"],
        "cpu_limit": single["cpu"]["limit"],
        "cpu_guarantee": single["cpu"]["guarantee"],
        "volumes": storage.get("extraVolumes", []),
        "volume_mounts": storage.get("extraVolumeMounts", []),
    }
    if storage["type"] == "dynamic":
        given |= {"storage_pvc_ensure": True, "storage_capacity": storage["capacity"]}
        home = storage["homeMountPath"]
        given["volumes"] = [{"name": "home", "persistentVolumeClaim": {"claimName": "home"}}]
        given["volume_mounts"] = [{"name": "home", "mountPath": home}]
    user = Mock(id=1, escaped_name="amber-otter", url="/user/amber-otter/", settings={})
    user.name = "amber-otter"
    server = Mock(server=Server().orm_server, state={}, user_options={})
    server.name = ""
    with (
        patch("kubespawner.spawner.load_config", AsyncMock()),
        patch("kubespawner.spawner.shared_client"),
    ):
        spawner = KubeSpawner(
            config=Config({"KubeSpawner": given}),
            user=user,
            hub=Hub(public_host="", ip="hub", port=8081, base_url="/hub/", cookie_name="hub"),
            orm_spawner=server,
            oauth_client_id="user-amber-otter",
            namespace="rooms",
        )
        spawner.user_options = {}
        await spawner.load_user_options()
        pod = await spawner.get_pod_manifest()
    claim = spawner.get_pvc_manifest() if spawner.storage_pvc_ensure else None
    from kubernetes_asyncio.client import ApiClient

    async with ApiClient() as client:
        return {
            "pod": client.sanitize_for_serialization(pod),
            "claim": client.sanitize_for_serialization(claim),
        }


def main() -> None:
    values = json.load(sys.stdin)
    settings = values["hub"]["config"]
    found = {"unknown": unknown(settings), "way_in": way_in(settings)}
    print(json.dumps(found | asyncio.run(asked_for(values))))


if __name__ == "__main__":
    main()
