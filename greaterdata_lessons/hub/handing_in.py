"""Hand your evidence to the host of a session, when you agree to; and take it back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from greaterdata_lessons.documents import Block, html_parts
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.learning.evidence import make_record
from greaterdata_lessons.learning.evidence_blocks import blocks_of
from greaterdata_lessons.learning.progress import Said

from . import handed_in, room_state

SETTING = "GREATERDATA_HAND_IN"
NO_HOST = (
    "There is no host here to hand in to: this is not a shared hub. For a record of your work "
    "in a file of your own, type in a terminal: greaterdata evidence"
)


@dataclass(frozen=True)
class ToHandIn:
    """What would be handed in, and to whom; nothing has been handed in yet."""

    blocks: tuple[Block, ...]

    def __repr__(self) -> str:
        """Return all of it as text."""
        asks = "\n".join(f"- {sentence}" for sentence in handed_in.CONSENT)
        words = "\n".join(_lines(self.blocks))
        return f"{_NOT_YET}\n\n{words}\n\nBy handing in you say:\n{asks}\n\n{_HOW}"

    def _repr_html_(self) -> str:
        asks = "".join(f"<li>{escape(sentence)}</li>" for sentence in handed_in.CONSENT)
        return (
            f"<p><strong>{escape(_NOT_YET)}</strong></p>"
            f"<details><summary>What would be handed in</summary>{''.join(html_parts(self.blocks))}"
            f"</details><p>By handing in you say:</p><ul>{asks}</ul><p>{escape(_HOW)}</p>"
        )


_NOT_YET = "Nothing has been handed in yet. This is what the host would get, every word of it."
_HOW = (
    "If you agree, type gd.hand_in(consent=True), or in a terminal: greaterdata hand-in --agree. "
    "If you do not, do nothing: that is fine, and nobody is told."
)


def _lines(blocks: Sequence[Block]) -> list[str]:
    found = []
    for block in blocks:
        found.append(block.text)
        found += [" | ".join(row) for row in (block.columns, *block.rows) if row]
    return found


def hand_in(
    folder: str | os.PathLike[str] | None = None, *, consent: bool = False, name: str = ""
) -> ToHandIn | Said:
    """Hand your evidence record to the host, after showing you what is in it.

    folder: where your notebooks are; everything of yours on the hub when left out.
    consent: say True once you have read what would be handed in, and agree.
    name: a name or code to print in it, if you want one there; none is ever guessed.
    Returns what would be handed in, or a sentence that says that it was.
    Raises LearnerError when there is no host here, or no answer to hand in.

    >>> hand_in()
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no host here to hand in to: this is not a \
shared hub. For a record of your work in a file of your own, type in a terminal: \
greaterdata evidence
    """
    place = _place()
    record = make_record(Path(folder) if folder else Path.home(), name=name)
    blocks = tuple(blocks_of(record))
    if consent is not True:
        return ToHandIn(blocks)
    content = handed_in.written(blocks, room_state.stamp())
    if len(content) > handed_in.LARGEST:
        raise LearnerError("Your record is too long to hand in. Talk to the host.")
    write_whole(place, content)
    place.chmod(0o640)  # the host's page may read it, and nobody else
    return Said(
        "Handed in: the host can read your evidence record now, and keeps it when the session "
        "is deleted. To take it back before the session closes, type gd.take_back()."
    )


def take_back() -> Said:
    """Take back what you handed in to the host.

    Returns a sentence that says what was done.
    Raises LearnerError when there is no host here.

    >>> take_back()
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no host here to hand in to: this is not a \
shared hub. For a record of your work in a file of your own, type in a terminal: \
greaterdata evidence
    """
    place = _place()
    try:
        place.unlink()
    except FileNotFoundError:
        return Said("You have not handed in anything, so there is nothing to take back.")
    except OSError as error:
        raise LearnerError(
            f"It could not be taken back: {error.strerror}. Ask the host to delete it."
        ) from error
    return Said(
        "Taken back: the host's page no longer has it. If the host has already downloaded a copy, "
        "ask them to delete that."
    )


def _place() -> Path:
    folder = os.environ.get(SETTING, "")
    if not folder or not Path(folder).is_dir():
        raise LearnerError(NO_HOST)
    return Path(folder) / handed_in.NAME
