"""When a cell fails, the learner first reads what probably happened, in a real kernel."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import KernelManager

from greaterdata_lessons.learning.plain_errors import explain
from tests.learning.conftest import ROOT

START = """
import greaterdata_lessons as gd, pandas as pd
people = pd.DataFrame({"borough": ["Sefton"], "age_band": ["16-24"]})
ages, total, name = [1, 2], 5, "Amina"
answers = {"Sefton": 3}
def add(one, two):
    return one + two
"""

# What a novice types, and the words that must come above Python's own.
CASES = {
    "name misspelt": ("peple", "Did you mean 'people'?"),
    "name in the wrong case": ("People", "Did you mean 'people'?"),
    "name not made yet": ("reached", "It is made in the cell that begins 'reached = gd.count(peo"),
    "name without quotes": ("people[borough]", "so it needs quotation marks: '\"borough\"'"),
    "word without quotes": ("zzqx", "Did you run the cell above that makes it?"),
    "import cell not run": ("np.mean([1])", "Run the cell that says 'import numpy as np' first"),
    "import nowhere": ("plt.show()", "Write 'import matplotlib.pyplot as plt' in a line above it."),
    "true in small letters": ("true", "It is written 'True'."),
    "column misspelt": (
        'people["bourough"]',
        "no column called 'bourough'. Did you mean 'borough'",
    ),
    "column in capitals": ('people["Age band"]', "Did you mean 'age_band'?"),
    "columns misspelt": ('people[["borough", "aeg_band"]]', "Did you mean 'age_band'?"),
    "key misspelt": (
        'answers["sefton"]',
        "There is no name called 'sefton'. Did you mean 'Sefton'",
    ),
    "colon missing": ("for age in ages\n    age", "There is a colon ':' missing at the end"),
    "bracket not closed": ('print("a"', "The bracket '(' in this line is never closed"),
    "bracket too many": ('print("a"))', "There is a closing bracket ')' too many"),
    "brackets of two kinds": ("(1, 2]", "opened with '(' is closed with ']'"),
    "quote not closed": ('name = "Amina', "The quotation mark that opens here is never closed"),
    "curly quotes": ("name = \u201cAmina\u201d", "curly quotation mark \u201c"),
    "one equals sign": ("if total = 5:\n    total", "Did you mean '=='?"),
    "comma missing": ("[1 2]", "There is probably a comma ',' missing"),
    "print without brackets": ('print "a"', "'print' needs round brackets"),
    "number with a space": ("total = 10 000", "A number is written without spaces"),
    "pound sign": ("total = \u00a35", "A number is written without the pound sign"),
    "name that begins with a number": ("1st = 2", "A name cannot begin with a number"),
    "assignment the wrong way round": ("5 = total", "A name stands on the left of '='"),
    "nothing after the equals sign": ("total = ", "There is nothing after the '='"),
    "greater or equal turned round": ("total => 3", "Greater or equal is written '>='"),
    "line not indented": ("if total:\ntotal", "put four spaces before this line"),
    "line indented": ("total\n    total", "The spaces at the start of a line matter"),
    "indents that do not match": ("if 1:\n    1\n  2", "Line it up with the lines it belongs to"),
    "text and number added": ('"5" + 5', "This puts together text and a whole number"),
    "text and number compared": ('"5" > 5', "This puts together text and a whole number"),
    "too little given": ("add(1)", "'add' needs more than it was given: put 'two'"),
    "too much given": ("add(1, 2, 3)", "'add' was given too much"),
    "unknown setting": ("gd.count(people, bye=1)", "'count' has no setting called 'bye'."),
    "table called like a command": ('people("borough")', "Round brackets follow a table"),
    "command with square brackets": ("people.head[3]", "takes round brackets, not square ones"),
    "None subscripted": (
        "nothing = None\nnothing[0]",
        "Square brackets do not work on None (nothing)",
    ),
    "column after a dot": ("people.bourough", "Did you mean '[\"borough\"]'?"),
    "command misspelt": ("people.haed()", "Did you mean '.head'?"),
    "course command misspelt": ("gd.chrat()", "Did you mean '.chart'?"),
    "dot after nothing": ("None.head()", "What stands before '.head' is None"),
    "list too short": ("ages[2]", "Counting starts at 0"),
    "text as number": ('float("1,234")', 'The text "1,234" cannot be read as a number'),
    "and between columns": (
        'people[(people.borough == "x") and (people.borough == "y")]',
        "Join two questions about columns with '&'",
    ),
    "column too short": ('people["age"] = [1, 2]', "there are 2 values and 1 rows"),
    "too many names": ("a, b = [1, 2, 3]", "The number of names on the left of '='"),
    "division by zero": ("total / 0", "Something is divided by zero"),
    "file misspelt": ('open("lesson-nots.txt")', "Did you mean 'lesson-notes.txt'?"),
    "library misspelt": ("import panda", "Did you mean 'pandas'?"),
    "library missing": ("import zzqx", "The library 'zzqx' is not installed here"),
    "part of a library misspelt": ("from math import sqr", "Did you mean 'sqrt'?"),
    "used before it is made": (
        "def f():\n    total += 1\nf()",
        "Inside this function, 'total' is used before",
    ),
    "stopped by hand": ("raise KeyboardInterrupt", "You stopped this cell. Nothing is broken"),
}


class Kernel:
    """A kernel and what its cells show."""

    def __init__(self, folder: Path, **env: str) -> None:
        """Start it in a folder."""
        self.manager = KernelManager()
        environment = {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder), "PATH": "/usr/bin"}
        self.manager.start_kernel(cwd=str(folder), env=environment | env)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code: str) -> list[dict[str, Any]]:
        """Run a cell; return the contents of what it shows."""
        shown: list[dict[str, Any]] = []

        def see(message: dict[str, Any]) -> None:
            if message["msg_type"] in {"display_data", "execute_result", "stream", "error"}:
                shown.append(message["content"])

        reply = self.client.execute_interactive(code, output_hook=see, timeout=60)
        self.status = reply["content"]["status"]
        return shown

    def stop(self) -> None:
        """Stop it and close every connection."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """A kernel as Jupyter starts it for a lesson's own notebook."""
    folder = tmp_path_factory.mktemp("lesson")
    (folder / "lesson-notes.txt").write_text("", encoding="utf-8")
    path = folder / "who-is-missing.ipynb"
    cell = {"cell_type": "code", "source": ["reached = gd.count(people)\n", "reached"]}
    tools = {"cell_type": "code", "source": ["import numpy as np"]}
    path.write_text(json.dumps({"cells": [tools, cell]}), encoding="utf-8")
    started = Kernel(folder, JPY_SESSION_NAME=str(path))
    assert started.run(START) == []
    yield started
    started.stop()


@pytest.mark.parametrize("case", CASES)
def test_the_plain_words_come_first_and_the_whole_message_is_folded_below(
    kernel: Kernel, case: str
) -> None:
    code, words = CASES[case]
    said, error = kernel.run(code)
    assert words in said["data"]["text/plain"]
    html = said["data"]["text/html"]
    assert html.startswith('<div class="gd-plain-error"')
    assert "<details><summary" in html
    assert "Traceback" in html or "Error" in html or "Interrupt" in html
    assert "\x1b" not in html
    assert kernel.status == "error"
    assert len(error["traceback"]) == 1


def test_the_line_at_fault_is_shown(kernel: Kernel) -> None:
    said, _ = kernel.run("one = 1\ntwo = one +\nthree = 3")
    assert said["data"]["text/plain"].startswith("Line 2: two = one +")
    said, _ = kernel.run("one = 1\nfor n in [1]:\n    ages[9]")
    assert "<p>Line 3: <code>ages[9]</code></p>" in said["data"]["text/html"]


def test_what_a_learner_wrote_is_shown_as_text(kernel: Kernel) -> None:
    said, _ = kernel.run('people["<script>alert(1)</script>"]')
    assert "<script>" not in said["data"]["text/html"]


def test_an_error_that_no_rule_knows_and_the_courses_own_are_left_as_they_are(
    kernel: Kernel,
) -> None:
    (error,) = kernel.run('raise OSError("odd")')
    assert len(error["traceback"]) > 1
    (error,) = kernel.run('gd.load("no-such")')
    assert error["traceback"][0].startswith("Not yet: ")


def test_one_call_switches_it_off_and_on_again(kernel: Kernel) -> None:
    kernel.run("gd.plain_errors(False)")
    (error,) = kernel.run("peple")
    assert len(error["traceback"]) > 1
    kernel.run("gd.plain_errors(); gd.plain_errors()")
    assert len(kernel.run("peple")) == 2


def test_in_a_notebook_of_ones_own_nothing_changes_until_asked(tmp_path: Path) -> None:
    other = Kernel(tmp_path, JPY_SESSION_NAME=str(tmp_path / "budget.ipynb"))
    try:
        other.run("import greaterdata_lessons as gd")
        (error,) = other.run("peple")
        assert len(error["traceback"]) > 1
        other.run("gd.plain_errors()")
        assert len(other.run("peple")) == 2
    finally:
        other.stop()


def test_a_terminal_reads_the_words_above_the_traceback(tmp_path: Path) -> None:
    code = "import greaterdata_lessons as gd\ngd.plain_errors()\npeple\n"
    shown = subprocess.run(
        [sys.executable, "-m", "IPython", "--simple-prompt", "--colors=NoColor", "--no-banner"],
        input=code + "exit\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path), "HOME": str(tmp_path)},
    ).stdout
    assert "Python does not know the name 'peple'." in shown
    assert shown.index("does not know") < shown.index("Traceback")


class Hostile:
    """An object that fails at whatever is asked of it."""

    def __getattribute__(self, name: str) -> Any:
        raise ValueError(name)


def test_explaining_never_raises_whatever_is_in_the_notebook() -> None:
    for error in (KeyError("x"), KeyError(), NameError(), SyntaxError(), AttributeError()):
        assert explain(error, {"one": Hostile(), "two": {}})
    assert explain(KeyError(Hostile())) is explain(ValueError(Hostile())) is None
