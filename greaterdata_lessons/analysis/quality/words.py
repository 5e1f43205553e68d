"""The words of quality checks: what stands for a blank or a placeholder, and spellings alike."""

from __future__ import annotations

import re
import unicodedata

# Words that people and systems write where they had nothing to write. A refusal ("prefer not to
# say") is an answer, and "none" often is one, so neither is here.
BLANK_WORDS = frozenset(
    {
        *("", "-", "--", "?", ".", "n/a", "na", "n.a.", "#n/a", "nan", "null", "nk", "<na>"),
        *("not known", "unknown", "not stated", "not recorded", "not available", "not given"),
        *("not provided", "not applicable", "missing", "blank", "(blank)", "no data", "nat"),
    }
)
PLACEHOLDER_WORDS = frozenset(
    {"test", "testing", "tbc", "tba", "xxx", "xx", "asdf", "dummy", "do not use", "delete", "zzz"}
)
# Days that systems put in when a date was left out: the first day each of them knows, or the last.
PLACEHOLDER_DAYS = (18991230, 19000101, 17530101, 19700101, 99991231, 10101)
PLACEHOLDER_YEARS = (0, 1, 1000, 1900, 9999)
PLACEHOLDER_NUMBERS = (
    *(sign * int(digit * size) for sign in (1, -1) for digit in "98" for size in range(2, 7)),
    *(-1, -9),
)
# Ways of writing yes and no: a column should use one of them.
YES_NO = (("y", "n"), ("yes", "no"), ("true", "false"), ("t", "f"), ("1", "0"))


def alike(value: object) -> str:
    """Return what a value comes to when case, accents, stops and dashes are set aside.

    >>> {alike(name) for name in ("St. Helens", "ST HELENS", "Saint Helens", " st  helens")}
    {'st helens'}
    >>> alike("55-64") == alike("55 to 64"), alike("5") == alike("<5")
    (True, False)
    """
    written = str(value)
    if written.isascii() and written.isalnum() and written.lower() != "saint":
        return written.lower()  # nothing to set aside: most codes, and quick for a million of them
    plain = unicodedata.normalize("NFKD", written).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"(?<=\d)\s*(?:[-\u2013\u2014]|\bto\b)\s*(?=\d)", " to ", plain)
    plain = re.sub(r"(?<!\d)[.,]|[.,](?!\d)|['\u2019]", "", plain)
    plain = re.sub(r"[-\u2013\u2014_/]", " ", plain).replace("&", " and ")
    return re.sub(r"\bsaint\b", "st", " ".join(plain.split()))
