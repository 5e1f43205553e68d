"""What it most often means when Python does not find a name, a column, a file or a part.

Tables are known by having columns, whatever made them.
"""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import only_on_a_machine

Names = Mapping[str, Any]
MOST = 2_000  # labels of one table or dictionary looked at

_TOOLS = {
    "gd": "import greaterdata_lessons as gd",
    "pd": "import pandas as pd",
    "np": "import numpy as np",
    "plt": "import matplotlib.pyplot as plt",
    "duckdb": "import duckdb",
    "pandas": "import pandas",
    "numpy": "import numpy",
}
_WORDS = {"true": "True", "false": "False", "none": "None", "null": "None", "nan": 'float("nan")'}


def nearest(wanted: object, known: Iterable[object]) -> str | None:
    """Return the known name most like this one, if any is.

    >>> nearest("Bourough", ["borough", "age_band"])
    'borough'
    """
    folded = {_fold(name): name for name in known if isinstance(name, str)}
    near = get_close_matches(_fold(wanted), folded, n=1, cutoff=0.6)
    return str(folded[near[0]]) if near else None


def _fold(name: object) -> str:
    return re.sub(r"[\s_-]+", "_", str(name).strip().lower())


def name_says(error: NameError, names: Names, cells: Sequence[str] = ()) -> str:
    """Say why a name may be unknown: not run yet, misspelt, in need of quotes or of an import."""
    found = re.search(r"'(\w+)'", str(error))
    name = getattr(error, "name", None) or (found[1] if found else "")
    if isinstance(error, UnboundLocalError) or "cannot access" in str(error):
        return (
            f"Inside this function, `{name}` is used before the line that gives it a value. Give "
            "it a value first, or hand it to the function in its brackets."
        )
    unknown = f"Python does not know the name `{name}`."
    if name in _TOOLS and cells and not any(_TOOLS[name] in cell for cell in cells):
        return f"{unknown} Write `{_TOOLS[name]}` in a line above it."
    if name in _TOOLS:
        return f"{unknown} Run the cell that says `{_TOOLS[name]}` first; it is near the top."
    if name in _WORDS:
        return f"{unknown} It is written `{_WORDS[name]}`."
    return f"{unknown} {_why_unknown(name, names, cells)}"


def _why_unknown(name: str, names: Names, cells: Sequence[str]) -> str:
    if made := _cell_that_makes(name, cells):
        return f"It is made in the cell that begins `{made}`. Did you run that cell?"
    own = [n for n in names if not n.startswith("_")]
    if near := nearest(name, [*own, *dir(builtins)]):
        return f"Did you mean `{near}`? Small letters and capitals count."
    if any(name in map(str, labels(value)) for value in _values(names)):
        return f'It is the name of a column, so it needs quotation marks: `"{name}"`.'
    return (
        "Did you run the cell above that makes it? If it is a word and not a name, put quotation "
        f'marks around it: `"{name}"`.'
    )


def _cell_that_makes(name: str, cells: Sequence[str]) -> str:
    """Return the beginning of the notebook's cell that gives this name its value."""
    gives = re.compile(rf"^(?:{re.escape(name)}\s*=[^=]|(?:def|class)\s+{re.escape(name)}\b)", re.M)
    made = next((cell for cell in cells if gives.search(cell)), "")
    return made.strip().split("\n")[0].replace("`", "'")[:50]


def _values(names: Names) -> list[Any]:
    return [value for name, value in names.items() if not name.startswith("_")]


def labels(value: Any) -> list[Any]:
    """Return what can stand in square brackets after a value: columns, rows' names or keys.

    >>> labels({"Sefton": 1}), labels(3)
    (['Sefton'], [])
    """
    try:
        if isinstance(value, Mapping):
            return list(value)[:MOST]
        if hasattr(value, "columns"):
            rows = list(getattr(value, "index", []))[:MOST]
            return [*list(value.columns)[:MOST], *rows]
        if hasattr(value, "index") and hasattr(value, "dtype"):
            return list(value.index)[:MOST]
    except Exception:  # somebody's own object may fail at anything
        return []
    return []


def _is_table(value: Any) -> bool:
    try:
        return hasattr(value, "columns")
    except Exception:  # as above
        return False


def key_says(error: KeyError, names: Names, line: str) -> str:
    """Say which column or key was probably meant."""
    wanted = error.args[0] if error.args else ""
    listed = (
        re.search(r"\[(?:Index\(\[)?(['\"])(.+?)\1", wanted) if isinstance(wanted, str) else None
    )
    wanted = listed[2] if listed and "in" in wanted else wanted
    used = [value for name, value in names.items() if re.search(rf"\b{re.escape(name)}\b", line)]
    known: list[Any] = []
    for value in used or _values(names):
        known += labels(value)
    kind = "column" if any(map(_is_table, used or _values(names))) else "name"
    says = f"There is no {kind} called `{wanted}`."
    if near := nearest(wanted, known):
        return f"{says} Did you mean `{near}`? Small letters, capitals and spaces count."
    shown = ", ".join(f"`{one}`" for one in dict.fromkeys(map(str, known[:8])))
    return f"{says} There are: {shown}." if shown else f"{says} Check how it is spelt."


def attribute_says(error: AttributeError, names: Names) -> str:
    """Say what was probably meant after the dot."""
    found = re.search(r"has no (?:attribute )?'(\w+)'", str(error))
    wanted = getattr(error, "name", None) or (found[1] if found else "")
    value = getattr(error, "obj", None)
    if "'NoneType'" in str(error):
        return (
            f"What stands before `.{wanted}` is None, that is: nothing. Some commands change a "
            "table in place and give nothing back. Look at the line that made it."
        )
    if str(error).startswith("greaterdata_lessons has no"):
        value = sys.modules.get("greaterdata_lessons")
    kind = "gd" if getattr(value, "__name__", "") == "greaterdata_lessons" else "it"
    known = [*labels(value), *(name for name in dir(value) if not name.startswith("_"))]
    says = f"There is no `.{wanted}` here."
    if wanted in map(str, labels(value)):
        return f'{says} It is a column: write `["{wanted}"]` with square brackets and quotes.'
    if near := nearest(wanted, known):
        column = near in map(str, labels(value))
        meant = f'["{near}"]' if column else f".{near}"
        return f"{says} Did you mean `{meant}`?"
    if hasattr(value, "columns"):
        return f'{says} A column is asked for with square brackets and quotes: `["{wanted}"]`.'
    return f"{says} Check how it is spelt; `dir(...)` lists what {kind} has."


def file_says(error: FileNotFoundError) -> str:
    """Say which file was probably meant."""
    wanted = Path(str(error.filename or ""))
    try:
        there = [path.name for path in wanted.parent.iterdir()]
    except OSError:
        return f"There is no folder `{wanted.parent}`. Check its spelling and where it is."
    near = nearest(wanted.name, there)
    meant = f" Did you mean `{near}`?" if near else " Check its name, its ending and its folder."
    return f"There is no file `{wanted.name}` in the folder `{wanted.parent.resolve()}`.{meant}"


def module_says(error: ModuleNotFoundError) -> str:
    """Say why a library may be missing."""
    name = (error.name or "").partition(".")[0]
    near = nearest(
        name, ["greaterdata_lessons", "pandas", "numpy", "matplotlib", "duckdb", "scipy"]
    )
    if near and near != name:
        return f"There is no library called `{name}`. Did you mean `{near}`?"
    return only_on_a_machine(f"`{name}`") or (
        f"The library `{name}` is not installed here, or its name is spelt otherwise. Lessons do "
        "not need it; ask whoever looks after this machine if your own work does."
    )


def import_says(error: ImportError) -> str:
    """Say what was probably meant by `from ... import ...`."""
    found = re.search(r"cannot import name '(\w+)' from '([\w.]+)'", str(error))
    if not found:
        return "Python could not load a library. Restart the kernel and run the cells from the top."
    near = nearest(found[1], dir(sys.modules.get(found[2])))
    meant = f" Did you mean `{near}`?" if near else " Check how it is spelt."
    return f"The library `{found[2]}` has nothing called `{found[1]}`.{meant}"
