"""Make the whole book one zip whose pages work from a disk, with no server and no network.

A browser that opens a page from a disk loads no module script from a file and fetches no data.
So modules go into one plain script as text (tools/offline.js hands them to the browser by an
import map), and data into plain scripts of their own. Python cannot run there; pages say so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tools.book_notebooks import NOT_HERE
from tools.editions_page import Download
from tools.editions_zip import write_zip

LOADER = Path(__file__).with_name("offline.js")
NAME = "greaterdata-lessons"
# What needs a server, or is only for whoever builds the book.
LEFT_OUT = {"python", "lite", "service-worker.js", "objects.inv", ".buildinfo", f"{NAME}.zip"}
NO_PYTHON = (
    '<p class="gd-no-python"><em>This copy is read from a disk, and there a browser runs no '
    "Python. Below each piece of code stands what it printed.</em></p>"
)
START = """<!DOCTYPE html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url=pages/index.html">
<title>greaterdata lessons</title>
<main><h1>greaterdata lessons</h1><p><a href="pages/index.html">Open the course</a></p></main>
</html>
"""
READ_ME = """greaterdata lessons: the whole course, to read with no network

1. Unpack this zip. Pages do not work from inside it.
2. Open start.html in a browser.

You can read, search, answer questions and keep your progress, all on this machine.
Python cannot run in this copy: the pages show what the code printed.
"""
SCRIPT = re.compile(
    r'<script type="module" src="[^"]*?_static/(?P<name>[\w-]+\.mjs)[^"]*"></script>'
)
FIRST_SCRIPT = re.compile(r"(?P<policy><meta http-equiv=\"Content-Security-Policy\"[^>]*>)")
IMPORTED = re.compile(r'(?P<word>\b(?:from|import)\s*\(?\s*)"[^"]*?(?P<name>[\w-]+\.mjs)"')
IN_LITE = re.compile(r'<a href="lite/[^"]*">(?P<title>[^<]*)</a>')
ROOT_OF = re.compile(r'data-content_root="(?P<root>[^"]*)"')
FIRST_CELL = re.compile(r'<div class="cell\b')


def offline(html: Path) -> Download:
    """Put the built book into one zip that opens from a disk; returns the zip."""
    target = html / "downloads" / f"{NAME}.zip"
    files = {f"{NAME}/pages/{name}": content for name, content in _pages(html)}
    files |= {f"{NAME}/start.html": START.encode(), f"{NAME}/read-me.txt": READ_ME.encode()}
    write_zip(target, files)
    return Download("The whole course on a stick", target, "zip")


def _pages(html: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file of the copy by its name below `pages`."""
    static = html / "_static"
    yield "_static/offline.js", loader(static).encode()
    for path in sorted(html.rglob("*")):
        name = PurePosixPath(path.relative_to(html).as_posix())
        if not path.is_file() or {name.parts[0], name.name} & LEFT_OUT or name.suffix == ".mjs":
            continue
        if name.name == "notebook.html":
            text = without_notebooks(path.read_text(encoding="utf-8"))
            yield str(name), offline_page(text).encode()
        elif name.suffix == ".html":
            yield str(name), offline_page(path.read_text(encoding="utf-8")).encode()
        elif path.parent == static and name.suffix == ".json":
            yield f"{name}.js", data_script(path).encode()
        else:
            yield str(name), path.read_bytes()


def without_notebooks(page: str) -> str:
    """Return the page of notebooks without its ways into JupyterLite, which needs a server."""
    page = page.replace('<div data-part="notebooks">', f'<div data-part="notebooks">{NOT_HERE}')
    return IN_LITE.sub(r"\g<title>", page)


def loader(static: Path) -> str:
    """Return the script that hands every module of a folder to the browser as text."""
    sources = {path.name: module_text(path) for path in sorted(static.glob("*.mjs"))}
    text = json.dumps(sources, ensure_ascii=False).replace("<", "\\u003c")
    return LOADER.read_text(encoding="utf-8").replace("__SOURCES__", text)


def module_text(path: Path) -> str:
    """Return a module that names others by `gd/...`, and asks the loader where it is."""
    text = plain_names(path.read_text(encoding="utf-8"))
    return text.replace("import.meta.url", f'globalThis.gdAt("{path.name}")')


def plain_names(script: str) -> str:
    """Name imported modules as the import map does.

    >>> plain_names('import { mount } from "../_static/question.mjs";')
    'import { mount } from "gd/question.mjs";'
    """
    return IMPORTED.sub(r'\g<word>"gd/\g<name>"', script)


def data_script(path: Path) -> str:
    """Return a JSON file as a script that leaves its content where the loader looks."""
    content = json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
    return f"globalThis.gdData[{json.dumps(path.name)}] = {content};\n"


def offline_page(page: str) -> str:
    """Return a page of the book as it works from a disk.

    >>> print(offline_page('<script type="module" src="_static/look.mjs?v=1"></script>'))
    <script type="module">import "gd/look.mjs";</script>
    """
    page = SCRIPT.sub(
        lambda m: "" if m["name"] == "run.mjs" else _inline(m["name"]), plain_names(page)
    )
    page = page.replace("script-src 'self'", "script-src 'self' data:")
    root = ROOT_OF.search(page)
    start = f'<script src="{root["root"] if root else ""}_static/offline.js"></script>'
    page = FIRST_SCRIPT.sub(lambda match: f"{match['policy']}\n  {start}", page, count=1)
    return FIRST_CELL.sub(lambda m: f"{NO_PYTHON}{m[0]}", page, count=1)


def _inline(name: str) -> str:
    return f'<script type="module">import "gd/{name}";</script>'
