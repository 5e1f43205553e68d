"""What an evaluation publishes: each measure at each moment, with its change and interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.rates import Comparison, Rate, compare_rates
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.evaluation.answers import Calibration, Gain, calibration, gain
from greaterdata_lessons.learning.evaluation.lessons import Health, lesson_health
from greaterdata_lessons.learning.evaluation.load import Forms
from greaterdata_lessons.learning.evaluation.measures import (
    Measure,
    by_person,
    first_day,
    linked,
    measures,
)
from greaterdata_lessons.learning.evaluation.reach import Reach, Tally, reach
from greaterdata_lessons.learning.evaluation.release import (
    Counted,
    Ledger,
    People,
    counted,
    open_ledger,
)
from greaterdata_lessons.tables import html_table

PUT_TOGETHER = "before and after put together"
FEW_FOR_TESTS = (
    "There are no p-values: each change stands with the range that fits the data. Where the range "
    "holds 0, the data cannot tell whether there is a change."
)
TOO_FEW = (
    "Too few people's forms before and after could be put together: there is no result yet. Pool "
    "the forms of several groups."
)
NOT_PAIRED = (
    "The interval treats before and after as two separate groups of people, so it is wider than it "
    "need be: who changed which way is not published."
)


@dataclass(frozen=True)
class Result:
    """One measure as published: the people at each moment, and those in the category followed."""

    key: str
    says: str
    yes: str
    counts: Mapping[str, Counted]
    on: str

    @property
    def change(self) -> Comparison | None:
        """After against before; None where a count is hidden."""
        return self.compared("before", "after")

    @property
    def looking_back(self) -> Comparison | None:
        """After against what people say, thinking back, that it was before."""
        return self.compared("thinking back", "after")

    def compared(self, first: str, then: str) -> Comparison | None:
        """Compare two moments, from the rounded counts; None where one is hidden."""
        both = [self.counts.get(moment) for moment in (first, then)]
        told = [(one.number(self.yes), one.of) for one in both if one is not None]
        if len(told) < 2 or any(not isinstance(n, int) for pair in told for n in pair):
            return None
        (before, of), (after, now) = [(int(n or 0), int(of)) for n, of in told]
        return compare_rates(min(after, now), now, min(before, of), of)

    def share(self, moment: str) -> Rate | None:
        """Return the share at one moment with its interval; None where it is hidden."""
        one = self.counts[moment]
        number = one.number(self.yes)
        return None if number is None else Rate(min(number, int(one.of)), int(one.of))

    def words(self, moment: str) -> str:
        """Say what is known at one moment."""
        return self.counts[moment].words(self.yes) if moment in self.counts else ""

    def __str__(self) -> str:
        """Return the measure at each moment and its change, as one line."""
        told = "; ".join(f"{moment} {self.words(moment)}" for moment in self.counts)
        return f"{self.says} ({self.yes}): {told}. {change_words(self.change)}".strip()

    __repr__ = __str__


def change_words(change: Comparison | None) -> str:
    """Say how large a change is, in whole percentage points with its interval.

    >>> change_words(compare_rates(40, 60, 20, 60))
    '+33 points (+16 to +48)'
    """
    if change is None:
        return ""
    low, high = (100 * end for end in change.difference_interval)
    return f"{100 * change.difference:+.0f} points ({low:+.0f} to {high:+.0f})"


@dataclass(frozen=True)
class Evaluation:
    """An evaluation as it may be published; nothing in it is an exact small number.

    `results` are the measures by key, `gain` and `calibration` those of all tasks, `reach` who
    came against Census, `health` each lesson's figures, `forms` how many forms came.
    """

    results: Mapping[str, Result]
    gain: Gain
    calibration: Calibration
    forms: Mapping[str, Counted]
    reach: tuple[Reach, ...] = ()
    health: tuple[Health, ...] = ()
    threshold: int = 10
    ledger: Ledger = field(default_factory=Ledger, repr=False)
    first_day: str = ""

    @property
    def waits(self) -> bool:
        """Whether changes of fewer people than the threshold wait for the next report."""
        return self.ledger.waiting

    @property
    def table(self) -> pd.DataFrame:
        """Every measure as published, one row each."""
        rows = [
            {
                "measure": one.says,
                "counted": one.yes,
                "before": one.words("before"),
                "after": one.words("after") or one.words("later"),
                "change": change_words(one.change) or "cannot be shown",
                "thinking back": one.words("thinking back"),
            }
            for one in self.results.values()
        ]
        return pd.DataFrame(rows)

    def readable(self, part: str) -> pd.DataFrame:
        """Return the results of one part for reading: people at each moment, and the change."""
        moments = dict.fromkeys(name for one in self.part(part) for name in one.counts)
        rows = [
            {"question": one.says, **{moment: one.words(moment) for moment in moments}}
            | {"change": change_words(one.change) or "cannot be shown"}
            for one in self.part(part)
        ]
        return pd.DataFrame(rows)

    def part(self, name: str) -> tuple[Result, ...]:
        """Return the results of one part, such as "confidence"."""
        return tuple(one for key, one in self.results.items() if key.split("/")[0] == name)

    def __str__(self) -> str:
        """Return the main findings as sentences."""
        came = ", ".join(f"{form} {one.of}" for form, one in self.forms.items())
        lines = [f"Forms, rounded: {came}.", str(self.gain), str(self.calibration)]
        lines += [str(self.results[key]) for key in ("tasks/four", "tasks/confident")]
        wait = "Fewer people's changes than the threshold wait for the next report."
        return "\n".join(lines + ([wait] if self.waits else []))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{line}</p>" for line in str(self).splitlines())
        caption = "Every measure, as it may be published; 95% intervals in brackets"
        return lines + html_table(self.table, caption=caption)


def evaluate(
    forms: Forms, *, tally: Tally | None = None, released: Ledger | None = None, threshold: int = 10
) -> Evaluation:
    """Evaluate a course from its forms, counting only what may be published.

    Parameters
    ----------
    forms : from `load_forms`.
    tally : who came, from `read_tally`, one characteristic at a time.
    released : what earlier reports showed, from `open_ledger`; without it a report is the first.
    threshold : people below which nothing is shown; 10 unless your policy asks for more.

    Returns an `Evaluation`: before and after over the same people, the course's own measures with
    intervals and no p-values, counts rounded to 5 and small ones hidden (`gd.protect`). Raises
    `LearnerError` when there is no form, or the threshold would let single people be seen.

    >>> from greaterdata_lessons.learning.evaluation.made_up import made_up_cohort
    >>> print(evaluate(made_up_cohort(60)).gain)
    Right answers: 33% of 270 before, 57% of 270 after: +24 percentage points, 95% interval +16 \
to +31, about 45 people.
    """
    if not isinstance(forms, Forms) or (forms.table.empty and not forms.progress):
        raise LearnerError("There is no form to evaluate. Load some with gd.load_forms first.")
    ledger = released or open_ledger(None, threshold=threshold)
    found = {one.key: published(one, ledger) for one in measures(forms, enough=ledger.threshold)}
    pairs = linked(forms)
    return Evaluation(
        found,
        gain(pairs, ledger),
        calibration(pairs, ledger),
        dict(_forms(forms, ledger)),
        reach(tally, ledger) if tally else (),
        lesson_health(forms.progress, ledger),
        ledger.threshold,
        ledger,
        first_day(forms),
    )


def _forms(forms: Forms, ledger: Ledger) -> Iterator[tuple[str, Counted]]:
    """Count the forms of each kind, and the people whose forms are put together."""
    kinds: dict[str, Sequence[str]] = {
        form: list(by_person(forms, form)) for form in ("before", "after", "later")
    }
    kinds[PUT_TOGETHER] = list(linked(forms))
    for name, people in kinds.items():
        told = {who: ("here",) for who in people}
        released = ledger.release(f"forms/{name}", told, lambda kept: _count(kept, ledger))
        yield name, Counted.kept(released.content)


def _count(people: People, ledger: Ledger) -> dict[str, Any]:
    return counted({"forms": len(people)}, threshold=ledger.threshold).content()


def published(measure: Measure, ledger: Ledger) -> Result:
    """Count a measure as it may be published now."""

    def make(people: People) -> dict[str, Any]:
        return {
            moment: counted(measure.counts(moment), threshold=ledger.threshold).content()
            for moment in measure.moments
        }

    released = ledger.release(measure.key, measure.people, make)
    counts = {moment: Counted.kept(told) for moment, told in released.content.items()}
    return Result(measure.key, measure.says, measure.yes, counts, released.on)
