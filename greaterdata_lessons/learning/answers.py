"""Read what a learner typed or computed: one number, one option, several options, an order.

Everything here is standard library. The same rules are written in JavaScript in
``show/question.mjs``; a test holds the two together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any

LONGEST = 200  # characters; nothing a question asks for is longer, and reading stays quick

_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}([, ][0-9]{3})+([.][0-9]*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_PLAIN = re.compile(r"[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?")
_PERCENT = re.compile(r" ?(%|per cent|percent)$")
_OF_100 = re.compile(r" (%|per cent|percent|(in|of|out of) every 100)$")
_NUMBERS = re.compile(r"[0-9]{1,3}([ ,;>-]+[0-9]{1,3})*")

_KINDS = {
    "bool": "True or False",
    "DataFrame": "a table",
    "Series": "a column of values",
    "ndarray": "an array of values",
    "dict": "a dictionary",
    "list": "a list",
    "str": "text",
    "tuple": "a tuple",
}


class UnreadableError(Exception):
    """An answer that cannot be read; its text is the sentence the learner sees."""


def is_blank(answer: object) -> bool:
    """Tell whether nothing has been answered yet: three dots, nothing, or only empty parts.

    >>> is_blank(...), is_blank("  "), is_blank([None, ""]), is_blank(0)
    (True, True, True, False)
    """
    if answer is None or answer is ...:
        return True
    if isinstance(answer, str):
        return fold(answer[:LONGEST]) in {"", "...", "…"}
    if isinstance(answer, (list, tuple)):
        return all(is_blank(part) for part in answer)
    if isinstance(answer, dict):
        return all(is_blank(part) for part in answer.values())
    return False


def fold(text: str) -> str:
    """Return text with each run of white space as one space, and none at the ends.

    >>> fold("  about   490,000 ")
    'about 490,000'
    """
    return " ".join(text.split())


def kind_of(answer: object) -> str:
    """Name what was given in the words of a learner.

    >>> kind_of([1]), kind_of(1.5)
    ('a list', "something of the type 'float'")
    """
    name = type(answer).__name__
    return _KINDS.get(name, f"something of the type '{name}'")


def read_number(answer: object, unit: str = "") -> float:
    """Read one number from a number or from text such as "1,234", "0,56", "56 %" or "5/9".

    A per cent sign divides by 100, unless the unit asked for is itself per cent, or "in every
    100". Words of the unit may follow the number.

    Raises UnreadableError, with the sentence to show, when there is no one finite number.

    >>> read_number("1,234"), read_number("56 %"), read_number("56 %", "%")
    (1234.0, 0.56, 56.0)
    """
    if isinstance(answer, str):
        value = _number_from_text(answer, unit)
    else:
        value = _number_from_object(answer)
    if not math.isfinite(value):
        raise UnreadableError(
            "It is not a finite number. Look for a division by zero or a missing value."
        )
    return value


def _number_from_object(answer: Any) -> float:
    if getattr(answer, "shape", None) == ():  # a numpy scalar or an array without dimensions
        answer = answer.item()
    if isinstance(answer, bool) or not isinstance(answer, (Real, Decimal)):
        raise UnreadableError(f"This question asks for one number; this is {kind_of(answer)}.")
    try:
        return float(answer)
    except OverflowError:
        return math.inf


def _number_from_text(answer: str, unit: str) -> float:
    text = fold(answer[: LONGEST + 1]).replace("\u2212", "-")
    if len(text) > LONGEST:
        raise UnreadableError(_WRITE_A_NUMBER)
    folded_unit = fold(unit).lower()
    per_cent = _OF_100.search(" " + folded_unit) is not None
    text = _without_unit(text, folded_unit)
    core = _PERCENT.sub("", fold(text).lower())
    divide = 100.0 if core != fold(text).lower() and not per_cent else 1.0
    parts = [_plain_number(part) for part in core.split("/")]
    if len(parts) > 2 or (len(parts) == 2 and parts[1] == 0):
        raise UnreadableError(_WRITE_A_NUMBER)
    return (parts[0] / parts[1] if len(parts) == 2 else parts[0]) / divide


_WRITE_A_NUMBER = "Write one number in digits and nothing else, such as 12.5 or 1,250."


def _without_unit(text: str, unit: str) -> str:
    """Take the unit, or some of its words, off the end; "%" is read later."""
    if unit and not _PERCENT.search(" " + unit) and text.lower().endswith(unit):
        return text[: -len(unit)]
    number, _, rest = text.partition(" ")
    words = rest.lower().split(" ")
    named = not re.match("[0-9]", rest) and set(words) <= set(unit.split(" ")) - {"", "%"}
    return number if named else text


def _plain_number(text: str) -> float:
    text = text.strip()
    text = text[1:].strip() if text.startswith("£") else text
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "").replace(" ", "")
    elif _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text):
        raise UnreadableError(_WRITE_A_NUMBER)
    return float(text)


def choose(options: Sequence[str], answer: object) -> int:
    """Return the position (from 0) of the option meant by a number from 1, a text or its beginning.

    Raises UnreadableError, with the sentence to show, when no one option is meant.

    >>> choose(["about 390,000", "about 490,000"], "about 4")
    1
    """
    if isinstance(answer, str):
        return _choose_by_text(options, fold(answer[:LONGEST]))
    if isinstance(answer, bool) or not isinstance(answer, Real):
        raise UnreadableError(f"{_pick(options)} This is {kind_of(answer)}.")
    position = float(answer) - 1
    if not (position.is_integer() and 0 <= position < len(options)):
        raise UnreadableError(_pick(options))
    return int(position)


def _pick(options: Sequence[str]) -> str:
    return f"Give the number of one option, 1 to {len(options)}, or its words."


def _choose_by_text(options: Sequence[str], text: str) -> int:
    if re.fullmatch("[0-9]{1,3}", text):
        return choose(options, int(text))
    wanted = _bare(text)
    bare = [_bare(option) for option in options]
    if wanted in bare:
        return bare.index(wanted)
    fitting = [i for i, option in enumerate(bare) if wanted and option.startswith(wanted)]
    if len(fitting) > 1:
        raise UnreadableError(f"That fits more than one option. {_pick(options)}")
    if not fitting:
        raise UnreadableError(_pick(options))
    return fitting[0]


def _bare(text: str) -> str:
    return fold(text).lower().rstrip(".")


def choose_several(options: Sequence[str], answer: object) -> tuple[int, ...]:
    """Return the positions (from 0, in order, each once) of the options meant.

    Raises UnreadableError, with the sentence to show, when a part means no one option.

    >>> choose_several(["too few", "recognised", "harm"], [3, "too"])
    (0, 2)
    """
    if is_blank(answer):
        return ()
    if isinstance(answer, str) and _NUMBERS.fullmatch(fold(answer[:LONGEST])):
        answer = re.findall("[0-9]+", answer)
    parts = answer if isinstance(answer, (list, tuple, set, frozenset)) else [answer]
    if len(parts) > LONGEST:
        raise UnreadableError(f"That is too many. {_pick(options)}")
    return tuple(sorted({choose(options, part) for part in parts}))


def read_order(answer: object, count: int) -> tuple[int, ...]:
    """Read an order of the numbers 1 to count, as a list or as text such as "2 1 3".

    Raises UnreadableError, with the sentence to show, unless each number is there once.

    >>> read_order("2, 1, 3", 3), read_order([3, 1, 2], 3)
    ((2, 1, 3), (3, 1, 2))
    """
    wanted = f"Give the numbers 1 to {count}, each once, in your order."
    if isinstance(answer, str):
        text = fold(answer[:LONGEST])
        if not _NUMBERS.fullmatch(text):
            raise UnreadableError(wanted)
        answer = re.findall("[0-9]+", text)
    if not isinstance(answer, Iterable) or isinstance(answer, (dict, set, frozenset)):
        raise UnreadableError(wanted)
    numbers = [_whole(part) for part, _ in zip(answer, range(count + 1), strict=False)]
    if sorted(numbers) != list(range(1, count + 1)):
        raise UnreadableError(wanted)
    return tuple(numbers)


def _whole(part: object) -> int:
    if isinstance(part, str) and re.fullmatch("[0-9]{1,3}", fold(part)):
        return int(part)
    if isinstance(part, bool) or not isinstance(part, Real):
        return 0  # no order holds a nought, so the caller says what is wanted
    number = float(part)
    return int(number) if number.is_integer() else 0
