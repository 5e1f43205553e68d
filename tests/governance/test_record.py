"""Every kind of record: round trip, three prints opened again, and nothing ever lost."""

import json
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

import greaterdata_lessons as gd
from greaterdata_lessons import cli
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.ask import ask_all
from greaterdata_lessons.governance.kind import (
    FIELD_KINDS,
    LEVELS,
    Conditions,
    Field,
    Option,
    Rule,
    every_field,
    kind,
    laws,
    names,
)
from greaterdata_lessons.governance.record_file import MARK, merge_records
from greaterdata_lessons.show.live import WIDGET_VIEW
from tests.governance.samples import filled

KINDS = names()
DECISION = "sharing-decision"


@pytest.mark.parametrize("name", KINDS)
def test_a_record_comes_back_from_its_file_as_it_went_in(name: str, tmp_path: Path) -> None:
    made = filled(name)
    path = tmp_path / "record.json"
    assert made.save(path) == f"Saved: {path}."
    back = gd.open_record(path)
    assert (back.answers, back.id, back.set_aside) == (made.answers, made.id, [])
    assert back.to_markdown() == made.to_markdown()


@pytest.mark.parametrize("name", KINDS)
def test_a_word_file_has_headings_captions_header_rows_a_title_and_nobody_s_name(
    name: str,
) -> None:
    made = filled(name)
    document = Document(BytesIO(made.to_word()))
    assert document.core_properties.title == made.kind.title
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.author == ""
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[0] == "Heading 1"
    assert styles.count("Heading 2") >= len(made.kind.sections)
    assert styles.count("Caption") == len(document.tables)
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.text for cell in table.rows[0].cells)
    words = "\n".join(cell.text for t in document.tables for row in t.rows for cell in row.cells)
    assert all(
        field.label in words
        for field in made.kind.fields.values()
        if not field.only and field.kind != "rows"
    )


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)


@pytest.mark.parametrize("name", KINDS)
def test_a_web_page_and_markdown_hold_what_was_typed_as_text_and_never_as_markup(
    name: str,
) -> None:
    made = filled(name)
    page, text = made.to_html(), made.to_markdown()
    tags = _Tags()
    tags.feed(page)
    assert {"h1", "h2", "table", "caption", "th"} <= set(tags.seen)
    assert not {"b", "i", "script", "img", "link", "iframe"} & set(tags.seen)
    assert "://" not in page
    assert re.search(r"^# ", text, re.MULTILINE)
    assert "<" not in text.replace("\\<", "")


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_whole(name: str) -> None:
    of = kind(name)
    told = list(every_field(of))
    fields = of.fields
    assert all(each.kind in FIELD_KINDS for each in told)
    assert all(each.options for each in told if each.kind in {"choice", "several"})
    assert all(each.ask for each in told if each.required)
    assert all(each.law for each in told if re.search(r"\b(Article|Schedule) \d", each.help))
    assert set(of.outcomes) <= {*LEVELS, "none"}
    for rule in of.rules:
        assert rule.level in LEVELS
        assert rule.field in fields or rule.each in fields, rule.name
        where = {c.name: c for c in fields[rule.each].columns} if rule.each else fields
        for part in (rule.when, rule.unless):
            assert_can_hold(where, part, rule.name)
        assert {*rule.like, *rule.unlike} <= set(where)
    for each in told:
        assert_can_hold(fields, each.only, each.name)


def assert_can_hold(where: dict[str, Field], part: Conditions, name: str) -> None:
    """A condition asks for values that its field can have."""
    for asked, wanted in part.items():
        field, _, column = asked.partition(".")
        known = where[field].column(column) if column else where[field]
        assert known is not None, (name, asked)
        values = {"(blank)", "(filled)", *(option.value for option in known.options)}
        assert not known.options or set(wanted) <= values, (name, wanted)


def options(part: Field | Rule) -> tuple[Option, ...]:
    return getattr(part, "options", ())


def test_every_provision_is_used_and_dated() -> None:
    used = {
        law.key
        for name in KINDS
        for part in (*every_field(kind(name)), *kind(name).rules)
        for law in (*part.law, *(law for option in options(part) for law in option.law))
    }
    assert used == set(laws())
    assert all(date(2020, 1, 1) < law.as_at <= date(2026, 11, 22) for law in laws().values())


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"purpos": "Heaters"}, 'Sharing decision" asks for no "purpos". Did you mean "purpose"?'),
        ({"basis": "legitimate interest"}, 'Did you mean "legitimate interests"?'),
        ({"review_date": "soon"}, "wants a date such as 2027-03-01"),
        ({"people": "many"}, 'wants a number, not "many"'),
        ({"people": -1}, "is at least 0, not -1"),
        ({"purpose": ["a"]}, "wants words, and this is a list"),
        ({"risks": "one"}, "wants a list of rows"),
        ({"risks": [{"sid": "sharing"}]}, 'Row 1 of "Risks" has no column "sid". Did you mean'),
        ({"risks": [{"before": 30}]}, 'Row 1 of "Risks": "Before (1 to 25)" is at most 25, not 30'),
    ],
)
def test_what_cannot_be_an_answer_is_said_in_one_sentence(
    answers: dict[str, object], says: str
) -> None:
    with pytest.raises(LearnerError, match=re.escape(says)):
        gd.record(DECISION, **answers)


def test_a_missing_owner_and_a_date_in_the_past_are_open_with_somebody_to_ask() -> None:
    made = gd.record(DECISION, review_date="2020-01-01")
    found = {each.field: each for each in made.missing(date(2026, 11, 23))}
    assert "is not filled in" in found["owner"].says
    assert found["owner"].ask == "whoever runs the service"
    assert "has passed (1 January 2020)" in found["review_date"].says


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"greaterdata record": "sharing-dec', "cut short or damaged"),
        ('{"name": "x"}', "is no record of this course"),
        (
            '{"greaterdata record": "sharing-decision", "version": 99, "answers": {}}',
            "newer version",
        ),
        ('{"greaterdata record": "sharing-decison", "answers": {}}', "Did you mean"),
        (
            '{"greaterdata record": "sharing-decision", "version": "2", "answers": {}}',
            "a version that is no number",
        ),
    ],
)
def test_a_file_that_cannot_be_opened_is_left_as_it_is(
    content: str, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "record.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LearnerError, match=says):
        gd.open_record(path)
    with pytest.raises(LearnerError):
        gd.record(DECISION, title="Mine").save(path)
    assert path.read_text(encoding="utf-8") == content


def test_a_damaged_file_points_to_the_copy_from_before(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    made = gd.record(DECISION, title="One")
    made.save(path)
    made.fill(title="Two").save(path)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(LearnerError, match=re.escape('beside it: "record.earlier.json"')):
        gd.open_record(path)
    assert gd.open_record(tmp_path / "record.earlier.json").answers["title"] == "One"


def test_an_answer_that_cannot_be_read_is_set_aside_and_printed(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    told = {MARK: DECISION, "version": 1, "id": "a", "answers": {"decided_on": "soon", "old": "x"}}
    path.write_text(json.dumps(told), encoding="utf-8")
    made = gd.open_record(path)
    assert [each["field"] for each in made.set_aside] == ["decided_on", "old"]
    assert "Set aside" in made.to_markdown()
    made.save(path)
    assert [each["answer"] for each in gd.open_record(path).set_aside] == ["soon", "x"]


@pytest.mark.parametrize("aside", [5, "x", ["x"], [{"x": 1}]])
def test_what_was_set_aside_in_another_shape_is_kept_and_printed(
    aside: object, tmp_path: Path
) -> None:
    path = tmp_path / "record.json"
    path.write_text(json.dumps({MARK: DECISION, "answers": {}, "set_aside": aside}), "utf-8")
    made = gd.open_record(path)
    assert "it cannot be read" in made.to_html()
    made.save(path)
    assert len(gd.open_record(path).set_aside) == 1


@pytest.mark.parametrize("name", ["no-folder/a.docx", "no-folder/a.json", "a-folder.md"])
def test_a_place_that_cannot_be_written_to_is_said_in_one_sentence(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "a-folder.md").mkdir()
    made = gd.record(DECISION, title="Heaters")
    with pytest.raises(LearnerError, match="could not be written"):
        (made.save if name.endswith(".json") else made.print)(tmp_path / name)
    assert [each.name for each in tmp_path.iterdir()] == ["a-folder.md"]


def test_two_people_s_edits_are_both_kept_and_a_clash_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    row = {"side": "sharing", "because": "a", "may": "b", "effect": "c"}
    gd.record(DECISION, title="Heaters", risks=[row]).save(path)
    mine, theirs = gd.open_record(path), gd.open_record(path)
    theirs = theirs.fill(owner="Head of care", title="Warm homes")
    theirs = theirs.fill(risks=[*theirs.answers["risks"], row | {"side": "not sharing"}])
    theirs.save(path)
    mine = mine.fill(purpose="34 heaters", title="Heaters first")
    mine = mine.fill(risks=[*mine.answers["risks"], row | {"because": "mine"}])
    said = mine.save(path)
    assert "Somebody else had saved this record" in said
    back = gd.open_record(path)
    assert (back.answers["owner"], back.answers["purpose"]) == ("Head of care", "34 heaters")
    assert back.answers["title"] == "Heaters first"
    assert [(each["field"], each["answer"]) for each in back.set_aside] == [("title", "Warm homes")]
    assert [r["because"] for r in back.answers["risks"]] == ["a", "mine", "a"]


def test_another_record_s_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    gd.record(DECISION, title="One").save(path)
    with pytest.raises(LearnerError, match="already holds another record"):
        gd.record(DECISION, title="Two").save(path)
    assert gd.open_record(path).answers["title"] == "One"


def test_logs_of_several_people_are_put_together(tmp_path: Path) -> None:
    row = {"side": "sharing", "may": "b", "effect": "c"}
    paths = [tmp_path / f"{name}.json" for name in ("wirral", "sefton", "halton")]
    for path in paths:
        gd.record(DECISION, title=path.stem, risks=[row | {"because": path.stem}]).save(path)
    made = merge_records(paths)
    assert [row["because"] for row in made.answers["risks"]] == ["wirral", "sefton", "halton"]
    assert [each["answer"] for each in made.set_aside] == ["sefton", "halton"]
    with pytest.raises(LearnerError, match="at least two"):
        merge_records(paths[:1])


def test_a_row_deleted_by_one_and_edited_by_another_stays(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    gd.record(DECISION, risks=[{"because": "a"}, {"because": "b"}]).save(path)
    mine, theirs = gd.open_record(path), gd.open_record(path)
    first, second = theirs.answers["risks"]
    theirs.fill(risks=[first | {"because": "edited"}, second]).save(path)
    mine.fill(risks=[]).save(path)
    assert [row["because"] for row in gd.open_record(path).answers["risks"]] == ["edited"]


def test_questions_at_the_keyboard_take_numbers_words_and_corrections() -> None:
    given = iter(["Heaters", "", "9", "1", "no such kind", "2"])

    def read(_: str) -> str:
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    said: list[str] = []
    made = ask_all(gd.record(DECISION), read, said.append)
    assert made.answers == {"title": "Heaters", "asker": "public body", "holder": "charity"}
    assert any('has no option "9"' in line for line in said)


def test_the_command_starts_checks_prints_and_merges(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["record", "list"]) == 0
    assert "sharing-decision: Sharing decision" in capsys.readouterr().out
    assert cli.main(["record", "list", "roles"]) == 0
    assert "public_body: Is one of the organisations" in capsys.readouterr().out
    assert cli.main(["record", "new", DECISION, "--set", "title=Heaters"]) == 0
    assert cli.main(["record", "new", DECISION]) == 2
    assert cli.main(["record", "check", f"{DECISION}.json"]) == 1
    assert "What the answers point to: Not yet" in capsys.readouterr().out
    assert cli.main(["record", "print", f"{DECISION}.json"]) == 0
    (tmp_path / f"{DECISION}.docx").write_text("edited by hand", encoding="utf-8")
    assert cli.main(["record", "print", f"{DECISION}.json", "--as", "word"]) == 0
    assert (tmp_path / f"{DECISION}.docx").read_text(encoding="utf-8") == "edited by hand"
    (tmp_path / f"{DECISION}-2.docx").unlink()
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".docx", ".html", ".json", ".md"]
    other = tmp_path / "other.json"
    gd.record(DECISION, owner="Head of care").save(other)
    both = ["record", "merge", f"{DECISION}.json", "other.json", "--to", "both.json"]
    assert cli.main(both) == 0
    assert gd.open_record("both.json").answers == {"title": "Heaters", "owner": "Head of care"}
    assert cli.main(["record", "check", "none.json"]) == 2


def test_a_blank_record_shows_a_form_and_a_filled_one_what_it_says() -> None:
    blank = gd.record(DECISION)._repr_mimebundle_()
    assert '<form class="gd-record"' in blank["text/html"]
    shown = gd.record(DECISION, title="Heaters")._repr_mimebundle_()
    assert "<form" not in shown["text/html"]
    assert "Heaters" in shown["text/html"]


def test_a_form_is_a_widget_where_a_kernel_runs() -> None:
    made = gd.record(DECISION, title="Heaters")
    assert WIDGET_VIEW in made.form()._repr_mimebundle_()


def test_what_is_typed_in_a_notebook_reaches_the_record_and_half_typed_answers_wait() -> None:
    made = gd.record(DECISION)
    made.form()._take({"title": "Heaters", "decided_on": "2026-1"})
    assert made.answers == {"title": "Heaters"}


def test_a_review_date_today_is_not_past() -> None:
    today = date(2026, 11, 23)
    made = gd.record(DECISION, review_date=today)
    assert "review_date" not in {each.field for each in made.missing(today)}
    assert "review_date" in {each.field for each in made.missing(today + timedelta(days=1))}
