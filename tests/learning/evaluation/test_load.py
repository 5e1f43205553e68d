"""Forms are read however they were typed; what cannot be read is named and kept."""

import json
from pathlib import Path

import openpyxl
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.evaluation.load import Forms
from greaterdata_lessons.learning.evaluation.measures import by_person, linked
from greaterdata_lessons.learning.forms import columns, row, spec


def load(folder: Path, text: str, name: str = "typed.csv") -> Forms:
    (folder / name).write_text(text, encoding="utf-8")
    return gd.load_forms(folder / name)


def aside(forms: Forms) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.typed) for one in forms.aside.itertuples()]


def test_the_file_that_a_page_saves_is_read_without_a_word(tmp_path: Path) -> None:
    told = {"sheet": "A", "code": "teapot47", "C1": "3", "T1": "1", "T1-sure": "very",
            "U1": "it depends", "U4": "=Tell me, please"}  # fmt: skip
    forms = load(tmp_path, row(spec("before"), told))
    assert forms.aside.empty
    read = forms.table.iloc[0]
    assert {name: read[name] for name in told} == told | {"U4": "=Tell me, please"}


@pytest.mark.parametrize(
    "line",
    [
        "before,A,Teapot 47,quite,1,very,",
        "Pre,sheet a,TEAPOT47,3,Elmham,very sure,",
        "start, a ,teapot-47,3 - quite,1.0,3,",
        "before,A,teapot47,Qutie,1),Very,n/a",
    ],
)
def test_the_same_sheet_typed_four_ways_is_the_same(tmp_path: Path, line: str) -> None:
    forms = load(tmp_path, f"form,sheet,code,C1,T1,T1 sure,C2\n{line}\n")
    assert forms.aside.empty
    read = forms.table.iloc[0]
    found = [read[name] for name in ("form", "sheet", "code", "C1", "T1", "T1-sure", "C2")]
    assert found == ["before", "A", "teapot47", "3", "1", "very", ""]


@pytest.mark.parametrize(
    ("column", "typed", "says"),
    [
        ("C1", "7", "there is no option 7; there are 5"),
        ("C1", "2 or 3", "two answers in one box"),
        ("C1", "3 - a little", 'option 3 is "quite", and the words differ'),
        ("C1", "often", "it is none of: not at all; a little; quite; very; rather not say"),
        ("T1-sure", "maybe", "it is none of: guess; fairly; very"),
        ("sheet", "C", 'a task sheet is "A" or "B"'),
        ("filled on", "31/02/2026", "it is no day, such as 2026-11-23 or 23/11/2026"),
        ("filled on", "1926-10-01", "the year 1926 cannot be right"),
        ("R1", "3", "this form has none"),
        ("Name", "Ann", "there is no such column in the form"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_kept(
    tmp_path: Path, column: str, typed: str, says: str
) -> None:
    sheet = "" if column == "sheet" else "A"
    heads = f"form,{'' if column == 'sheet' else 'sheet,'}C2,{column}"
    forms = load(tmp_path, f"{heads}\nbefore,{sheet + ',' if sheet else ''}2,{typed}\n")
    (found,) = forms.aside.to_dict("records")
    assert (found["file"], found["row"], found["typed"]) == ("typed.csv", 2, typed)
    assert found["says"] == says
    assert says in str(forms)
    assert forms.table.loc[0, "C2"] == "2"


def test_a_task_without_its_sheet_is_not_marked_and_not_lost(tmp_path: Path) -> None:
    forms = load(tmp_path, "form,T1,C1\nbefore,1,2\n")
    assert aside(forms) == [(2, "T1", "1")]
    assert "which task sheet was it" in str(forms)


def test_files_put_under_each_other_keep_their_own_headings(tmp_path: Path) -> None:
    text = row(spec("before"), {"C1": "2"}) + row(spec("later"), {"F1": "1", "F7": "no time"})
    forms = load(tmp_path, text)
    assert forms.table["form"].tolist() == ["before", "later"]
    assert forms.of("later").iloc[0]["F7"] == "no time"


def test_a_form_tells_itself_by_what_only_it_asks(tmp_path: Path) -> None:
    forms = load(tmp_path, "code,C1,R1\nx1,3,4\n")
    assert forms.table["form"].tolist() == ["after"]
    lost = load(tmp_path, "code,C1,C2\nx1,3,4\n")
    assert [one[1] for one in aside(lost)] == ["form", "C1", "C2", "code"]


def test_workbook_semicolons_old_windows_and_json_are_read_alike(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Form", "Code", "C1", "U4"])
    book.active.append(["before", "kettle1", 3, "a café"])
    book.save(tmp_path / "typed.xlsx")
    windows = "form;code;C1;U4\r\nbefore;kettle1;3;a café\r\n"
    (tmp_path / "old.csv").write_bytes(windows.encode("cp1252"))
    told = [{"form": "before", "code": "kettle1", "C1": 3, "U4": "a café", "C2": None}]
    (tmp_path / "typed.json").write_text(json.dumps(told), encoding="utf-8")
    for name in ("typed.xlsx", "old.csv", "typed.json"):
        forms = gd.load_forms(tmp_path / name)
        assert forms.aside.empty, name
        assert forms.table.iloc[0][["code", "C1", "U4"]].tolist() == ["kettle1", "3", "a café"]


def test_a_folder_is_read_whole_with_the_learners_progress_beside(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(row(spec("before"), {"C1": "2"}), encoding="utf-8")
    (tmp_path / "tally.csv").write_text("session,what,group,people\n", encoding="utf-8")
    kept = {"format": "greaterdata progress", "version": 1,
            "answers": {"a/b": {"answer": 1, "state": "right"}}}  # fmt: skip
    (tmp_path / "my-progress.json").write_text(json.dumps(kept), encoding="utf-8")
    forms = gd.load_forms(tmp_path)
    assert (len(forms.table), len(forms.progress)) == (1, 1)


def test_a_sheet_given_twice_counts_once_and_two_people_with_one_code_stay_apart(
    tmp_path: Path,
) -> None:
    forms = load(tmp_path, "form,code,C1\nbefore,x1,2\nbefore,x1,2\nbefore,y2,1\nbefore,y2,4\n"
                           "after,x1,3\nafter,y2,3\n")  # fmt: skip
    assert "1 sheets were there twice and count once." in str(forms)
    assert list(linked(forms)) == ["x1"]
    assert len(by_person(forms, "before")) == 3


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "form,version,C1\nbefore,2,3\n", "of version 2, and this course knows version 1"),
        ("a.csv", "teapot,3,4\n", "no line of headings above it"),
        ("a.csv", "", "is empty"),
        ("a.json", '{"form": "before", "C1":', "is no whole JSON file"),
        ("a.json", '{"tea": 1}', "holds no form of this course and no progress"),
    ],
)
def test_a_file_that_holds_no_forms_is_refused_with_one_sentence(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    with pytest.raises(LearnerError, match=says):
        load(tmp_path, text, name)


def test_a_missing_or_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(LearnerError, match="There is no file or folder"):
        gd.load_forms(tmp_path / "gone")
    with pytest.raises(LearnerError, match="can hold forms"):
        gd.load_forms(tmp_path)


def test_forms_are_not_read_on_a_shared_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ann")
    with pytest.raises(LearnerError, match="a JupyterHub"):
        gd.load_forms(tmp_path)


def test_printing_forms_shows_no_answer(tmp_path: Path) -> None:
    forms = load(tmp_path, "form,code,C1,U4\nbefore,teapot47,2,my secret\n")
    assert "secret" not in str(forms) + forms._repr_html_()
    assert "teapot" not in str(forms) + forms._repr_html_()


@pytest.mark.parametrize("name", ["before", "after", "later"])
def test_every_column_of_a_form_comes_back(tmp_path: Path, name: str) -> None:
    items = [item for part in spec(name).parts for item in part.items if part.sheet in (None, "A")]
    told = {"sheet": "A", "code": "a1", **{item.id: "1" if item.options else "w" for item in items}}
    told |= {f"{item.id}-sure": "very" for item in items if item.id.startswith("T")}
    forms = load(tmp_path, row(spec(name), told))
    assert forms.aside.empty
    assert [c for c in columns(spec(name)) if not forms.table.loc[0, c]] == ["filled_on"]
