"""Put together the Python that runs in a page: python -m tools.get_browser_python [--from PLACE]

The folder `_build/browser-python` then holds, side by side, all that a browser needs:

- Pyodide 0.27.7 itself and the official wheels of numpy, pandas, SciPy, scikit-learn, matplotlib,
  IPython and what these need. Each is compared with `tools/browser_python.json`, the part of the
  official lock that is used; a file that is not in it, or differs from it, is never used.
- The wheels in `PURE`, pinned by hash in requirements.lock.
- The course's own library as a wheel, with its data sets and question banks, built here.
- `pyodide-lock.json`: all of these, so that Pyodide finds each by name or by its import.
- `browser-python.json`: the version of `pyodide`; every one of the `files` with sha256 and bytes;
  the packages a page has to `load`, the course's `own` wheel, the files which that takes `first`
  and how many `bytes` they are; and the same for what only some lessons need: `more`, `later`,
  `more_bytes`.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools.browser_python_sources import (
    BrowserPythonError,
    Source,
    from_path,
    pip_download,
    usual_sources,
)

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "_build" / "browser-python"
LOCK = ROOT / "tools" / "browser_python.json"
MANIFEST, PYODIDE_LOCK = "browser-python.json", "pyodide-lock.json"
OWN = "greaterdata-lessons"
# Pure Python packages from requirements.lock, each with what it needs in the browser. (afcharts is
# used for its chart style alone, which needs nothing. Only notebooks load anywidget.)
PURE: dict[str, list[str]] = {
    "afcharts": [],
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "charset-normalizer": [],
    "comm": [],
    "et-xmlfile": [],
    "fairlearn": ["narwhals", "numpy", "pandas", "scikit-learn", "scipy"],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "narwhals": [],
    "psygnal": [],
    "typing-extensions": [],
    "openpyxl": ["et-xmlfile"],
}
# What a page loads before it runs its first cell, and what only when a cell asks for it: half the
# weight is SciPy and scikit-learn, which most lessons do without.
LOAD = ["afcharts", "charset-normalizer", "matplotlib", "narwhals", "numpy", "openpyxl", "pandas"]
MORE = ["fairlearn", "scikit-learn", "scipy"]
# Of a package with faster wheels for some machines, the one that runs on any.
ANYWHERE = ["--require-hashes", "--platform=any", "--implementation=py"]
STARTS = ["pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", PYODIDE_LOCK]


@dataclass(frozen=True)
class Lock:
    """The part of the official lock that is used: `info`, files of the core, packages."""

    info: dict[str, str]
    core: dict[str, str]
    packages: dict[str, dict[str, Any]]

    @property
    def files(self) -> dict[str, str]:
        """The sha256 of every official file, by its name."""
        return self.core | {each["file_name"]: each["sha256"] for each in self.packages.values()}


def read_lock(path: Path = LOCK) -> Lock:
    """Return the committed part of the official lock."""
    return Lock(**json.loads(path.read_text(encoding="utf-8")))


def sha256(content: bytes) -> str:
    """Return the fingerprint of a file's content, in hex."""
    return hashlib.sha256(content).hexdigest()


def collect(files: dict[str, str], sources: Iterable[Source], folder: Path) -> None:
    """Bring every file (name: sha256) into the folder, from the first source that has it right.

    Raises:
        BrowserPythonError: one sentence that names a file nowhere to be had, and each source.
    """
    missing = {name for name in files if not _is_right(folder / name, files[name])}
    troubles = []
    for source in sources:
        if not missing:
            return
        found, changed = set(), set()
        try:
            for name, content in source.take(set(missing)):
                if sha256(content) == files[name]:
                    write(folder / name, content)
                    found.add(name)
                else:
                    changed.add(name)
        except BrowserPythonError as error:
            troubles.append(f"{source.name}: {error}")
            continue
        missing -= found
        troubles += [f"{source.name}: {what}" for what in _lacks(missing, changed)]
    if missing:
        raise BrowserPythonError(
            f"{_and_more(missing)} could not be had. {'; '.join(troubles)}. Get the Pyodide "
            "release of that version from its makers, unpack it and name its folder: --from FOLDER."
        )


def _lacks(missing: set[str], changed: set[str]) -> list[str]:
    if changed & missing:
        return [f"its {_and_more(changed & missing)} is not the file of the official lock"]
    return [f"it lacks {_and_more(missing)}"] if missing else []


def _and_more(names: set[str]) -> str:
    first, *rest = sorted(names)
    return f"{first} and {len(rest)} more" if rest else first


def _is_right(path: Path, wanted: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()) == wanted


def write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def pinned(lock: str, names: Iterable[str]) -> str:
    """Return the lines of requirements.lock for these packages, with their fingerprints.

    >>> print(pinned("a==1 \\\\\\n    --hash=sha256:11\\nb==2\\n", ["a"]))
    a==1 \\
        --hash=sha256:11
    """
    found = []
    for name in names:
        match = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*", lock, re.MULTILINE)
        if not match:
            raise BrowserPythonError(f"requirements.lock does not pin {name}. Type: make lock")
        found.append(match[0])
    return "\n".join(found)


def pure_wheels(folder: Path, root: Path) -> dict[str, Path]:
    """Bring the pure Python wheels of requirements.lock into the folder; returns them by name.

    Raises:
        BrowserPythonError: when one cannot be had as requirements.lock pins it.
    """
    lines = pinned((root / "requirements.lock").read_text(encoding="utf-8"), PURE)
    allowed = set(re.findall(r"sha256:([0-9a-f]{64})", lines))
    kept = {name: path for name in PURE if (path := _wheel_of(name, folder, allowed))}
    if kept.keys() == PURE.keys():
        return kept
    with TemporaryDirectory() as temporary:
        listed = Path(temporary) / "pinned.txt"
        listed.write_text(lines, encoding="utf-8")
        try:
            pip_download([*ANYWHERE, f"--requirement={listed}"], Path(temporary))
        except BrowserPythonError as error:
            raise BrowserPythonError(f"{', '.join(PURE)}: {error}.") from error
        for wheel in Path(temporary).glob("*-none-any.whl"):
            write(folder / wheel.name, wheel.read_bytes())
    return {name: path for name in PURE if (path := _wheel_of(name, folder, allowed))}


def _wheel_of(name: str, folder: Path, allowed: set[str]) -> Path | None:
    found = folder.glob(f"{name.replace('-', '_')}-*-none-any.whl")
    return next((path for path in found if sha256(path.read_bytes()) in allowed), None)


def own_wheel(folder: Path, root: Path) -> Path:
    """Build the course's own library into the folder; the same source gives the same bytes."""
    with TemporaryDirectory() as temporary:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", temporary]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        built = next(Path(temporary).glob("*.whl"), None)
        if done.returncode or built is None:
            raise BrowserPythonError(f"The course's library was not built: {done.stderr.strip()}")
        write(folder / built.name, built.read_bytes())
        return folder / built.name


def entry(name: str, wheel: Path, needs: Sequence[str]) -> dict[str, Any]:
    """Return what Pyodide's lock says of a wheel that is not official."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {each.split("/")[0] for each in archive.namelist() if each.endswith("/__init__.py")}
    return {
        "name": name,
        "version": wheel.name.split("-")[1],
        "file_name": wheel.name,
        "install_dir": "site",
        "package_type": "package",
        "sha256": sha256(wheel.read_bytes()),
        "depends": list(needs),
        "imports": sorted(tops),
        "unvendored_tests": False,
    }


def needed(names: Iterable[str], packages: dict[str, dict[str, Any]]) -> list[str]:
    """Return packages and all that they need, each after what it needs.

    >>> needed(["a"], {"a": {"depends": ["b"]}, "b": {"depends": []}})
    ['b', 'a']
    """
    found: list[str] = []
    for name in names:
        for each in [*needed(packages[name]["depends"], packages), name]:
            if each not in found:
                found.append(each)
    return found


def describe(folder: Path, lock: Lock, added: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Write Pyodide's lock and the manifest, remove what they do not name; return the manifest."""
    packages = lock.packages | added
    text = json.dumps({"info": lock.info, "packages": packages}, sort_keys=True)
    write(folder / PYODIDE_LOCK, text.encode())
    files = {name: each["file_name"] for name, each in packages.items()}
    first = [*STARTS, *(files[name] for name in needed(LOAD, packages)), files[OWN]]
    later = [files[name] for name in needed(MORE, packages) if files[name] not in first]
    names = [*lock.core, PYODIDE_LOCK, *files.values()]
    contents = {name: (folder / name).read_bytes() for name in names}
    manifest = {
        "pyodide": lock.info["version"],
        "load": LOAD,
        "own": files[OWN],
        "files": {n: {"sha256": sha256(c), "bytes": len(c)} for n, c in contents.items()},
        "first": first,
        "bytes": sum(len(contents[name]) for name in first),
        "more": MORE,
        "later": later,
        "more_bytes": sum(len(contents[name]) for name in later),
    }
    write(folder / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
    for path in {*folder.iterdir()} - {folder / name for name in (*names, MANIFEST)}:
        path.unlink()
    return manifest


def put_together(
    folder: Path = FOLDER, *, place: Path | None = None, root: Path = ROOT
) -> dict[str, Any]:
    """Fill the folder, keeping files that are right already; return its manifest (see above).

    place: a folder or archive that holds the official files; without it the usual sources.

    Raises:
        BrowserPythonError: one sentence that says what is missing or changed.
    """
    lock = read_lock()
    sources = [from_path(place)] if place else usual_sources(lock.info["version"])
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two at once would clear each other's files away
        collect(lock.files, sources, folder)
        wheels = pure_wheels(folder, root).items()
        added = {name: entry(name, wheel, PURE[name]) for name, wheel in wheels}
        added[OWN] = entry(OWN, own_wheel(folder, root), [*LOAD, "scipy"])
        return describe(folder, lock, added)


def main(arguments: Sequence[str] | None = None) -> int:
    """Put the folder together; returns 1 with a sentence when that cannot be done."""
    parser = argparse.ArgumentParser(description="Put together the Python that runs in a page.")
    parser.add_argument("--from", dest="place", type=Path, metavar="PLACE", help="folder, archive")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to put it")
    options = parser.parse_args(arguments)
    try:
        made = put_together(options.folder, place=options.place)
    except BrowserPythonError as error:
        print(f"The browser's Python was not put together. {error}", file=sys.stderr)
        return 1
    size = f"{len(made['files'])} files; a page fetches {made['bytes'] / 1e6:.0f} MB"
    print(f"The browser's Python: {size}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
