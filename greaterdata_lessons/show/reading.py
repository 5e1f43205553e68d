"""Is it easy to read? A count of words and sentences, and the words that need a plainer one.

Nothing is sent anywhere. `reading.py` and `explore.mjs` count alike; a test holds them together.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

import pandas as pd

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.show.live import Live, attribute
from greaterdata_lessons.tables import html_table

LONG = 25  # words in a sentence that most readers lose hold of
EASY = 60  # Flesch's "plain English" begins here
MOST = 20_000  # letters
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*|\d[\d,.]*%?")  # noqa: RUF001
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n\s*\n|\n(?=\s*[-*•])")  # noqa: RUF001
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+")
_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyscxzgh])es$")


@dataclass(frozen=True)
class Reading:
    """What a text asks of its reader; prints as sentences.

    `ease` is Flesch's reading ease: 60 and above is plain English, above 80 is easy.
    """

    words: int
    sentences: int
    ease: float
    long: tuple[str, ...]
    jargon: tuple[tuple[str, str], ...]

    @property
    def table(self) -> pd.DataFrame:
        """The words to change, each with a plainer one."""
        return pd.DataFrame(self.jargon, columns=["you wrote", "plainer"])

    def __repr__(self) -> str:
        """Return the counts, then what could be plainer."""
        said = [
            f"{_many(self.words, 'word')} in {_many(self.sentences, 'sentence')}, "
            f"{self.words / max(self.sentences, 1):.0f} words each. Reading ease {self.ease:.0f} "
            f"({'plain' if self.ease >= EASY else 'hard going'}; {EASY} is plain English)."
        ]
        said += [f'Long: "{sentence}"' for sentence in self.long]
        said += [f'Instead of "{word}": {plain}.' for word, plain in self.jargon]
        return "\n".join(said)

    def _repr_html_(self) -> str:
        first, *rest = repr(self).split("\n")
        lines = "".join(f"<li>{escape(line)}</li>" for line in rest[: len(self.long)])
        table = html_table(self.table, caption="Words to change") if self.jargon else ""
        return f"<p>{escape(first)}</p>" + (f"<ul>{lines}</ul>" if lines else "") + table


def reading(text: str) -> Reading:
    """Say how easy a text is to read, and which words need a plainer one.

    text: what you wrote, up to 20,000 letters.

    Returns a `Reading`. Raises `LearnerError` for something else than text, or too much of it.
    Source: R. Flesch (1948), Journal of Applied Psychology 32, 221-233; syllables are counted by
    the vowels one hears, so that single words can be off by one.

    >>> reading("We asked 40 people. Most said no.")
    7 words in 2 sentences, 4 words each. Reading ease 100 (plain; 60 is plain English).
    >>> reading("We will utilise it.").jargon
    (('utilise', 'use'),)
    """
    if not isinstance(text, str):
        raise LearnerError("Give the text in quotes, such as gd.reading('We asked 40 people.').")
    if len(text) > MOST:
        raise LearnerError(f"That is over {MOST:,} letters. Check one page at a time.")
    parts = [part.strip() for part in _END.split(text) if _WORD.search(part)]
    counts = [len(_WORD.findall(part)) for part in parts]
    words = sum(counts)
    heard = sum(_syllables(word) for word in _WORD.findall(text))
    ease = 206.835 - 1.015 * words / max(len(parts), 1) - 84.6 * heard / max(words, 1)
    long = tuple(part for part, count in zip(parts, counts, strict=True) if count > LONG)
    return Reading(words, len(parts), min(max(ease, 0.0), 100.0), long, _jargon(text))


def _syllables(word: str) -> int:
    """Count the vowels one hears; a number counts as one."""
    low = _SILENT.sub("", word.lower())
    return max(len(_VOWELS.findall(low)), 1)


def _jargon(text: str) -> tuple[tuple[str, str], ...]:
    """Find the words of the list in a text, each once, in the list's order."""
    return tuple(
        (word, plain)
        for word, plain in plain_words().items()
        if re.search(rf"(?<![\w-]){re.escape(word)}(?:s|d)?(?![\w-])", text, re.IGNORECASE)
    )


@cache
def plain_words() -> dict[str, str]:
    """Return the course's list of words that have a plainer one."""
    file = Path(__file__).with_name("plain-words.json")
    words: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return words


@dataclass(frozen=True)
class Rewrite(Live):
    """A box to rewrite a text in, counted as one types; prints the text and what it asks."""

    text: str
    most: int

    def __repr__(self) -> str:
        """Return the text and its reading."""
        return f"{self.text}\n{reading(self.text)!r}"

    def html(self) -> str:
        """Return the text and its reading; the script puts a box in their place."""
        plan = {
            "most": self.most,
            "long": LONG,
            "easy": EASY,
            "words": plain_words(),
            "text": self.text,
        }
        return (
            '<div class="gd-explore" data-form="rewrite" data-label="Write it again" '
            f'data-plan={attribute(plan)}><div class="gd-rewrite-first">'
            f"<blockquote><p>{escape(self.text)}</p></blockquote>"
            f"{reading(self.text)._repr_html_()}</div></div>"
        )


def rewrite(text: str, *, most: int = 120) -> Rewrite:
    """Show a text to write again in a box that counts words and names what could be plainer.

    text: the text to begin from. most: the most words it may have.

    Returns a `Rewrite`. What is typed stays in the page and is not kept. Raises `LearnerError` as
    `reading` does.

    >>> print(rewrite("We will utilise it."))
    We will utilise it.
    4 words in 1 sentence, 4 words each. Reading ease 76 (plain; 60 is plain English).
    Instead of "utilise": use.
    """
    reading(text)
    return Rewrite(text, most)


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
