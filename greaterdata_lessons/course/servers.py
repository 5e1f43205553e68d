"""The two servers of an open course, the book's and JupyterLab's, in one event loop."""

from __future__ import annotations

import os
import re
import signal
import sys
import webbrowser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import zmq
from tornado.httpserver import HTTPServer
from tornado.web import Application, StaticFileHandler

from . import ADDRESS, CourseError, Places

LAB_SETTINGS = Path(__file__).with_name("lab_settings")
MIME = {".mjs": "text/javascript", ".wasm": "application/wasm", ".ipynb": "application/json"}


class Page(StaticFileHandler):
    """Serve one file of the book; folders show their index.html or nothing at all."""

    def set_extra_headers(self, path: str) -> None:
        """Ask browsers to look for a newer page, so that a rebuilt book is seen at once."""
        self.set_header("Cache-Control", "no-cache")

    def get_content_type(self) -> str:
        """Return the type browsers insist on for modules, whatever the system's own table says."""
        return MIME.get(Path(self.absolute_path or "").suffix) or super().get_content_type()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Show a missing page as one that leads back, in the browser's own colours."""
        self.finish(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>No such page</title>'
            f"<h1>No such page</h1><p>The book has no page here (error {status_code}). "
            '<a href="/">Go to the start of the book</a>.</p></html>'
        )

    def log_exception(self, *exc_info: Any) -> None:
        """Say nothing in the learner's window about a missing page: the page says it."""


def book_server(book: Path) -> HTTPServer:
    """Return a server for the book's files, not yet listening."""
    settings: dict[str, Any] = {"path": str(book), "default_filename": "index.html"}
    pages = Application([(r"/(.*)", Page, settings)], log_function=lambda handler: None)
    return HTTPServer(pages)


def own_jupyter_folders(copies: Path) -> dict[str, str]:
    """Return the environment that keeps Jupyter's settings with the course.

    The person's own Jupyter is neither read nor written; what a learner sets in Lab is kept
    with their copies.
    """
    own = copies / ".jupyter"
    return {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "ipython"),
    }


def lab_options(copies: Path, port: int, token: str) -> list[str]:
    """Return JupyterLab's options: this machine only, no outside requests, no questions."""
    options = {
        "ServerApp.ip": ADDRESS,
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": copies,
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,
        "ServerApp.log_level": "CRITICAL",
        "IdentityProvider.token": token,
        # Others who share the machine cannot listen in; nor is the learner warned that they could.
        "KernelManager.transport_encryption": "auto" if zmq.has("curve") else "disabled",
        "LabApp.log_level": "CRITICAL",
        "LabApp.app_settings_dir": LAB_SETTINGS,
        "LabApp.news_url": None,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
        # It looks for language servers by running npm, which writes into the person's own folder.
        "ServerApp.jpserver_extensions": "{'jupyter_lsp': False}",
    }
    return [f"--{name}={value}" for name, value in options.items()]


def lab_server(copies: Path, port: int, token: str) -> Any:
    """Return JupyterLab's server over the learner's copies, listening but not yet running."""
    # Jupyter settles its folders when it is imported, so they are named before.
    os.environ |= own_jupyter_folders(copies)
    from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]

    lab = LabApp.initialize_server(argv=lab_options(copies, port, token))
    lab.no_browser_open_file = True
    return lab


def trust(notebooks: Path) -> None:
    """Tell Jupyter that the course's own notebooks, as published, may show all their outputs.

    Trust goes by content, so it holds for every untouched copy and for nothing else.
    """
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    for path in notebooks.rglob("*.ipynb"):
        if ".ipynb_checkpoints" not in path.parts:
            notary.sign(nbformat.read(path, as_version=4))


def lab_address(places: Places, port: int, token: str) -> str:
    """Return where to open Lab: at the first lesson at first, later where the learner left off."""
    workspaces = places.copies / ".jupyter" / "config" / "lab" / "workspaces"
    place = "" if any(workspaces.glob("*")) else first_lesson(places)
    return f"http://{ADDRESS}:{port}/lab{place}?token={token}"


def first_lesson(places: Places) -> str:
    """Return Lab's path to the notebook that the book's table of contents names first."""
    contents = places.root / "book" / "_toc.yml"
    order = contents.read_text(encoding="utf-8") if contents.is_file() else ""
    named = re.findall(r"file: lessons/(\S+)", order)
    found = (f"{name}.ipynb" for name in named if (places.copies / f"{name}.ipynb").is_file())
    return next((f"/tree/{quote(name)}" for name in found), "")


def can_show_windows() -> bool:
    """Tell whether a browser would open as a window, not as text in this terminal."""
    shown = {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"} & set(os.environ)
    return sys.platform == "darwin" or bool(shown)


def serve(places: Places, port: int, *, token: str, browser: bool) -> None:
    """Serve the book at `port` and the notebooks at the next, until a signal or Lab ends both.

    Raises CourseError when JupyterLab does not start.
    """

    def stop(*_: object) -> None:
        lab.stop(from_signal=True)

    def opened() -> None:
        home = f"http://{ADDRESS}:{port}/"
        announce(home, lab_address(places, port + 1, token), places.copies)
        if browser and can_show_windows():
            webbrowser.open(home)

    try:
        lab = lab_server(places.copies, port + 1, token)
        trust(places.notebooks)
        book = book_server(places.book)
        book.listen(port, ADDRESS)
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, stop)
        lab.io_loop.add_callback(opened)  # Lab listens once the loop runs: tell of it then
        lab.start()
    except SystemExit as error:
        raise CourseError(
            f"JupyterLab did not start at port {port + 1}. Type: make course PORT={port + 10}"
        ) from error
    book.stop()
    say("\nThe course is closed. Your work is in my-lessons.")


def announce(home: str, notebooks: str, copies: Path) -> None:
    """Print both addresses and how to stop."""
    say(
        f"\nThe course is open. Leave this window open while you work.\n\n"
        f"  The book       {home}\n"
        f"  The notebooks  {notebooks}\n\n"
        f"Your own copies of the notebooks are in {copies}.\n"
        f"To stop, press Ctrl-C in this window."
    )


def say(words: str) -> None:
    """Print, unless the window is gone already."""
    try:
        print(words, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the rest of the run
