"""Check the values for Kubernetes before anything is installed: slips, gaps, secrets and walls.

    python -m tools.check_rooms deploy/z2jh/values.yaml deploy/z2jh/single-sign-on.yaml ours.yaml
    python -m tools.check_rooms --chart jupyterhub-4.4.0.tgz ...    renders the chart as well

The files are put together as Helm does it, later ones over earlier ones. Each thing to mend is
printed as a sentence that names its place; nothing is printed of what stands in a secret's place.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import yaml

from greaterdata_lessons.errors import did_you_mean
from greaterdata_lessons.hub.capacity import Measured, measured
from tools.check_rooms_chart import CannotCheckError, refused, rendered

KEYS = Path(__file__).resolve().parents[1] / "deploy" / "z2jh" / "keys.yaml"
GAP = "FILL-IN"
OPEN = "open"  # in keys.yaml: anything may stand below
Values = Mapping[str, Any]

# A name that ends like this holds a secret, or the certificate's key does.
_SECRET = re.compile(
    r"(client_?secret|passw(or)?d|api_?token|cookie_?secret|secret_?token|auth_token|"
    r"crypt_?keys?|https\.manual\.key)(\.|$)",
    re.IGNORECASE,
)
_UNITS = {"K": 1 / 1024, "M": 1.0, "G": 1024.0, "T": 1024.0**2}

# What must hold, and what it means to a learner when it does not.
WALLS: tuple[tuple[str, object, str], ...] = (
    ("hub.config.JupyterHub.admin_access", False, "nobody may open another person's work"),
    ("hub.config.Authenticator.admin_users", [], "nobody may open another person's work"),
    ("hub.config.Authenticator.enable_auth_state", False, "what a sign-in tells is not kept"),
    ("singleuser.networkPolicy.enabled", True, "learners' servers have no way out"),
    ("singleuser.networkPolicy.egress", [], "learners' servers have no way out"),
    ("singleuser.networkPolicy.egressAllowRules.nonPrivateIPs", False, "no way out"),
    ("singleuser.networkPolicy.egressAllowRules.privateIPs", False, "no way into the cluster"),
    ("singleuser.networkPolicy.egressAllowRules.cloudMetadataServer", False, "no cloud keys"),
    ("singleuser.allowPrivilegeEscalation", False, "a learner's server never becomes root"),
    ("singleuser.uid", 1000, "a learner's server never becomes root"),
    ("proxy.https.enabled", True, "nobody may read along"),
)


def merge(values: Sequence[Values]) -> dict[str, Any]:
    """Put files together as Helm does: tables are joined, anything else is replaced.

    >>> merge([{"a": {"b": 1, "c": [1]}}, {"a": {"c": [2]}}])
    {'a': {'b': 1, 'c': [2]}}
    """

    def over(below: Values, above: Values) -> dict[str, Any]:
        joined = dict(below)
        for name, value in above.items():
            old = joined.get(name)
            both = isinstance(value, Mapping) and isinstance(old, Mapping)
            joined[name] = over(old, value) if both and old is not None else value
        return joined

    return reduce(over, values, {})


def unknown_names(values: Values, known: Values, chart: str, place: str = "") -> list[str]:
    """Return one sentence for each name that the chart does not know.

    >>> unknown_names({"hub": {"resorces": 1}}, {"hub": {"resources": "open"}}, "4.4.0")
    ['hub.resorces: chart 4.4.0 has no such name. Did you mean "resources"?']
    """
    told = []
    for name, value in values.items():
        at = f"{place}{name}"
        if name not in known:
            hint = did_you_mean(str(name), list(known))
            told.append(f"{at}: chart {chart} has no such name. {hint}")
        elif isinstance(value, Mapping) and isinstance(known[name], Mapping):
            told += unknown_names(value, known[name], chart, f"{at}.")
        elif isinstance(value, Mapping) and known[name] != OPEN:
            told.append(f"{at}: chart {chart} takes one value here, not a table of names.")
    return told


def leaves(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Give every value with its place, lists by number from 1.

    >>> list(leaves({"a": {"b": [7, 8]}}))
    [('a.b.1', 7), ('a.b.2', 8)]
    """
    named: Sequence[tuple[object, object]] = ()
    if isinstance(value, Mapping):
        named = list(value.items())
    elif isinstance(value, list):
        named = list(enumerate(value, start=1))
    else:
        yield place, value
    for name, each in named:
        yield from leaves(each, f"{place}.{name}".strip("."))


def gaps(values: Values) -> list[str]:
    """Return one sentence for each place that still has to be filled in.

    >>> gaps({"proxy": {"https": {"hosts": ["FILL-IN"]}}})
    ['proxy.https.hosts.1 still says FILL-IN: put your own value into your own file.']
    """
    return [
        f"{place} still says {GAP}: put your own value into your own file."
        for place, value in leaves(values)
        if isinstance(value, str) and GAP in value
    ]


def secrets(values: Values) -> list[str]:
    """Return one sentence for each secret that is written out; its value is not repeated.

    >>> secrets({"proxy": {"secretToken": "abc"}})
    ['proxy.secretToken is a secret in a file. Take it out; README.md, step 4, says where it goes.']
    """
    return [
        f"{place} is a secret in a file. Take it out; README.md, step 4, says where it goes."
        for place, value in leaves(values)
        if value and _SECRET.search(place) and ".valueFrom." not in place
    ]


def at(values: object, place: str) -> Any:
    """Return what stands at a place such as "hub.db.type", or None.

    >>> at({"hub": {"db": {"type": "sqlite-pvc"}}}, "hub.db.type")
    'sqlite-pvc'
    """
    for name in place.split("."):
        values = values.get(name) if isinstance(values, Mapping) else None
    return values


def broken_walls(values: Values) -> list[str]:
    """Return one sentence for each wall that these values take down.

    >>> broken_walls({})[0]
    "hub.config.JupyterHub.admin_access must be false: nobody may open another person's work."
    """
    told = [
        f"{place} must be {_as_yaml(wanted)}: {why}."
        for place, wanted, why in WALLS
        if (found := at(values, place)) != wanted or type(found) is not type(wanted)
    ]
    way_in = at(values, "hub.config.JupyterHub.authenticator_class")
    if way_in in (None, "dummy"):
        told.append(
            "hub.config.JupyterHub.authenticator_class is missing, so anybody could come in as "
            "anybody: add single-sign-on.yaml, returning.yaml or drop-in.yaml."
        )
    classes = at(values, "hub.config") or {}
    for name, settings in classes.items():
        if at(settings, "allow_all") and way_in != "tmp":
            told.append(f"hub.config.{name}.allow_all must be false: it lets everybody in.")
    return told


def _as_yaml(value: object) -> str:
    return yaml.safe_dump(value, default_flow_style=True).replace("\n...", "").strip()


def megabytes(size: object) -> float:
    """Return a memory size, as KubeSpawner reads it, in mebibytes.

    >>> megabytes("450M"), megabytes("1.5G"), megabytes(1048576)
    (450.0, 1536.0, 1.0)
    """
    found = re.fullmatch(r"([\d.]+)([KMGT]?)", str(size))
    if not found:
        raise ValueError(f"{size} is no memory size: write it as 450M or 1.2G.")
    number, unit = float(found[1]), found[2]
    return number * _UNITS[unit] if unit else number / 1024**2


def sizes(values: Values, cost: Measured) -> list[str]:
    """Return one sentence for each size that does not fit what was measured."""
    try:
        promised, limit = (
            megabytes(at(values, f"singleuser.memory.{name}")) for name in ("guarantee", "limit")
        )
    except ValueError as error:
        return [f"singleuser.memory: {error}"]
    told = []
    if promised < cost.seat_mb:
        told.append(
            f"singleuser.memory.guarantee is {promised:g}M, and two open lessons take "
            f"{cost.seat_mb}M as measured: nodes would be filled too full."
        )
    data = re.search(r"--data=(\d+)", str(at(values, "singleuser.cmd")))
    if not data or not promised < int(data[1]) / 1024**2 < limit:
        told.append(
            "singleuser.cmd must hold prlimit's --data between the guarantee and the limit, so "
            "that a cell that asks for too much is told so and its notebook lives."
        )
    return told


def check(files: Sequence[Path]) -> list[str]:
    """Return everything to mend in these files together, one sentence each."""
    told = []
    read = []
    for path in files:
        try:
            values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        except (OSError, yaml.YAMLError) as error:
            return [f"{path} cannot be read: {' '.join(str(error).split())}"]
        read.append(values)
    names = yaml.safe_load(KEYS.read_text(encoding="utf-8"))
    values = merge(read)
    told += unknown_names(values, names["keys"], names["chart"])
    told += gaps(values) + secrets(values) + broken_walls(values)
    return told + sizes(values, measured())


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what there is to mend; returns 1 when there is something."""
    parser = argparse.ArgumentParser(description="Check values for Zero to JupyterHub.")
    parser.add_argument("files", nargs="+", type=Path, help="in the order in which Helm gets them")
    parser.add_argument("--chart", type=Path, help="the chart, as helm pull fetches it")
    options = parser.parse_args(arguments)
    told = check(options.files)
    try:
        if options.chart:
            told += refused(rendered(options.chart, options.files))
    except CannotCheckError as error:
        told.append(str(error))
    print("\n".join(told) or "Nothing to mend: every name is known, nothing is left open.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
