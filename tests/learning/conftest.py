"""A bank with one question of every kind, as data, as installed bank and as a page."""

import ast
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from greaterdata_lessons.learning import bank, memory
from greaterdata_lessons.learning.compile import bank_json, compile_bank
from greaterdata_lessons.learning.schema import read_bank
from greaterdata_lessons.show.question import static_html
from tests.browser import serve

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SHOW = ROOT / "greaterdata_lessons" / "show"
BOOK_STYLE = ROOT / "book" / "_theme" / "greaterdata" / "static" / "greaterdata.css"


def evaluate(code: str) -> object:
    """Run code and return the value of its last line, as the builder of lessons does."""
    tree = ast.parse(code)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    names: dict[str, Any] = {}
    exec(compile(tree, "bank", "exec"), names)
    return eval(compile(ast.Expression(last.value), "bank", "eval"), names)


@pytest.fixture(scope="session")
def compiled() -> dict[str, Any]:
    """The compiled bank with one question of every kind."""
    return compile_bank(
        read_bank(HERE / "questions.yml", ["compare", "small"]), "Every kind", evaluate
    )


@pytest.fixture(scope="session")
def items(compiled: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its items by their short id."""
    found: dict[str, dict[str, Any]] = compiled["items"]
    return found


@pytest.fixture
def installed(
    compiled: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The bank where the library looks for banks, in a kernel where nothing was answered."""
    (tmp_path / "every-kind.json").write_text(bank_json(compiled), encoding="utf-8")
    monkeypatch.setattr(bank, "folder", lambda: tmp_path)
    bank.read.cache_clear()
    memory.forget()
    yield tmp_path
    bank.read.cache_clear()
    memory.forget()


def write_page(folder: Path, items: list[dict[str, Any]], name: str = "index.html") -> None:
    """Write a page that holds questions the way the book does."""
    parts = []
    for item in items:
        text = json.dumps(item, ensure_ascii=False).replace("<", "\\u003c")
        script = f'<script type="application/json" class="gd-item">{text}</script>'
        parts.append(f'<div class="gd-question">{static_html(item, heading_level=2)}{script}</div>')
        if item["kind"] == "predict":
            parts.append(f'<p class="gd-prediction" data-item="{item["id"]}"></p>')
    html = f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Every kind of question</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="greaterdata.css"><link rel="stylesheet" href="question.css">
<script type="module" src="page.mjs"></script></head>
<body><main><h1>Every kind of question</h1>
{"".join(parts)}
<button type="button" class="gd-button gd-forget" hidden>Forget my answers on this browser</button>
</main></body></html>"""
    (folder / name).write_text(html, encoding="utf-8")


@pytest.fixture(scope="session")
def site(
    items: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a page with a question of every kind."""
    folder = tmp_path_factory.mktemp("site")
    for name in ("question.mjs", "page.mjs", "progress.mjs", "own-progress.mjs", "question.css"):
        shutil.copy(SHOW / name, folder)
    shutil.copy(BOOK_STYLE, folder)
    write_page(folder, list(items.values()))
    hostile = {
        **items["guess"],
        "title": "<img src=x onerror=alert(1)>",
        "prompt": "Is **<script>alert(1)</script>** shown?",
        "options": ["<b>bold</b>", "</script><script>alert(1)</script>"],
    }
    write_page(folder, [hostile], "hostile.html")
    with serve(folder) as address:
        yield address
