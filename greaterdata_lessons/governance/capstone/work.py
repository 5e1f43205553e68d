"""The nine steps: what was done is kept, what is still to do is said, in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.quality.baseline import save as save_baseline
from greaterdata_lessons.data.own import Own
from greaterdata_lessons.data.own.machine import shared_server
from greaterdata_lessons.data.own.notes import many, some
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.governance.registers.actions import LOG
from greaterdata_lessons.tables import html_table, table

from . import check, guard, keep
from .kept import Kept, log_once, marks_stay, stays
from .look import look

ROUTES = {
    "yes": ("own", "You may use the file. It is opened on this machine, and nowhere else."),
    "unsure": ("practice", "Not sure is a good answer. Here are made-up people to practise on; "
               "meanwhile ask whoever answers for the data."),
    "personal": ("own", "Data about yourself, such as steps or energy, is yours to use. Mind "
                 "others who may be in it."),
}  # fmt: skip
FILES = {"own": "my-capstone.json", "practice": "my-capstone-practice.json"}


class Capstone:
    """A capstone: nine steps, kept in one file beside the notebook. Displays where you are."""

    def __init__(self, permission: str, file: Path) -> None:
        """Open the file a capstone is kept in, or begin one."""
        self.permission = permission
        self.route, self.told = ROUTES[permission]
        self.file = file
        self.kept = keep.read(file, self.route)
        self.told += keep.resumed(self.kept)
        self.rows: pd.DataFrame | None = None

    @property
    def uses_own(self) -> bool:
        """Whether it is about your own data."""
        return self.route == "own"

    @property
    def missing(self) -> tuple[str, ...]:
        """The titles of the steps that are still to do."""
        done = self.kept["steps"]
        return tuple(step.title for name, step in keep.steps().items() if name not in done)

    def data(self, opened: Own | pd.DataFrame) -> pd.DataFrame:
        """Take the table to work on, with the types that fit; nothing of it is kept.

        Raises `LearnerError` for anything but what `gd.own` or `gd.load` returns.
        """
        rows = opened.typed() if isinstance(opened, Own) else opened
        if not isinstance(rows, pd.DataFrame):
            raise LearnerError('Give work.data what gd.own("your-file.csv") returns.')
        if rows.empty:
            raise LearnerError("The table has no rows. Choose another file or sheet.")
        self.rows = rows
        return rows

    def show(self, result: Any) -> Any:
        """Show a result on the screen; of your own data nothing stays in the notebook's file."""
        if self.uses_own:
            return look(result, self.file.with_name(f"{self.file.stem}-look"))
        if isinstance(result, pd.DataFrame):
            return table(result.head(4), caption="SYNTHETIC: the first 4 rows")
        return result

    def question(
        self,
        question: str = "",
        *,
        for_whom: str = "",
        could_hurt: str = "",
        would_change: str = "",
    ) -> Kept:
        """Step 1: one question, who it is for, who it could hurt, and what it would change."""
        words = {"question": question, "who it is for": for_whom,
                 "who it could hurt": could_hurt, "what it would change": would_change}  # fmt: skip
        return self._keep("question", "", words)

    def inventory(self, **fields: str) -> Kept:
        """Step 2: one record of the data inventory, checked as in the inventory.

        Raises `LearnerError`, naming the field, when it would not pass.
        """
        row = check.row_of("inventory", fields)
        return self._keep("inventory", f"All {len(row)} fields are filled in.", row)

    def quality(self, checked: Any = None, *, good_enough_for: str = "") -> Kept:
        """Step 3: what `gd.quality` found, saved beside the notebook to compare with later."""
        says = check.quality_says(checked)
        words = {"good enough for, and not for": good_enough_for}
        file = self.file.with_name(f"{self.file.stem}-quality.json")
        return self._keep("quality", says, words, lambda: save_baseline(checked, file))

    def basis(self, basis: str = "", *, because: str = "", special: str = "", **risk: str) -> Kept:
        """Step 4: the lawful basis and why, special kinds of data, and one risk.

        basis: a short name as in the sharing decision, or "no personal data".
        risk: fields of the risk register: risk, who, likely, bad, response, left_over, not_acting,
        owner. Raises `LearnerError` for an unknown basis or a blank field.
        """
        named = check.basis_of(basis)
        listed = check.row_of("risk-register", {"review_on": _in_a_year(), **risk})
        if not listed.get("not_acting"):
            raise LearnerError('Nothing is written for the risk of not acting: not_acting="...".')
        words = {"basis": named, "why this basis": because,
                 "special kinds of data": special, **listed}  # fmt: skip
        return self._keep("basis", f"Basis: {basis}. One risk, and the risk of not acting.", words)

    def representation(
        self, found: Any = None, *, cannot_tell: str = "", none_because: str = ""
    ) -> Kept:
        """Step 5: who is missing, or why no second list fits."""
        if none_because:
            says = "No second list was compared; the reason is written down."
            return self._keep("representation", says, {"why none was compared": none_because})
        says = check.representation_says(found)
        return self._keep("representation", says, {"what the data cannot tell": cannot_tell})

    def analysis(
        self, result: Any = None, *, baseline: str = "", finding: str = "", not_for: str = ""
    ) -> Kept:
        """Step 6: one result beside a baseline, what it says, and when not to use it."""
        says = check.analysis_says(result)
        words = {
            "compared with": baseline,
            "what was found": finding,
            "not to be used for": not_for,
        }
        return self._keep("analysis", says, words)

    def output(
        self, safe: Any = None, *, pictures: Sequence[Any] = (), also_public: str = ""
    ) -> Kept:
        """Step 7: a table that `gd.protect` made and an attack cannot undo; pictures with words."""
        says = check.output_says(safe)
        alternatives = check.picture_words(pictures)
        told = many(len(alternatives), "picture") + ", with words for those who do not see it."
        said = f"{says} {told if alternatives else 'No picture.'}"
        words = {f"picture {n}": alt for n, alt in enumerate(alternatives, 1)}
        return self._keep("output", said, {"what else is public": also_public, **words})

    def brief(self, briefs: Mapping[str, str] | None = None) -> Kept:
        """Step 8: one brief for each of two readers, at most 120 words each."""
        words = self._words(check.two_readers(briefs))
        says = " ".join(check.brief_says(reader, text) for reader, text in words.items())
        return self._keep("brief", says, words)

    def action(
        self, action: str = "", *, owner: str = "", due: str | date = "", for_whom: str = ""
    ) -> Kept:
        """Step 9: one action with an owner and a day; on your own data it is logged as well."""
        whom = guard.clean("who it is for (for_whom=)", for_whom, self.rows)
        fields = {"action": action, "owner": owner, "due": str(due), "for_whom": whom}
        row = check.row_of("action-log", fields)
        says = f"One action, with an owner and a day{f'; it is in {LOG}' * self.uses_own}."
        log = self.file.with_name(LOG) if self.uses_own else None
        return self._keep("action", says, row, lambda: log_once(row, log))

    def mark(self, who: str, **level: str) -> Capstone:
        """Mark steps by the rubric: `work.mark("self", question="done")`.

        who: "self" or "peer"; your mentor marks the evidence. Returns the capstone. Raises
        `LearnerError` for a step, level or marker that is not there.
        """
        for known, given in (
            (("self", "peer"), [who]), (tuple(keep.steps()), list(level)),
            (keep.levels(), list(level.values())),
        ):  # fmt: skip
            for one in given:
                if one not in known:
                    raise LearnerError(f'"{one}" is not known here. {did_you_mean(one, known)}')
        self.kept = keep.read(self.file, self.route)
        before = self.kept["marks"].get(who, {})
        if self.uses_own and marks_stay(before, who, level):
            return self
        self.kept["marks"][who] = {**before, **level}
        keep.write(self.file, self.kept)
        return self

    def evidence(self, *, name: str = "") -> Any:
        """Write the evidence file, as web page, Word and Markdown: no row of the data is in it.

        name: a name or code to print, if any. Raises `LearnerError` when no step is done.
        """
        from .evidence import write

        return write(self, name)

    def __repr__(self) -> str:
        """Say what is done and what is still to do."""
        done = len(keep.steps()) - len(self.missing)
        left = f"Still to do: {'; '.join(self.missing)}." if self.missing else "All are there."
        return f"{done} of {len(keep.steps())} steps done. {left}"

    def _repr_html_(self) -> str:
        rows = [
            [step.number, step.title, "done" if name in self.kept["steps"] else "to do"]
            for name, step in keep.steps().items()
        ]
        listed = pd.DataFrame(rows, columns=["step", "what", "where you are"])
        return html_table(listed, caption=f"Your capstone. {self!r}")

    def _words(self, words: Mapping[str, Any]) -> dict[str, str]:
        """Return words as they may be kept."""
        cleaned = {label: guard.clean(label, text, self.rows) for label, text in words.items()}
        practice = self.file.with_name(FILES["practice"])
        if self.uses_own and practice.exists():
            guard.refuse_copies(cleaned, keep.read(practice, "practice"))
        return cleaned

    def _keep(
        self,
        name: str,
        says: str,
        words: Mapping[str, Any],
        also: Callable[[], object] | None = None,
    ) -> Kept:
        """Keep a step, beside what another notebook may have kept meanwhile.

        also: what is done first, unless the step stays as it was.
        """
        cleaned = self._words(words)
        self.kept = keep.read(self.file, self.route)
        step = keep.steps()[name]
        if self.uses_own and (why := stays(step, self.kept, cleaned)):
            return Kept(step, says, "", why)
        if also:
            also()
        keep.put(self.kept, name, says, cleaned)
        keep.write(self.file, self.kept)
        before = [one.title for one in list(keep.steps().values())[: step.number - 1]]
        left = [title for title in before if title in self.missing]
        note = f"Steps before it are still to do: {some(left)}. That is allowed." if left else ""
        return Kept(step, says, note)


def capstone(permission: str = "", *, file: str | Path | None = None) -> Capstone:
    """Begin your capstone, or open it where you left it: nine steps, on your own data.

    Parameters
    ----------
    permission : do you have permission to use the data? "yes"; "unsure", which takes a made-up
        data set; or "personal" for data about yourself.
    file : where it is kept; without it "my-capstone.json" beside the notebook, and
        "my-capstone-practice.json" for made-up data.

    Returns a `Capstone`; its steps are `question`, `inventory`, `quality`, `basis`,
    `representation`, `analysis`, `output`, `brief` and `action`, then `evidence`. What is kept is
    your words, counts and days: no row, value, column or file name of the data. Raises
    `LearnerError` without an answer, on a shared server with your own data, and for a file that
    cannot be opened.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     capstone("unsure", file=f"{folder}/mine.json").question(
    ...         "Who waits longest?", for_whom="Tenants", could_hurt="Nobody is named",
    ...         would_change="Who we ring first")
    Step 1 of 9 is kept: the question.
    """
    if permission not in ROUTES:
        raise LearnerError(
            "Do you have permission to use the data? Write one answer between the brackets: "
            '"yes", "unsure" or "personal", such as gd.capstone("unsure").'
        )
    route = ROUTES[permission][0]
    if route == "own" and (server := shared_server()):
        raise LearnerError(
            f"Your own data is not used here: this notebook runs on {server}, so it would leave "
            "your machine. Open the course on your own laptop or its browser version, or practise "
            'here on made-up people: gd.capstone("unsure").'
        )
    return Capstone(permission, Path(file or FILES[route]))


def _in_a_year() -> str:
    today = date.today()
    return today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat()
