"""Keep the data out of the words: values that point to one row are not taken into a capstone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from greaterdata_lessons.errors import LearnerError

SHORTEST = 5  # letters or digits; shorter values are too common to point to anybody
DISTINCT = 0.5  # a column points to rows when more than this share of its values stands once
SENTENCE = 25  # letters; shorter words may well be the same twice
LONGEST = 6_000  # letters of one text
_FIELDS = re.compile(r"[\t|;,]")


def clean(label: str, given: object, table: pd.DataFrame | None) -> str:
    """Return somebody's words as they are kept: paragraphs, without white space around them.

    Raises `LearnerError` for what is no text, is blank or far too long, looks like rows of a
    table, or holds a value that stands in only a few rows of `table`.

    >>> clean("the question", "  Who comes late? ", None)
    'Who comes late?'
    """
    if not isinstance(given, str):
        raise LearnerError(f"Write {label} as words in quotes.")
    lines = [" ".join(line.split()) for line in given.splitlines()]
    text = "\n".join(line for line in lines if line)
    if not text or not re.search(r"\w", text):
        raise LearnerError(f"Nothing is written for {label} yet. Fill it in, and run this again.")
    if len(text) > LONGEST:
        raise LearnerError(f"More than {LONGEST:,} letters stand in {label}. Cut it down.")
    _refuse_rows(label, given)
    if table is not None and pointing(text, table):
        raise LearnerError(
            f"In {label} stands a value of your data that points to one row, such as a name, a "
            "number or an address. Say it in general words, and run this again."
        )
    return text


def refuse_copies(words: Mapping[str, str], practice: Mapping[str, Any]) -> None:
    """Refuse words that still are those of the practice on made-up people.

    Raises `LearnerError`, naming the part, for a sentence that was kept there too.
    """
    before = {text for one in practice["steps"].values() for text in one["words"].values()}
    for label, text in words.items():
        if text in before and len(text) >= SENTENCE:
            raise LearnerError(
                f"In {label} the words are still those of your practice run. Write it for your "
                "own data, and run this again."
            )


def _refuse_rows(label: str, given: str) -> None:
    lines = [line for line in given.splitlines() if line.strip()]
    many = [len(_FIELDS.split(line)) > 2 and len(line) < 200 for line in lines]
    if any(one and other for one, other in pairwise(many)):
        raise LearnerError(
            f"In {label} there are lines that look like rows of a table. Say in words what they "
            "show, and run this again."
        )


def pointing(text: str, table: pd.DataFrame) -> bool:
    """Tell whether a text holds a value from a column whose values mostly stand once.

    >>> people = pd.DataFrame({"name": ["Ann Quirk", "Bob Lee", "Cy Webb"], "town": ["Bootle"] * 3})
    >>> pointing("We rang Ann Quirk in Bootle.", people), pointing("We rang in Bootle.", people)
    (True, False)
    """
    low = f" {text.casefold()} "
    for value in _values(table):
        at = low.find(value)
        if at > 0 and not low[at - 1].isalnum() and not low[at + len(value)].isalnum():
            return True
    return False


def _values(table: pd.DataFrame) -> Iterator[str]:
    """Yield the values that point to rows, as text."""
    for place in range(table.shape[1]):
        column = table.iloc[:, place].dropna()
        if pd.api.types.is_float_dtype(column) or not len(column):
            continue
        texts: Iterable[str] = column.astype(str).str.strip().str.casefold()
        counted = pd.Series(texts).value_counts()
        if (counted == 1).sum() > DISTINCT * len(counted):
            yield from (one for one in counted.index if len(one) >= SHORTEST)
