"""Whose machine is this? Your own file is opened on your own machine, or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Container, Mapping

from greaterdata_lessons.errors import LearnerError

SHARED = {
    "JUPYTERHUB_USER": "a JupyterHub",
    "JUPYTERHUB_API_TOKEN": "a JupyterHub",
    "JUPYTERHUB_SERVICE_PREFIX": "a JupyterHub",
    "BINDER_SERVICE_HOST": "Binder",
    "BINDER_REPO_URL": "Binder",
    "BINDER_LAUNCH_HOST": "Binder",
    "COLAB_GPU": "Google Colab",
    "COLAB_RELEASE_TAG": "Google Colab",
    "KAGGLE_KERNEL_RUN_TYPE": "Kaggle",
    "DEEPNOTE_PROJECT_ID": "Deepnote",
    "CODESPACES": "GitHub Codespaces",
    "GITPOD_WORKSPACE_ID": "Gitpod",
    "DATABRICKS_RUNTIME_VERSION": "Databricks",
}


def shared_server(
    env: Mapping[str, str] | None = None, modules: Container[str] | None = None
) -> str | None:
    """Return the kind of shared server this Python runs on, or nothing on one's own machine.

    A notebook kernel started over SSH runs on the machine at the far end, so it counts. A script
    run over SSH does not: whoever typed it was already there, beside the file.

    >>> shared_server({"JUPYTERHUB_USER": "ann"}, set())
    'a JupyterHub'
    >>> shared_server({"SSH_CONNECTION": "10.0.0.1"}, {"ipykernel"})
    'a machine reached over SSH'
    >>> shared_server({"SSH_CONNECTION": "10.0.0.1"}, set()) is None
    True
    """
    env = os.environ if env is None else env
    modules = sys.modules if modules is None else modules
    for name, server in SHARED.items():
        if env.get(name):
            return server
    if "google.colab" in modules:
        return "Google Colab"
    over_ssh = env.get("SSH_CONNECTION") and "ipykernel" in modules
    return "a machine reached over SSH" if over_ssh else None


def in_a_page() -> bool:
    """Tell whether this Python runs inside a page, in the reader's own browser.

    >>> in_a_page()
    False
    """
    return sys.platform == "emscripten"


def insist_on_own_machine() -> None:
    """Refuse on a shared server, with the reason and what can be done instead.

    Raises `LearnerError`.
    """
    if server := shared_server():
        raise LearnerError(
            f"Your own file is not opened here: this notebook runs on {server}, so your data would "
            "leave your machine. Open the course on your own laptop or its browser version, or "
            'use one of its made-up data sets: gd.load("warm-homes").'
        )
