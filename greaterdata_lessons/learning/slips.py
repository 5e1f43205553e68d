"""Slips with numbers that happen everywhere, ready-made: an author names one and need not write it.

In a bank: ``wrong: [{slip: percent}, {slip: wrong-denominator, code: 'found / everybody'}]``. Each
brings its misconception and what to say; an author may still say it in words of the lesson.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Slip(NamedTuple):
    """One slip: the misconception it comes from, what to say, and the number it makes."""

    misconception: str
    says: str
    makes: Callable[[float], float] | None


SLIPS: Mapping[str, Slip] = {
    "percent": Slip(
        "percent-for-proportion",
        "That is a percentage. The question asks for a proportion, a number between 0 and 1: "
        "divide by 100.",
        lambda right: right * 100,
    ),
    "proportion": Slip(
        "proportion-for-percent",
        "That is a proportion, a number between 0 and 1. The question asks for a percentage: "
        "multiply by 100.",
        lambda right: right / 100,
    ),
    "upside-down": Slip(
        "ratio-upside-down",
        "Your fraction is upside down. Say in words what is divided by what, then turn it round.",
        lambda right: 1 / right,
    ),
    "one-minus": Slip(
        "counted-the-others",
        "That is the share of all the others. Together with the share you want it makes 1.",
        lambda right: 1 - right,
    ),
    "wrong-sign": Slip(
        "subtracted-backwards",
        "The size is right, the sign is not. Which of the two comes first in the subtraction?",
        lambda right: -right,
    ),
    "wrong-denominator": Slip(
        "wrong-denominator",
        "You divided by the wrong total. Who could have been counted on top? Divide by them alone.",
        None,
    ),
}


def spelled_out(wrong: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any]:
    """Return a wrong number with all that its slip stands for.

    wrong: a wrong number of a compiled bank; one without a slip is returned as it is.
    right: the right answer, with its value and how far off is still right.
    Raises ZeroDivisionError when the slip makes no number of this answer.

    >>> made = spelled_out({"slip": "percent", "within": 0.0}, {"value": 0.5, "within": 0.01})
    >>> made["value"], made["within"], made["misconception"]
    (50.0, 1.0, 'percent-for-proportion')
    """
    slip = SLIPS.get(wrong.get("slip", ""))
    if slip is None:
        return dict(wrong)
    made = {"misconception": slip.misconception, "says": slip.says} | dict(wrong)
    del made["slip"]
    if slip.makes:
        value, edge = slip.makes(right["value"]), slip.makes(right["value"] + right["within"])
        made |= {"value": _steady(value), "within": _steady(abs(edge - value))}
    return made


def _steady(number: float) -> float:
    return float(f"{number:.12g}")
