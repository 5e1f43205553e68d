"""Learners' notebooks for the tests: the course's own, with answers as a kernel leaves them."""

import json
import os
from pathlib import Path
from typing import Any

from greaterdata_lessons.learning import bank, stored
from greaterdata_lessons.learning.saved import MIME, saved

ROOT = Path(__file__).resolve().parents[2]
LESSON = "who-is-missing"
NOTEBOOK = ROOT / "notebooks" / "bias-and-fairness" / f"{LESSON}.ipynb"
SECRET = "Zzyzx of 7 Elm Road"  # nothing that holds it may leave a notebook

ANSWERS: dict[str, tuple[Any, str]] = {
    "recall-row": (2, "right"),
    "recall-rate": (1, "not yet"),
    "most-missed": (1, "kept"),
    "ratio": ("0.57", "right"),
    "safe-table": (f"a table of 16 rows and 2 columns: {SECRET}", "right"),
    "lens-card": (
        "The list of repairs was collected to pay builders.\n\nTenants of other landlords are not "
        f"in it.\nR0001, {SECRET}, 0 to 14\nR0002, {SECRET}, 65 to 74",
        "kept",
    ),
    "steps": ([1, 2, 3, 4, 5], "not yet"),
}


def decision(item: dict[str, Any]) -> dict[str, Any]:
    """A decision with its first action, two reasons and, where asked for, a safeguard."""
    given = {"action": 1, "reasons": [1, 2]}
    return given | ({"safeguards": [1]} if item.get("safeguards") else {})


def answers(when: str = "2026-11-03T10:00:00Z") -> dict[str, dict[str, Any]]:
    """What a notebook keeps, by the question's short name."""
    items = {key.partition("/")[2]: item for key, item in bank.read(LESSON).items()}
    given = ANSWERS | {"before-monday": (decision(items["before-monday"]), "right")}
    found = {}
    for name, (answer, state) in given.items():
        record = stored.add(None, answer, state, sure="very" if state == "right" else None)
        found[name] = saved(items[name], record | {"when": when})
    return found


def answered(kept: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The course's notebook with these answers in place of its own, and a secret in many places."""
    notebook: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            name = str(data.get(MIME, {}).get("item", "")).partition("/")[2]
            if name in kept:
                data[MIME] = kept[name]
    output = {"output_type": "stream", "name": "stdout", "text": [f"{SECRET}\n"]}
    table = {"text/html": f"<table><tr><td>{SECRET}</td></tr></table>", "text/plain": SECRET}
    shown = {"output_type": "display_data", "data": table, "metadata": {}}
    source = f'people = gd.own("/home/me/{SECRET}.csv")  # {SECRET}\npeople'
    notebook["cells"].append(
        {"cell_type": "code", "id": "own", "source": source, "outputs": [output, shown]}
    )
    notebook["cells"].append({"cell_type": "markdown", "id": "note", "source": SECRET})
    return notebook


def write(path: Path, notebook: Any, saved_on: float = 1_790_000_000) -> Path:
    """Write a notebook, last changed on a day in September 2026."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    os.utime(path, (saved_on, saved_on))
    return path
