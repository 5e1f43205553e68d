"""A folder as a host keeps it: forms, plan, tally, actions and what people said. All made up."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import greaterdata_lessons as gd
from greaterdata_lessons.learning.evaluation.plan import STARTER
from greaterdata_lessons.learning.forms import columns, row, spec

COURSE = "SYNTHETIC data lessons, autumn 2026"
BOROUGHS = {"Halton": 12, "Knowsley": 11, "Liverpool": 41, "Sefton": 16, "St. Helens": 3,
            "Wirral": 14}  # fmt: skip


def filled_plan(**fields: str) -> str:
    """The starter, filled in."""
    told = {"course": COURSE, "owner": "The steering group", "agreed_with": "eight residents"}
    text = STARTER.replace("# written_on", "written_on")
    for name, value in (told | fields).items():
        text = text.replace(f'{name} = ""', f'{name} = "{value}"')
    return text


def write_forms(folder: Path, people: int = 90, seed: int = 6, learn: float = 0.5) -> None:
    """Write each form of a made-up cohort as the page would save it."""
    made = gd.made_up_cohort(people, seed=seed, learn=learn).table.to_dict("records")
    folder.mkdir(exist_ok=True)
    for number, form in enumerate(made):
        told = {name: form[name] for name in columns(spec(form["form"])) if form[name]}
        (folder / f"form-{number:03}.csv").write_bytes(row(spec(form["form"]), told).encode())


def write_all(folder: Path, people: int = 90) -> Path:
    """Write a whole folder."""
    write_forms(folder / "forms", people)
    (folder / "plan.toml").write_text(filled_plan(), encoding="utf-8")
    marks = [f"1,borough,{name},{count}" for name, count in BOROUGHS.items()]
    marks += ["1,lesson,What is data?,88", "1,lesson,Who is missing?,61"]
    tally = "\n".join(["session,what,group,people", *marks]) + "\n"
    (folder / "tally.csv").write_text(tally, encoding="utf-8")
    (folder / "changes.csv").write_text(
        "day,you_said,we_changed,why_not,since_version\n"
        '2026-10-01,Too many words on the first card,"We cut it to 40 words",,0.2\n'
        "2026-10-08,Meet on Saturdays,,The hall is let on Saturdays,\n",
        encoding="utf-8",
    )
    write_actions(folder / "actions.csv")
    return folder


def write_actions(path: Path, number: int = 40) -> None:
    """Write a log of actions: half done, a quarter dropped with a reason, a quarter overdue."""
    due = (date.today() - timedelta(days=10)).isoformat()
    kinds = ["done", "done", "dropped", "open"]
    log = gd.register("action-log")
    fields = log.table.columns
    rows = [
        {"action": f"Ask question {n}", "owner": "AB", "due": due, "state": kinds[n % 4],
         "reason": "No time" if n % 4 == 2 else ""}
        for n in range(number)
    ]  # fmt: skip
    lines = [",".join(str(one.get(name, "")) for name in fields) for one in rows]
    path.write_text("\n".join([",".join(fields), *lines]) + "\n", encoding="utf-8")
