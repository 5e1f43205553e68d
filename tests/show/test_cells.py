"""A page's Python runs cells as a notebook does, and takes what is missing as not yet fetched."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from greaterdata_lessons.learning import memory
from greaterdata_lessons.show import cells as module
from greaterdata_lessons.show.cells import MOST_TEXT, Cells


@pytest.fixture
def cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cells:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(memory, "_records", {})
    return Cells()


def kinds(parts: list[module.Part]) -> list[str]:
    return [part["kind"] for part in parts]


def test_values_prints_and_displays_come_in_their_order(cells: Cells) -> None:
    cells.run("people = 4")
    parts = cells.run("print('first')\ndisplay(people)\nprint('last')\npeople + 1")
    assert [part["text"] for part in parts] == ["first", "4", "last", "5"]
    assert cells.run("people;") == []


def test_html_comes_from_the_library_and_pandas_alone(cells: Cells) -> None:
    assert kinds(cells.run("gd.load('warm-homes').head(2)")) == ["html"]
    own = "class Mine:\n    def _repr_html_(self): return '<p>Mine</p>'\nMine()"
    assert kinds(cells.run(own)) == ["text"]


def test_a_check_is_shown_and_its_record_handed_over(cells: Cells) -> None:
    shown, answer = cells.run("gd.check('who-is-missing/hidden-number', 8)")
    assert "Right." in shown["html"]
    assert (answer["item"], answer["record"]["state"]) == ("who-is-missing/hidden-number", "right")
    assert kinds(cells.run("gd.question('who-is-missing/ratio')")) == ["question"]


def test_figures_are_shown_and_closed(cells: Cells) -> None:
    code = (
        "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\nplt.plot([1]);"
    )
    assert kinds(cells.run(code)) == ["picture"]
    assert cells.run("plt.get_fignums()") == [{"kind": "text", "text": "[]"}]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("peple = 1\npeopl", "Did you mean peple?"),
        ("for i in", "Python cannot read this line"),
        ("gd.load('wram-homes')", 'Did you mean "warm-homes"?'),
        ("input('Name?')", "A page cannot stop and ask"),
        ("import sys\nsys.exit()", "The code asked Python to stop"),
        ("raise KeyboardInterrupt", "You stopped this cell"),
        ("def f(): f()\nf()", "calls itself without an end"),
        ("class Odd(Exception):\n    pass\nraise Odd('<b>')", "Odd: <b>"),
    ],
)
def test_a_mistake_is_told_in_words_and_the_next_cell_runs(
    cells: Cells, code: str, says: str
) -> None:
    (part,) = cells.run(code)
    assert part["kind"] == "error"
    assert says in part["text"]
    assert "<b>" not in part["html"]
    assert cells.run("1 + 1") == [{"kind": "text", "text": "2"}]


def test_a_loop_that_prints_for_ever_does_not_fill_the_memory(cells: Cells) -> None:
    (part,) = cells.run(f"for _ in range(30):\n    print('x' * {MOST_TEXT // 10})")
    assert len(part["text"]) < MOST_TEXT + 100


def test_files_that_a_cell_writes_are_named_and_links_are_not(cells: Cells) -> None:
    assert cells.run("_ = open('new.csv', 'w').write('a')") == [{"kind": "file", "name": "new.csv"}]
    assert cells.run("import os\nos.symlink('new.csv', 'chosen.csv')") == []


def test_a_cell_that_needs_more_of_python_counts_as_not_run(
    cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LATER", ("weighty",))
    cells.run("seen = 1")
    code = "seen = 2\ntry:\n    import weighty\nexcept ImportError:\n    seen = 3\nseen"
    assert cells.run(code) == [{"kind": "more"}]
    assert cells.run("seen") == [{"kind": "text", "text": "1"}]
    monkeypatch.setitem(sys.modules, "weighty", sys)
    assert cells.run(code) == [{"kind": "text", "text": "2"}]
