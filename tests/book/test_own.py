"""The course's records about itself: they open, leave nothing out, and say what is open."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

import pytest

from greaterdata_lessons.documents import Block, as_markdown
from greaterdata_lessons.governance.record import Record
from greaterdata_lessons.governance.registers.kinds import kind
from greaterdata_lessons.learning.evaluation.made_up import made_up_cohort
from greaterdata_lessons.learning.evaluation.plan import plan_blocks, read_plan, verdicts
from greaterdata_lessons.learning.evaluation.results import evaluate
from tools.book_own import FOLDER, own_records, own_texts, review_days
from tools.book_toc import read_lessons
from tools.build_book import Places, staged
from tools.lesson_source import ROOT, Lesson

HOME = ROOT / "book" / FOLDER
DATA = ROOT / "datasets"
MODEL = re.compile(r"\bsklearn\b|\bfairlearn\b|\bgd\.(?:link|model_record|options)\(")
FIGURE = re.compile(r"\d+(?:[,.]\d+)*")
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    return own_records(HOME)


def printed(page: str, marker: str, today: date = TODAY) -> str:
    return next(text for *at, text in own_texts(ROOT, today) if at == [page, marker])


def models(records: dict[str, Record]) -> list[Record]:
    return [made for made in records.values() if made.kind.name == "model-record"]


def model_lessons() -> list[Lesson]:
    """The lessons whose code builds, judges or joins with a model."""
    return [
        lesson
        for lesson in read_lessons(ROOT / "book")
        if any(cell.kind == "code" and MODEL.search(cell.source) for cell in lesson.cells)
    ]


def test_every_record_opens_whole_and_what_is_open_in_it_stands_on_the_page(
    records: dict[str, Record],
) -> None:
    page = printed("about/own-rules.md", "open")
    assert {made.kind.name for made in records.values()} == {
        "dpia-screening",
        "inventory",
        "model-record",
        "risk-register",
    }
    for made in records.values():
        assert made.set_aside == []
        for found in made.missing(TODAY):
            assert as_markdown([Block("p", found.says)]).strip() in page
    assert "data protection officer say" in page  # nobody has asked one: it is not hidden


def test_each_is_looked_at_again_within_a_year_and_the_page_says_when_that_is_overdue(
    records: dict[str, Record],
) -> None:
    dated = {name: list(review_days(made)) for name, made in records.items()}
    assert [name for name, days in dated.items() if not days] == ["inventory"]
    for name, days in dated.items():
        saved = date.fromisoformat(json.loads((HOME / f"{name}.json").read_text())["saved_on"])
        assert all(saved < day <= saved + timedelta(days=366) for day in days)
    late = printed("about/own-rules.md", "open", date(2030, 1, 1))
    assert late.count("It was to be looked at again on") == len(records) - 1
    assert "looked at again on" not in printed("about/own-rules.md", "open")


def test_every_data_set_is_in_the_inventory_by_its_own_title_and_its_rows_are_counted(
    records: dict[str, Record],
) -> None:
    listed = {row["record"]: row["data_set"] for row in records["inventory"].answers["data_sets"]}
    titles = {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))["dc:title"]
        for path in DATA.glob("*/data.csv-metadata.json")
    }
    assert listed == titles
    rows = printed("about/own-data.md", "rows")
    assert "| [Falls prevention list](#dataset-falls) | 6,000 | made up | CC BY 4.0 |" in rows
    assert rows.count("\n| [") == len(titles)


def test_every_lesson_with_a_model_stands_in_a_models_record(records: dict[str, Record]) -> None:
    told = " ".join(made.answers["process"] for made in models(records))
    lessons = model_lessons()
    assert len(lessons) >= 4
    assert [lesson.id for lesson in lessons if lesson.front.title not in told] == []


def test_every_figure_in_a_models_record_stands_in_its_lesson(records: dict[str, Record]) -> None:
    for made in models(records):
        lesson = next(
            each for each in model_lessons() if each.front.title in made.answers["process"]
        )
        known = set(FIGURE.findall(lesson.notebook.read_text(encoding="utf-8")))
        for finding in made.answers["findings"]:
            assert set(FIGURE.findall(finding["answer"])) - known == set(), finding["question"]


def test_the_risk_register_begins_with_the_four_risks_that_all_partners_share(
    records: dict[str, Record],
) -> None:
    risks = [row["risk"] for row in records["risk-register"].answers["risks"]]
    assert risks[:4] == [row["risk"] for row in kind("risk-register").starters]
    assert len(risks) > 4


def test_the_plan_prints_each_sign_of_failure_as_the_report_will_judge_it() -> None:
    plan = read_plan(HOME / "plan.toml")
    judged = [one.says for one in verdicts(plan, evaluate(made_up_cohort(20)), None)]
    assert [row[0] for row in list(plan_blocks(plan))[-1].rows] == judged


def test_the_files_can_be_taken_away_as_they_are_and_are_no_pages_of_the_book() -> None:
    files = staged(Places(ROOT))
    for path in sorted(HOME.iterdir()):
        assert files[PurePosixPath("_extra", FOLDER, path.name)] == path.read_bytes()
        assert PurePosixPath(FOLDER, path.name) not in files
    page = files[PurePosixPath("about/own-models.md")].decode()
    assert all(f'href="records/{path.name}"' in page for path in Path(HOME).glob("model-*"))
