"""Handing in evidence: shown first, only with consent, taken back, and never where no host is."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from greaterdata_lessons import cli
from greaterdata_lessons.documents import Block
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub import handed_in
from greaterdata_lessons.hub.handed_in import CONSENT, papers, understood, written
from greaterdata_lessons.hub.handing_in import SETTING, hand_in, take_back

WHEN = "2026-11-23T09:30:00Z"
ANSWER = {"who-is-missing/ratio": {"answer": "0.57", "state": "right", "tries": 1}}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "handed-in").mkdir()
    monkeypatch.setenv(SETTING, str(tmp_path / "handed-in"))
    monkeypatch.setenv("HOME", str(tmp_path))
    text = {"format": "greaterdata progress", "version": 1, "answers": ANSWER}
    (tmp_path / "greaterdata-progress.json").write_text(json.dumps(text))
    return tmp_path


def given(home: Path) -> bytes | None:
    file = home / "handed-in" / handed_in.NAME
    return file.read_bytes() if file.exists() else None


def test_what_would_be_handed_in_is_shown_first_and_nothing_leaves(home: Path) -> None:
    shown = hand_in()
    for text in (repr(shown), shown._repr_html_()):
        assert "Nothing has been handed in yet." in text
        assert "0.57" in text
        assert all(sentence in text for sentence in CONSENT)
        assert "gd.hand_in(consent=True)" in text
    assert given(home) is None


@pytest.mark.parametrize("consent", [False, 0, 1, "yes", None])
def test_nothing_but_a_plain_yes_counts_as_consent(home: Path, consent: object) -> None:
    hand_in(consent=consent)  # type: ignore[arg-type]
    assert given(home) is None


def test_with_consent_the_host_gets_the_words_that_were_shown(home: Path) -> None:
    shown = hand_in()
    assert repr(hand_in(consent=True)).startswith("Handed in:")
    found = understood(given(home))
    assert found is not None
    assert found.blocks == shown.blocks  # type: ignore[union-attr]
    assert found.consent == CONSENT
    assert (home / "handed-in" / handed_in.NAME).stat().st_mode & 0o777 == 0o640


def test_it_can_be_taken_back(home: Path) -> None:
    hand_in(consent=True)
    assert repr(take_back()).startswith("Taken back")
    assert given(home) is None
    assert repr(take_back()).startswith("You have not handed in anything")


def test_where_there_is_no_host_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    for call in (lambda: hand_in(consent=True), take_back):
        with pytest.raises(LearnerError, match="There is no host here"):
            call()
    monkeypatch.setenv(SETTING, str(tmp_path / "gone"))
    with pytest.raises(LearnerError, match="There is no host here"):
        hand_in(consent=True)


def test_the_command_does_the_same(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["hand-in"]) == 0
    assert "Nothing has been handed in yet." in capsys.readouterr().out
    assert given(home) is None
    assert cli.main(["hand-in", "--agree"]) == 0
    assert given(home) is not None
    assert cli.main(["take-back"]) == 0
    assert given(home) is None


def file(**changed: object) -> bytes:
    whole = json.loads(written([Block("p", "Tea")], WHEN))
    return json.dumps(whole | changed).encode()


@pytest.mark.parametrize(
    "content",
    [
        file(consent=[]),
        file(consent=["I agree to something else."]),
        file(when="<script>"),
        file(version=2),
        file(blocks="Tea"),
        file(blocks=[7]),
        file(blocks=[{"kind": "script", "text": "x", "columns": [], "rows": []}]),
        file(blocks=[{"kind": "p", "text": 7, "columns": [], "rows": []}]),
        file(blocks=[{"kind": "table", "text": "x", "columns": ["a"], "rows": [["a", "b"]]}]),
        file(blocks=[{"kind": "table", "text": "x", "columns": [], "rows": []}]),
        file(blocks=[{"kind": "table", "text": "x", "columns": ["a"] * 1000, "rows": []}]),
        b"\x00",
        None,
    ],
)
def test_anything_else_in_its_place_is_not_taken_for_consent(content: bytes | None) -> None:
    assert understood(content) is None


def test_what_the_host_downloads_holds_the_consent_and_can_run_nothing() -> None:
    hostile = "<script>alert(1)</script>\x00\x07\ud800"
    blocks = [Block("h1", hostile), Block("table", hostile, ("a", "b"), ((hostile, hostile),))]
    found = understood(written(blocks, WHEN))
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(papers({"amber-otter": found}))) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {"amber-otter"}
        consent = archive.read("amber-otter/consent.txt").decode()
        page = archive.read("amber-otter/evidence.html").decode()
    assert all(sentence in consent for sentence in CONSENT)
    assert "<script>" not in page
    assert "\x00" not in page
