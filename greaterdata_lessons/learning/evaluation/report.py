"""The report a steering group reads: findings first, each with its interval, and what failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from greaterdata_lessons import documents
from greaterdata_lessons.documents import Block
from greaterdata_lessons.learning.evaluation.acted import Acted
from greaterdata_lessons.learning.evaluation.lessons import Health, thinks
from greaterdata_lessons.learning.evaluation.logic import TRUST, logic_blocks
from greaterdata_lessons.learning.evaluation.measures import ABOUT, CONFIDENT
from greaterdata_lessons.learning.evaluation.plan import Plan, verdicts
from greaterdata_lessons.learning.evaluation.results import (
    FEW_FOR_TESTS,
    NOT_PAIRED,
    PUT_TOGETHER,
    TOO_FEW,
    Evaluation,
    Result,
    change_words,
)

NOTHING = "cannot be shown"


@dataclass(frozen=True)
class Report:
    """A report as blocks; prints as a web page, Markdown or Word.

    `lines` are further blocks, such as the measures of the area's data.
    """

    found: Evaluation
    plan: Plan
    made_on: date
    acted: Acted | None = None
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    attended: Mapping[str, int | str] = field(default_factory=dict)
    lines: tuple[Block, ...] = ()

    @property
    def title(self) -> str:
        """What the report is called."""
        return f"Evaluation: {self.plan.course}"

    def blocks(self) -> list[Block]:
        """Return the report as blocks."""
        return [
            *_opening(self),
            *_failed(self),
            *_who_came(self),
            *_can_they(self.found),
            *_sure(self.found),
            *_trust(self.found),
            *_afterwards(self),
            *_lessons(self.found.health),
            *_words(self.words),
            *self.lines,
            *logic_blocks(),
            *_method(self),
        ]

    def to_html(self) -> str:
        """Return the report as one web page."""
        return documents.as_html(self.blocks(), title=self.title)

    def to_markdown(self) -> str:
        """Return the report as Markdown."""
        return documents.as_markdown(self.blocks())

    def to_word(self) -> bytes:
        """Return the report as a Word document."""
        return documents.as_word(self.blocks(), title=self.title)


def _opening(report: Report) -> Iterator[Block]:
    found, plan = report.found, report.plan
    synthetic = report.plan.course.startswith("SYNTHETIC")
    yield Block("h1", report.title)
    yield Block("p", f"Made on {_day(report.made_on)}. Answers for it: {plan.owner}.")
    if synthetic:
        yield Block("p", "SYNTHETIC: nobody in these figures exists.")
    yield Block("h2", "In short")
    if isinstance(found.forms[PUT_TOGETHER].of, str):
        yield Block("p", TOO_FEW)
    yield Block("item", str(found.gain))
    yield Block("item", str(found.calibration))
    yield Block("item", _sentence(found.results["tasks/confident"]))
    if report.acted:
        yield Block("item", str(report.acted))
    if found.waits:
        yield Block(
            "p",
            f"Fewer than {found.threshold} people's forms wait for the next report, so that "
            "nobody who joined can be worked out.",
        )


def _sentence(one: Result) -> str:
    said = one.says[0].upper() + one.says[1:]
    told = f"{said}: {one.words('before')} before, {one.words('after')} after"
    change = change_words(one.change)
    return f"{told}: {change}, 95% interval in brackets." if change else f"{told}."


def _failed(report: Report) -> Iterator[Block]:
    plan, found = report.plan, report.found
    yield Block("h2", "What would show that it failed?")
    when = f"Written on {_day(plan.written_on)} and agreed with {plan.agreed_with}"
    in_time = plan.in_time(found.first_day)
    late = {
        True: f"{when}, before the first form.",
        False: f"{when}: after the first form ({found.first_day}). Such a test can be written to "
        "fit what is already known. Read it as one.",
        None: f"{when}. No form has a day, so it cannot be told whether that was before the first.",
    }
    yield Block("p", late[in_time])
    acted = report.acted.done if report.acted else None
    rows = tuple((one.says, one.finding, one.because) for one in verdicts(plan, found, acted))
    yield Block("table", "Each sign of failure", ("It failed if", "It", "Because"), rows)


def _who_came(report: Report) -> Iterator[Block]:
    found = report.found
    yield Block("h2", "Who came, and who did not?")
    rows = tuple((name.capitalize(), str(told.of)) for name, told in found.forms.items())
    yield Block("table", "Forms, rounded to 5", ("Form", "People"), rows)
    for one in found.reach:
        table = one.readable().astype(str)
        by = one.what.replace("_", " ")
        caption = f"Learners by {by}, about {one.of}, against {one.unit} (Census 2021)"
        yield Block(
            "table", caption, tuple(map(_head, table.columns)), _rows(table.to_numpy().tolist())
        )
    if not found.reach:
        yield Block(
            "p", "No tally of who came was kept, so nothing can be said of who was missing."
        )
    if report.attended:
        rows = tuple((lesson, str(came)) for lesson, came in report.attended.items())
        yield Block("table", "People at each lesson, rounded to 5", ("Lesson", "People"), rows)


def _head(name: object) -> str:
    return str(name)[0].upper() + str(name)[1:]


def _rows(values: Sequence[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(str, row)) for row in values)


def _can_they(found: Evaluation) -> Iterator[Block]:
    yield Block("h2", "Can they? Six tasks, before and after")
    yield Block("p", str(found.gain))
    tasks = [one for one in found.part("tasks") if one.key.removeprefix("tasks/") in ABOUT]
    heads = ("Task: people can", "Right before", "Right after", "Change, 95% interval")
    yield Block("table", "Right answers by task", heads, tuple(map(_change_row, tasks)))
    yield Block("h3", "Confident and wrong")
    yield Block("p", "People very sure and wrong, by what a task shows they may think.")
    firm = ("What people may think", "Very sure and wrong before", "After")
    rows = tuple(
        (
            thinks(ABOUT[one.key.removeprefix("tasks/")]),
            *(one.counts[moment].words(CONFIDENT) for moment in ("before", "after")),
        )
        for one in tasks
        if one.key != "tasks/T5"
    )
    yield Block("table", "Confident and wrong by misconception", firm, rows)
    yield Block("h3", "Calibration")
    yield Block("p", f"{found.calibration} Good is near 0, from either side.")


def _change_row(one: Result) -> tuple[str, ...]:
    change = change_words(one.change) or NOTHING
    return one.says, one.words("before"), one.words("after"), change


def _sure(found: Evaluation) -> Iterator[Block]:
    yield Block("h2", "How sure they feel")
    yield Block(
        "p",
        "People who learn what they did not know may feel less sure. So each was asked twice: "
        "before the course, and after it, thinking back. Both changes are shown. Neither alone "
        "is the truth.",
    )
    heads = ("People feel quite or very sure to", "Before", "Thinking back", "After",
             "Ordinary change", "Change thinking back")  # fmt: skip
    both = [*found.part("confidence"), *found.part("confidence-work")]
    rows = tuple(
        (
            one.says,
            one.words("before"),
            one.words("thinking back") or "not asked",
            one.words("after"),
            change_words(one.change) or NOTHING,
            change_words(one.looking_back) or NOTHING,
        )
        for one in both
    )
    yield Block("table", "Confidence, two ways", heads, rows)


def _trust(found: Evaluation) -> Iterator[Block]:
    yield Block("h2", "Curiosity and trust")
    yield Block("p", TRUST)
    heads = ("Question", "Before", "After", "Change, 95% interval")
    for part in ("curiosity", "trust"):
        rows = tuple(map(_change_row, found.part(part)))
        yield Block("table", f"{part.capitalize()}: quite or very", heads, rows)


def _afterwards(report: Report) -> Iterator[Block]:
    found = report.found
    yield Block("h2", "How it was, and what came of it")
    once = (("reaction", "after", "How it was"), ("follow-up", "later", "Three months later"))
    for part, moment, caption in once:
        rows = tuple((one.says, one.yes, *_share(one, moment)) for one in found.part(part))
        heads = ("Question", "Answer counted", "Share", "95% interval")
        yield Block("table", caption, heads, rows)
    told = str(report.acted) if report.acted else "No log of actions was given."
    yield Block("p", told)
    if report.acted:
        yield Block("p", f"Dropped: {report.acted.told.words('dropped')}.")


def _share(one: Result, moment: str) -> tuple[str, str]:
    share = one.share(moment)
    if share is None:
        return one.words(moment), NOTHING
    return one.words(moment), f"{share.interval.low:.0%} to {share.interval.high:.0%}"


def _lessons(health: Sequence[Health]) -> Iterator[Block]:
    if not health:
        return
    yield Block("h2", "How each lesson does")
    heads = ("Lesson", "Finished, of who began", "Right at first", "So it is", "Median minutes")
    rows = tuple(
        (
            one.title,
            one.finished.words("finished"),
            one.first.words("right"),
            one.finding,
            str(one.minutes) if one.minutes is not None else NOTHING,
        )
        for one in health
    )
    yield Block("table", "Lessons, from learners' own files of progress", heads, rows)
    firm = [(one.title, each) for one in health for each in one.questions]
    mend = tuple(
        (
            title,
            each.title,
            " ".join(map(thinks, each.misconceptions)),
            each.told.words("very sure and wrong"),
        )
        for title, each in firm
        if each.told.number("very sure and wrong") is not None
    )
    if mend:
        asked = ("Lesson", "Question", "What people may think", "Very sure, wrong at first")
        yield Block("table", "Questions to mend first", asked, mend)


def _words(words: Mapping[str, Sequence[str]]) -> Iterator[Block]:
    if not words:
        return
    yield Block("h2", "In people's words")
    yield Block("p", "Each was checked by hand, and put in other words unless its writer agreed.")
    for question, said in words.items():
        yield Block("h3", question)
        yield from (Block("item", text) for text in said)
        if not said:
            yield Block("p", "Too few people wrote something to show it.")


def _method(report: Report) -> Iterator[Block]:
    few = report.found.threshold
    yield Block("h2", "How this was counted")
    for text in (
        f"Counts of fewer than {few} people, 0 among them, are shown as <{few} or not at all; "
        "others are rounded to 5, and percentages come from rounded counts. No two "
        "characteristics are crossed. A table changes only when enough people's answers changed.",
        "Before and after count the same people: those whose two forms carry one code they made "
        "up. Forms without a code count only where one form is enough.",
        NOT_PAIRED,
        FEW_FOR_TESTS,
        "The interval of right answers and of calibration comes from drawing the people anew 2,000 "
        "times. A guess counts as one third sure, fairly as two thirds, very as sure: a choice.",
        "Who filled in a form chose to. Those who left early are in no table of change.",
    ):
        yield Block("item", text)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
