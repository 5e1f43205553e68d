"""One cell of a form, as people type it: a number, the option's words, or nearly its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from difflib import get_close_matches

from greaterdata_lessons.learning.answers import fold

QUOTES = "'\"\u2018\u2019\u201c\u201d ."
UNRATED = ("rather not say", "it depends")
DASH, LONG_DASH = "\u2013", "\u2014"
BLANK = {"", "-", DASH, LONG_DASH, ".", "?", "n/a", "na", "nan", "none", "blank", "pass"}
REFUSED = {"rns", "prefer not to say", "pnts", "would rather not say", "not say"}
FORMS = {
    "before": {"before", "pre", "start", "before the course"},
    "after": {"after", "post", "end", "after the course"},
    "later": {
        "later",
        "follow-up",
        "follow up",
        "three months later",
        "3 months",
        "3 months later",
    },
}
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
_NUMBER = re.compile(r"(\d+)(?:\.0+)?[.):]?(?: *[-\u2013:=.)]? *([^\d].*))?")
_SEVERAL = re.compile(r"\d+ *(?:[,/&+;]|or|and|to) *\d+")


class UnclearError(ValueError):
    """A cell that cannot be read; its message says why, in one sentence."""


def read_option(typed: str, options: Sequence[str]) -> tuple[str, bool]:
    """Return the option that is meant, as a form's file writes it, and whether it was a guess.

    An option is written by its number from 1; what gives no rating is written in its words. A
    blank gives "". Raises UnclearError when no option, or more than one, is meant.

    >>> scale = ("not at all", "a little", "quite", "very", "rather not say")
    >>> [read_option(typed, scale)[0] for typed in ("3", " Quite ", "3 - quite", "RNS", "n/a")]
    ['3', '3', '3', 'rather not say', '']
    >>> read_option("qutie", scale)
    ('3', True)
    >>> read_option("7", scale)
    Traceback (most recent call last):
    ...
    greaterdata_lessons.learning.evaluation.cells.UnclearError: there is no option 7; there are 5
    """
    words = _plain(typed)
    known = [_plain(option) for option in options]
    if words in BLANK:
        return "", False
    if words in REFUSED and UNRATED[0] in options:
        return UNRATED[0], False
    if words in known:
        return _written(known.index(words), options), False
    if _SEVERAL.fullmatch(words):
        raise UnclearError("two answers in one box")
    if found := _NUMBER.fullmatch(words):
        return _by_number(int(found[1]), found[2], options), False
    return _by_near_words(words, known, options), True


def _by_number(number: int, words: str | None, options: Sequence[str]) -> str:
    """Read a number, and insist that words after it say the same."""
    if not 1 <= number <= len(options):
        raise UnclearError(f"there is no option {number}; there are {len(options)}")
    if words and _plain(words) != _plain(options[number - 1]):
        raise UnclearError(f'option {number} is "{options[number - 1]}", and the words differ')
    return _written(number - 1, options)


def _by_near_words(words: str, known: Sequence[str], options: Sequence[str]) -> str:
    begins = [name for name in known if len(words) >= 4 and name.startswith(words)]
    near = begins or get_close_matches(words, known, n=2, cutoff=0.8)
    if len(near) != 1:
        listed = "; ".join(options)
        raise UnclearError(f"it is none of: {listed}" if not near else "it could be two options")
    return _written(known.index(near[0]), options)


def _written(place: int, options: Sequence[str]) -> str:
    return options[place] if options[place] in UNRATED else str(place + 1)


def _plain(text: str) -> str:
    """Return words as they are compared: no capitals, quotation marks or full stop.

    >>> _plain("' Not  at ALL. ")
    'not at all'
    """
    return fold(str(text)).casefold().strip(QUOTES).strip()


def read_sure(typed: str, levels: Sequence[str]) -> tuple[str, bool]:
    """Return how sure somebody was, in the form's word for it, and whether it was a guess.

    >>> read_sure("2", ("guess", "fairly", "very")), read_sure("Very sure", ("guess", "very"))
    (('fairly', False), ('very', False))
    """
    said, guessed = read_option(_plain(typed).removesuffix(" sure"), levels)
    return (levels[int(said) - 1] if said else ""), guessed


def read_form(typed: str) -> str:
    """Return "before", "after" or "later"; raises UnclearError for anything else.

    >>> read_form("Post"), read_form("follow-up")
    ('after', 'later')
    """
    words = _plain(typed)
    for name, known in FORMS.items():
        if words in known:
            return name
    raise UnclearError('a form is "before", "after" or "later"')


def read_sheet(typed: str) -> str:
    """Return the task sheet, "A" or "B", or "" for a blank; raises UnclearError.

    >>> read_sheet("sheet b")
    'B'
    """
    words = _plain(typed).removeprefix("sheet ").upper()
    if words and words not in {"A", "B"} and words.casefold() not in BLANK:
        raise UnclearError('a task sheet is "A" or "B"')
    return words if words in {"A", "B"} else ""


def read_code(typed: str) -> str:
    """Return a person's own code so that small slips of the pen do not part their two forms.

    >>> read_code(" Teapot 47 "), read_code("TEAPOT-47")
    ('teapot47', 'teapot47')
    """
    return re.sub(r"[^a-z0-9]", "", _plain(typed)) if _plain(typed) not in BLANK else ""


def read_day(typed: str) -> str:
    """Return a day as 2026-11-23, day before month; "" for a blank; raises UnclearError.

    >>> read_day("23/11/2026"), read_day("2026-11-23 00:00:00")
    ('2026-11-23', '2026-11-23')
    """
    words = _plain(typed)
    if words in BLANK:
        return ""
    for pattern in DAYS:
        try:
            found = datetime.strptime(words.removesuffix(" 00:00:00"), pattern).date()
        except ValueError:
            continue
        if not 2020 <= found.year <= date.today().year + 1:
            raise UnclearError(f"the year {found.year} cannot be right")
        return found.isoformat()
    raise UnclearError("it is no day, such as 2026-11-23 or 23/11/2026")
