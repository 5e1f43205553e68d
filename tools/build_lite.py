"""Put the notebooks into the browser: JupyterLite beside the built book, in its folder `lite`.

    python -m tools.build_lite [--output FOLDER]

Every notebook lies in a folder named by its content, so a changed lesson never meets a learner's
own copy of the old one: both can be opened. Python comes from the folder `python` beside it, which
tools/get_browser_python.py puts together; nothing is fetched from any other place.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools.book_notebooks import notebook_list
from tools.book_pages import BookError
from tools.book_toc import read_lessons
from tools.editions_page import fill_part
from tools.lesson_source import ROOT, Lesson, LessonError

STORE = "greaterdata lessons"  # the browser's own storage of learners' copies, by this name
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
EXTENSIONS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@jupyterlite/pyodide-kernel-extension",
    "anywidget",
)
MADE = "made-from.txt"


def settings() -> dict[str, Any]:
    """Return JupyterLite's settings: where Python is, and where copies are kept."""
    kernel = {
        "pyodideUrl": "./../python/pyodide.js",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": ["anywidget", "ssl", "sqlite3", "jedi", "ipython"]},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "greaterdata lessons",
            "faviconUrl": "./notebooks/favicon.ico",
            "contentsStorageName": STORE,
            "settingsStorageName": f"{STORE}: settings",
            "workspacesStorageName": f"{STORE}: workspaces",
            "enableMemoryStorage": True,
            "litePluginSettings": {KERNEL: kernel},
        },
    }


def release(notebook: bytes) -> str:
    """Return the name of one state of a lesson: eight letters and figures of its content.

    >>> release(b"{}")
    '44136fa3'
    """
    return hashlib.sha256(notebook).hexdigest()[:8]


def place(lesson: Lesson, root: Path) -> str:
    """Return where a lesson's notebook lies among the notebooks in the browser."""
    content = (root / "notebooks" / lesson.folder.parent.name / f"{lesson.id}.ipynb").read_bytes()
    return f"{release(content)}/{lesson.id}.ipynb"


def build(root: Path, output: Path) -> bool:
    """Put JupyterLite beside the built book; returns whether there was anything to do.

    Raises:
        BookError: when the book or the browser's Python is missing, or JupyterLite cannot be built.
    """
    html = output / "html"
    if not (html / "notebook.html").is_file():
        raise BookError("The book is not built yet. Type: make book")
    if not (html / "python" / "pyodide.js").is_file():
        raise BookError("The Python that runs in a browser is not there yet. Type: make book")
    lessons = read_lessons(root / "book")
    places = {lesson.id: place(lesson, root) for lesson in lessons}
    fill_part(html / "notebook.html", "notebooks", notebook_list(lessons, places))
    made_from = json.dumps([settings(), places, Path(__file__).read_text("utf-8")])
    digest, kept = release(made_from.encode()), html / "lite" / MADE
    if kept.is_file() and kept.read_text("utf-8") == digest:
        return False
    shutil.rmtree(html / "lite", ignore_errors=True)
    with TemporaryDirectory() as temporary:
        _run(Path(temporary), root, lessons, places)
        shutil.move(Path(temporary) / "made", html / "lite")
    kept.write_text(digest, encoding="utf-8")
    return True


def _run(folder: Path, root: Path, lessons: Sequence[Lesson], places: Mapping[str, str]) -> None:
    """Run JupyterLite's own builder in a folder; what it makes is then in `made`."""
    (folder / "jupyter-lite.json").write_text(json.dumps(settings()), encoding="utf-8")
    for lesson in lessons:
        target = folder / "notebooks" / places[lesson.id]
        target.parent.mkdir(parents=True, exist_ok=True)
        source = root / "notebooks" / lesson.folder.parent.name / target.name
        shutil.copyfile(source, target)
    found = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    config = {
        "lite_dir": str(folder),
        "output_dir": str(folder / "made"),
        "contents": [str(folder / "notebooks")],
        "apps": ["notebooks", "tree"],
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [str(found / name) for name in EXTENSIONS],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    file = folder / "jupyter_lite_config.json"
    file.write_text(json.dumps({"LiteBuildConfig": config}), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("jupyter-lite")), "build"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BookError(f"JupyterLite was not built: {(done.stderr or done.stdout)[-400:].strip()}")


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and build; returns 0 when the notebooks are in the browser."""
    started = time.monotonic()
    parser = argparse.ArgumentParser(prog="build_lite", description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "book", metavar="FOLDER")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        made = build(options.root, options.output.resolve())
    except (BookError, LessonError) as error:
        print(f"The notebooks were not put into the browser. {error}", file=sys.stderr)
        return 1
    says = f"made in {time.monotonic() - started:.0f} s" if made else "nothing has changed"
    print(f"Notebooks in the browser: {says}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
