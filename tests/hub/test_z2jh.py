"""Many rooms: the values for Kubernetes are whole, closed, and sized by what was measured.

There is no cluster here. What can be wrong without one is tried: names, gaps, secrets, walls and
sizes by our own check; the hub's settings against the classes that read them; the learner's pod as
the real spawner asks for it, and our own objects, against Kubernetes' schemas; helm itself over a
stand-in chart that knows exactly the names the real one knows.
"""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from greaterdata_lessons.hub.capacity import CORE_MB, Node, measured, rooms
from greaterdata_lessons.hub.lab import HERE as LAB
from greaterdata_lessons.hub.lab import server_environment
from greaterdata_lessons.hub.lessons import Lesson
from greaterdata_lessons.hub.release import release
from tools.check_rooms import KEYS, WALLS, at, check, main, megabytes, merge
from tools.check_rooms_chart import BIN, CannotCheckError, refused, rendered

DEPLOY = KEYS.parent
ROOT = DEPLOY.parents[1]
WAYS_IN = {
    "single-sign-on": "GenericOAuthenticator",
    "returning": "FirstUseAuthenticator",
    "drop-in": "TmpAuthenticator",
}
MODES = tuple(WAYS_IN)
CHART = "GREATERDATA_Z2JH_CHART"  # the real chart, where somebody has it at hand


def values(*names: str) -> dict[str, Any]:
    return merge([yaml.safe_load((DEPLOY / f"{name}.yaml").read_text("utf-8")) for name in names])


def filled(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: filled(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, name) for each in value]
    ours = f"https://sign-in.example.org/{name}" if name.endswith("url") else "ours"
    return ours if value == "FILL-IN" else value


def files(folder: Path, mode: str, changed: str = "") -> list[Path]:
    """The shipped files of a mode, all gaps filled, and one place changed ("a.b=value")."""
    own = folder / "own.yaml"
    text = filled(values("values", mode))
    place, _, value = changed.partition("=")
    *path, last = place.split(".")
    below = text
    for name in path:
        below = below.setdefault(name, {})
    if changed:
        below[last] = yaml.safe_load(value)
    own.write_text(yaml.safe_dump(text), "utf-8")
    return [DEPLOY / "values.yaml", DEPLOY / f"{mode}.yaml", own]


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_is_refused_until_every_gap_is_filled(mode: str, tmp_path: Path) -> None:
    open_places = check([DEPLOY / "values.yaml", DEPLOY / f"{mode}.yaml"])
    text = (DEPLOY / "values.yaml").read_text() + (DEPLOY / f"{mode}.yaml").read_text()
    assert len(open_places) == len(re.findall(r"[:\[] ?FILL-IN", text)) >= 4
    assert all("still says FILL-IN" in sentence for sentence in open_places)
    assert check(files(tmp_path, mode)) == []


def test_the_bigger_profile_can_be_added(tmp_path: Path) -> None:
    assert check([*files(tmp_path, "returning"), DEPLOY / "profiles.yaml"]) == []
    bigger = values("profiles")["singleuser"]["profileList"][1]["kubespawner_override"]
    bound = int(re.sub(r"\D", "", bigger["cmd"][1])) / 2**20
    assert megabytes(bigger["mem_guarantee"]) < bound < megabytes(bigger["mem_limit"])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("singleuser.memry.limit=1G", 'no such name. Did you mean "memory"?'),
        ("singleuser.networkPolicy.egres=[]", 'Did you mean "egress"?'),
        ("scheduling.userPlaceholder.replica=3", 'Did you mean "replicas"?'),
        ("cull.timout=60", 'Did you mean "timeout"?'),
        ("hub.baseUrl.x=1", "takes one value here"),
    ],
)
def test_a_slip_in_a_name_is_told_with_the_name_that_was_meant(
    changed: str, told: str, tmp_path: Path
) -> None:
    (sentence,) = check(files(tmp_path, "returning", changed))
    assert told in sentence
    assert sentence.startswith(changed.split(".", maxsplit=1)[0])


@pytest.mark.parametrize(
    "place",
    [
        "hub.config.GenericOAuthenticator.client_secret",
        "hub.extraEnv.OAUTH_CLIENT_SECRET.value",
        "hub.db.password",
        "hub.cookieSecret",
        "hub.services.room.apiToken",
        "proxy.secretToken",
        "proxy.https.manual.key",
        "imagePullSecret.password",
    ],
)
def test_a_secret_in_a_file_is_refused_and_not_repeated(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [str(path) for path in files(tmp_path, "single-sign-on", f"{place}=hunter2")]
    assert main(given) == 1
    told = capsys.readouterr().out
    assert f"{place} is a secret in a file" in told
    assert "hunter2" not in told


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall[0])
def test_each_wall_that_is_taken_down_is_told(
    wall: tuple[str, object, str], tmp_path: Path
) -> None:
    place, wanted, _ = wall
    other = {True: "false", False: "true", 1000: "0"}.get(wanted if wanted != [] else "", "[x]")
    (sentence,) = check(files(tmp_path, "returning", f"{place}={other}"))
    assert sentence.startswith(f"{place} must be ")


def test_a_hub_that_lets_anybody_in_is_refused(tmp_path: Path) -> None:
    found = check(files(tmp_path, "returning", "hub.config.Authenticator.allow_all=true"))
    assert found == ["hub.config.Authenticator.allow_all must be false: it lets everybody in."]
    found = check(files(tmp_path, "returning", "hub.config.JupyterHub.authenticator_class=dummy"))
    assert "anybody could come in as anybody" in found[0]
    assert any("add single-sign-on.yaml" in each for each in check([DEPLOY / "values.yaml"]))


def test_sizes_that_do_not_fit_what_was_measured_are_told(tmp_path: Path) -> None:
    small = check(files(tmp_path, "returning", "singleuser.memory.guarantee=100M"))
    assert "nodes would be filled too full" in small[0]
    loose = check(files(tmp_path, "returning", "singleuser.cmd=jupyterhub-singleuser"))
    assert "prlimit" in loose[0]
    unread = check(files(tmp_path, "returning", "singleuser.memory.limit=1Gi"))
    assert "write it as 450M" in unread[0]
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [")
    assert "cannot be read" in check([broken])[0]


def test_the_shipped_sizes_are_the_measured_ones() -> None:
    ours = values("values")
    seat = measured().seat_mb
    assert megabytes(at(ours, "singleuser.memory.guarantee")) == seat
    placeholders = at(ours, "scheduling.userPlaceholder.replicas")
    assert placeholders == Node(16).seats(seat, without_mb=CORE_MB) == rooms(30).waiting
    core = sum(
        int(at(ours, f"{place}.resources.requests.memory").removesuffix("Mi")) * many
        for place, many in (
            ("hub", 1),
            ("proxy.chp", 1),
            ("proxy.traefik", 1),
            ("proxy.secretSync", 1),
            ("scheduling.userScheduler", at(ours, "scheduling.userScheduler.replicas")),
        )
    )
    assert measured().hub_mb < core <= CORE_MB
    most = at(ours, "hub.activeServerLimit")
    quota = list(yaml.safe_load_all((DEPLOY / "namespace.yaml").read_text()))[1]["spec"]["hard"]
    needed = (most + placeholders) * seat + CORE_MB
    assert needed <= int(quota["requests.memory"].removesuffix("Gi")) * 1024 <= needed * 1.15
    assert int(quota["pods"]) > most + placeholders


def test_the_image_is_pinned_runs_as_nobody_special_and_takes_only_what_it_names() -> None:
    recipe = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert re.search(r"^ARG BASE=python:3\.12\.\d+-slim-\w+@sha256:[0-9a-f]{64}$", recipe, re.M)
    assert "--require-hashes" in recipe
    assert re.findall(r"^USER (.+)$", recipe, re.M) == ["1000:1000"]
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert "*" in let_in
    taken = [
        name
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", recipe, re.M)
        for name in line.split()
    ]
    assert {f"!{name}" for name in taken} == {line for line in let_in if line.startswith("!")}
    assert all((ROOT / name).exists() for name in taken if not name.startswith("dist/"))
    told = server_environment(Path("/srv/greaterdata"), "/opt/lessons/bin/python")
    place = re.search(r"^ENV LAB=(\S+)$", recipe, re.M)
    assert place is not None
    assert place[1].endswith("/python3.12/site-packages/greaterdata_lessons/hub/lab")
    lines = dict(re.findall(r"(?:ENV | {4})([A-Z_]+)=(\S+)", recipe.partition("ENV LAB=")[2]))
    assert lines == {name: each.replace(str(LAB), "$LAB") for name, each in told.items()}


def test_the_link_to_try_first_is_the_one_that_the_hub_makes() -> None:
    lesson = Lesson("what-is-data", "1.1", "", "data-basics/what-is-data.ipynb")
    assert lesson.link(Path("/srv/greaterdata")) in (DEPLOY / "README.md").read_text("utf-8")


def test_a_new_release_in_an_image_continues_the_history_of_the_one_before(tmp_path: Path) -> None:
    course, state = tmp_path / "course", tmp_path / "state"
    (course / "book").mkdir(parents=True)
    (course / "notebooks" / "tea").mkdir(parents=True)
    (course / "book" / "_toc.yml").write_text("- file: lessons/tea/urn\n")
    lesson = course / "notebooks" / "tea" / "urn.ipynb"
    cell = {"id": "a1", "cell_type": "markdown", "metadata": {}, "source": ["# The urn\n"]}
    for words in ("first", "second"):
        cell["source"] = ["# The urn\n", words]
        lesson.write_text(
            json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})
        )
        release(course, state)
    log = ["git", "-C", str(state / "lessons.git"), "rev-list", "--count", "released"]
    assert subprocess.check_output(log, text=True).strip() == "2"


def asked(mode: str) -> dict[str, Any]:
    done = subprocess.run(
        [str(BIN / "python"), "-W", "ignore", str(Path(__file__).with_name("kube_pod.py"))],
        input=json.dumps(filled(values("values", mode))),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_the_hub_knows_every_setting_and_asks_for_a_walled_in_pod(mode: str) -> None:
    found = asked(mode)
    assert found["unknown"] == []
    assert found["way_in"] == WAYS_IN[mode]
    pod = found["pod"]
    objects = [pod, *([found["claim"]] if found["claim"] else [])]
    assert refused(objects) == []
    assert (found["claim"] is None) == (mode == "drop-in")
    spec, (server,) = pod["spec"], pod["spec"]["containers"]
    assert spec["automountServiceAccountToken"] is False
    walls = server["securityContext"]
    assert walls["runAsUser"] == 1000
    assert walls["runAsNonRoot"] is True
    assert walls["allowPrivilegeEscalation"] is False
    assert walls["capabilities"] == {"drop": ["ALL"]}
    limit = int(re.sub(r"\D", "", server["args"][1]))
    sizes = server["resources"]
    assert sizes["requests"]["memory"] < limit < sizes["limits"]["memory"]
    homes = [each["mountPath"] for each in server["volumeMounts"]]
    assert homes == ["/home/learner"]


@pytest.mark.slow
def test_the_clusters_own_objects_are_taken_by_kubernetes_and_a_slip_is_not() -> None:
    objects = list(yaml.safe_load_all((DEPLOY / "namespace.yaml").read_text("utf-8")))
    assert [each["kind"] for each in objects] == ["Namespace", "ResourceQuota", "LimitRange"]
    assert refused(objects) == []
    objects[1]["spec"]["hrad"] = {}
    assert all(sentence.startswith("ResourceQuota rooms: ") for sentence in refused(objects))
    assert len(refused(objects)) == 2


def schema(known: Any) -> dict[str, Any]:
    if not isinstance(known, dict):
        return {}
    below = {name: schema(each) for name, each in known.items()}
    return {"type": "object", "additionalProperties": False, "properties": below}


def stand_in(folder: Path) -> Path:
    """A chart that knows the names of the real one and renders a policy from the values."""
    chart = folder / "chart"
    (chart / "templates").mkdir(parents=True)
    about = {"apiVersion": "v2", "name": "stand-in", "version": "1.0.0", "icon": "about:blank"}
    (chart / "Chart.yaml").write_text(yaml.safe_dump(about))
    known = yaml.safe_load(KEYS.read_text())["keys"]
    (chart / "values.schema.json").write_text(json.dumps(schema(known)))
    (chart / "values.yaml").write_text("{}\n")
    (chart / "templates" / "policy.yaml").write_text(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: learners\n"
        "  namespace: {{ .Release.Namespace }}\nspec:\n"
        "  podSelector: {matchLabels: {component: singleuser-server}}\n"
        "  policyTypes: [Egress]\n"
        "  egress: {{ .Values.singleuser.networkPolicy.egress | toJson }}\n"
    )
    return chart


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_helm_takes_the_values_and_refuses_a_slip(mode: str, tmp_path: Path) -> None:
    chart = stand_in(tmp_path)
    objects = rendered(chart, files(tmp_path, mode))
    assert objects[0]["spec"]["egress"] == []
    assert refused(objects) == []
    assert main(["--chart", str(chart), *map(str, files(tmp_path, mode))]) == 0
    slip = files(tmp_path, mode, "singleuser.networkPolicy.egres=[]")
    with pytest.raises(CannotCheckError, match="egres"):
        rendered(chart, slip)
    assert main(["--chart", str(chart), *map(str, slip)]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_the_real_chart_takes_the_values_where_it_is_at_hand(mode: str, tmp_path: Path) -> None:
    """Without the chart this holds the names alone, which the check does from facts kept here."""
    at_hand = os.environ.get(CHART)
    given = [f"--chart={at_hand}"] if at_hand else []
    assert main([*given, *map(str, files(tmp_path, mode))]) == 0
