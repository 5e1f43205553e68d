"""Compare a value from a cell of code with the expected one: its type first, then the value.

Standard library alone; numpy's and pandas' values are read through what they offer themselves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Sized
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

from .answers import UnreadableError, fold, kind_of

if TYPE_CHECKING:
    from .marking import Item, Outcome

LONGEST_LIST = 10_000
_NO_LISTS = (str, bytes, Mapping)


def plain_value(answer: Any) -> Any:
    """Return a value as text, a number, True or False, or a list of these.

    Raises UnreadableError, with the sentence to show, when it is none of them.

    >>> plain_value((1, "a", True))
    [1, 'a', True]
    """
    if isinstance(answer, _NO_LISTS) or not isinstance(answer, Sized) or _is_scalar(answer):
        return _scalar(answer)
    if hasattr(answer, "columns") or not hasattr(answer, "__iter__"):
        raise UnreadableError(_unreadable(answer))
    if len(answer) > LONGEST_LIST:
        raise UnreadableError(
            f"Your list has more than {LONGEST_LIST:,} values. The question asks for far fewer."
        )
    return [_scalar(part) for part in answer]


def _is_scalar(answer: Any) -> bool:
    return getattr(answer, "shape", None) == ()


def _scalar(answer: Any) -> Any:
    value = answer.item() if _is_scalar(answer) else answer
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, (Real, Decimal)):
        number = int(value) if isinstance(value, int) else float(value)
        if math.isfinite(number):
            return number
        raise UnreadableError("There is a missing or infinite number in it. Look at its parts.")
    raise UnreadableError(_unreadable(value))


def _unreadable(answer: object) -> str:
    wanted = "text, a number, True or False, or a list"
    return f"This question asks for {wanted}; this is {kind_of(answer)}."


def type_of(value: Any) -> str:
    """Name the type of a plain value as a learner would.

    >>> type_of(True), type_of(3), type_of("3"), type_of([3])
    ('True or False', 'a number', 'text', 'a list')
    """
    if isinstance(value, bool):
        return "True or False"
    if isinstance(value, (int, float)):
        return "a number"
    return "text" if isinstance(value, str) else "a list"


def compare_value(item: Item, answer: object) -> Outcome:
    """Compare a value with the expected one of a question of the kind "value".

    Looked at in turn: is it right, a named wrong value, of the right type; then what is nearly
    right about it. The expected value is never said.
    Raises UnreadableError when the answer is no plain value.
    """
    from .marking import Outcome

    given, right = plain_value(answer), item["answer"]
    wanted, within = right["value"], right["within"]
    if _same(given, wanted, within) or (right["any_order"] and _same_list(given, wanted, within)):
        return Outcome("right", item["right"])
    for wrong in item["wrong"]:
        if _same(given, wrong["value"], 0.0):
            return Outcome("not yet", wrong["says"], wrong["misconception"])
    return Outcome("not yet", _differs(given, wanted, within))


def _same(a: Any, b: Any, within: float) -> bool:
    if type_of(a) != type_of(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(_same(x, y, within) for x, y in zip(a, b, strict=True))
    if isinstance(a, str):
        return fold(a) == fold(b)
    return bool(a == b) or math.isclose(a, b, rel_tol=1e-6, abs_tol=max(within, 1e-9))


def _same_list(a: Any, b: Any, within: float) -> bool:
    """Tell whether two lists hold the same values in any order."""
    if not (isinstance(a, list) and isinstance(b, list) and len(a) == len(b)):
        return False
    return _same(sorted(a, key=_sortable), sorted(b, key=_sortable), within)


def _sortable(value: Any) -> tuple[str, float, str]:
    number = float(f"{value:.6g}") if type_of(value) == "a number" else 0.0
    return type_of(value), number, str(value) if number == 0.0 else ""


def _differs(given: Any, wanted: Any, within: float) -> str:
    if type_of(given) != type_of(wanted):
        return _other_type(given, wanted)
    if isinstance(given, list):
        return _list_differs(given, wanted, within)
    if isinstance(given, str) and fold(given).lower() == fold(wanted).lower():
        return "The words are right. Look at capital and small letters."
    return "The type is right, the value is not. Say in words what the question asks for."


def _other_type(given: Any, wanted: Any) -> str:
    says = f"The question asks for {type_of(wanted)}; yours is {type_of(given)}."
    if isinstance(given, str) and not isinstance(wanted, list):
        return f"{says} Are there quotes round it that it does not need?"
    if isinstance(given, list):
        return f"{says} Take the one value you need out of it."
    return says


def _list_differs(given: Sequence[Any], wanted: Sequence[Any], within: float) -> str:
    if len(given) != len(wanted):
        how = "more" if len(given) > len(wanted) else "fewer"
        count = f"{len(given):,} value{'' if len(given) == 1 else 's'}"
        return f"Your list has {count}, {how} than the question asks for."
    if _same_list(given, wanted, within):
        return "The values are right, but they are in another order."
    wrong = sum(not _same(a, b, within) for a, b in zip(given, wanted, strict=True))
    return f"The list is as long as it should be, but {wrong} of its {len(wanted)} values differ."
