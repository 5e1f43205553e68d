"""The layout is the design: data flows one way, and importing costs next to nothing."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import greaterdata_lessons as gd

PACKAGE = Path(gd.__file__).parent
ROOMS = {
    "data": set(),
    "analysis": {"data"},
    "show": {"data", "analysis", "learning"},
    "learning": {"data", "analysis"},
    "governance": {"data", "analysis", "show", "learning"},
    "hub": {"course", "learning"},
}


def imports(path: Path) -> set[str]:
    """The rooms a module imports, wherever in the module it does so."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module or "")
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    parts = [name.split(".") for name in found]
    return {part[1] for part in parts if part[0] == "greaterdata_lessons" and len(part) > 1}


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_from_a_room_above_it(room: str) -> None:
    base = {"documents", "errors", "files", "tables", room}
    for module in (PACKAGE / room).rglob("*.py"):
        assert imports(module) <= ROOMS[room] | base, module.name


def test_the_library_never_reads_the_book() -> None:
    assert not any("book" in imports(path) for path in PACKAGE.rglob("*.py"))


def test_importing_the_library_loads_no_data_tools() -> None:
    code = (
        "import sys, greaterdata_lessons; "
        "print([n for n in ('pandas', 'numpy', 'matplotlib', 'anywidget') if n in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_every_public_name_is_there_and_an_unknown_one_is_refused_with_the_list() -> None:
    assert all(getattr(gd, name).__doc__ for name in gd.__all__)
    with pytest.raises(AttributeError, match="It has: accessibility_reading, amounts, area"):
        _ = gd.chrat


@pytest.mark.parametrize("name", gd.__all__)
def test_every_public_name_says_in_one_line_what_it_does_and_shows_it(name: str) -> None:
    words = inspect.getdoc(getattr(gd, name)) or ""
    assert words.partition("\n")[0].endswith(".")
    assert ">>> " in words


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    paths = [*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "tools").glob("*.py")]
    long = {path.name for path in paths if len(path.read_text("utf-8").splitlines()) > 300}
    assert long == set()
