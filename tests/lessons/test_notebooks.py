"""What learners open is what the source says, was executed, and keeps its outputs."""

import ast
import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.lessons import style
from tools import build_lessons
from tools.lesson_notebook import plain_markdown
from tools.lesson_source import LESSONS, Lesson, read_lesson


def derived(lesson: Lesson) -> dict[Path, str]:
    return build_lessons.derive(lesson, save_bank=False)


def code_cells(lesson: Lesson) -> list[dict]:
    return [c for c in style.read_notebook(lesson)["cells"] if c["cell_type"] == "code"]


def gives_a_value(source: str) -> bool:
    return isinstance(ast.parse(source).body[-1], ast.Expr)


def test_building_gives_the_committed_bytes_pictures_included() -> None:
    # One lesson here; `make test` compares every lesson with tools.build_lessons --check.
    lesson = read_lesson(LESSONS / "data-basics" / "what-is-data")
    built = derived(lesson)
    assert build_lessons.stale(built) == []
    assert style.PICTURE.search(built[lesson.notebook])


def test_a_stale_file_is_named(tmp_path: Path) -> None:
    fresh, old, gone = tmp_path / "fresh.json", tmp_path / "old.ipynb", tmp_path / "gone.ipynb"
    fresh.write_text("new", encoding="utf-8")
    old.write_text("old", encoding="utf-8")
    assert build_lessons.stale({fresh: "new", old: "new", gone: "new"}) == [old, gone]


def test_every_code_cell_was_executed_in_order(lesson: Lesson) -> None:
    counts = [cell["execution_count"] for cell in code_cells(lesson)]
    assert counts == list(range(1, len(counts) + 1))


def test_every_cell_that_gives_a_value_keeps_its_output(lesson: Lesson) -> None:
    without = [
        cell["id"]
        for cell in code_cells(lesson)
        if gives_a_value("".join(cell["source"])) and not cell["outputs"]
    ]
    assert without == []


def test_a_blank_notebook_raises_nothing(lesson: Lesson) -> None:
    kinds = {output["output_type"] for cell in code_cells(lesson) for output in cell["outputs"]}
    assert kinds <= {"execute_result", "display_data", "stream"}


def test_every_picture_in_the_notebook_has_words(lesson: Lesson) -> None:
    html = "".join(
        "".join(output.get("data", {}).get("text/html", ""))
        for cell in code_cells(lesson)
        for output in cell["outputs"]
    )
    pictures = re.findall(r"<img[^>]*>", html)
    assert pictures
    assert [p[:80] for p in pictures if not re.search(r'alt="[^"]{20,}"', p)] == []
    assert "image/png" not in {
        kind for cell in code_cells(lesson) for o in cell["outputs"] for kind in o.get("data", {})
    }


def test_every_picture_is_wide_enough_to_read_and_light_enough_to_load(lesson: Lesson) -> None:
    text = lesson.notebook.read_text(encoding="utf-8")
    for picture in style.PICTURE.findall(text):
        data = b64decode(picture.partition(",")[2])
        with Image.open(BytesIO(data)) as image:
            assert image.width >= 600
        assert len(data) < 80_000


def test_the_notebook_needs_nothing_that_only_the_book_understands(lesson: Lesson) -> None:
    cells = style.read_notebook(lesson)["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells)
    assert re.findall(r":::|\{term\}|\{question\}|\]\(/", text) == []
    assert "facilitator" not in text.lower()


def test_links_of_the_book_keep_their_words_in_the_notebook() -> None:
    assert plain_markdown("See {term}`interval` and [data](/reference/x.md).") == (
        "See interval and data."
    )


def test_no_times_and_no_machine_are_stored(lesson: Lesson) -> None:
    notebook = style.read_notebook(lesson)
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert all("execution" not in cell["metadata"] for cell in notebook["cells"])
