"""What type would fit each column, and why. Proposed, never done behind anybody's back."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from greaterdata_lessons.data.own.notes import many, some
from greaterdata_lessons.data.own.shapes import nhs_check

Counted = Mapping[str, Mapping[Hashable, int]]

GAPS = ("mark", "soft mark", "no answer", "error")
NUMBERS = {"whole", "decimal", "thousands", "nhs"}
KEPT = {
    "nhs": "ten digits, like an NHS number",
    "postcode": "like postcodes",
    "area code": "codes of areas",
    "email": "e-mail addresses",
    "yes or no": "true or false",
}
NAMED = re.compile(
    r"(?:fore|sur|first|last|full|family|given|patient|client|child)[ _]?name|date of birth|dob\b"
    r"|d\.o\.b|birth ?date|phone|mobile|address|nhs (?:no|num)|\bnino\b|national insurance|uprn",
    re.I,
)
PERSONAL = {"nhs": "NHS numbers", "postcode": "full postcodes", "email": "e-mail addresses"}
NUMERIC = [
    ({"whole", "nhs", "thousands"}, "whole number", ""),
    (NUMBERS, "number", ""),
    ({"comma", "whole"}, "number with decimal comma", "The comma is the decimal point."),
    ({"percent"}, "percentage", "Every value ends in %; 45% is read as 45."),
    ({"money", "whole"}, "money", "Values carry a currency sign."),
]
FAMILIES = {
    "numbers": {"whole", "decimal", "thousands"},
    "percentages": {"percent"},
    "amounts of money": {"money"},
    "dates": {"iso", "either", "day first", "month first", "month name"},
}


@dataclass(frozen=True)
class Proposal:
    """The type that would fit a column, why, and what deserves a look."""

    name: str
    kind: str
    why: str
    gaps: int = 0
    marks: int = 0
    warning: str = ""

    def __str__(self) -> str:
        """Return the proposal as one sentence."""
        return f"{self.name}: {self.kind}. {self.why}"


def propose(name: str, counted: Counted) -> Proposal:
    """Propose a type for a column from the counts of its values by shape.

    >>> print(propose("ward", {"zeros": {"007": 1}, "whole": {"12": 4}}))
    ward: text. 1 value starts with a zero, which a number would lose.
    >>> print(propose("came", {"whole": {"12": 4}, "mark": {"<5": 2}}))
    came: whole number. 2 values are marks for figures held back or missing ("<5"): gaps, never 0.
    """
    sizes = {shape: sum(values.values()) for shape, values in counted.items()}
    core = {s: n for s, n in sizes.items() if s not in {*GAPS, "blank"}}
    blank = sizes.get("blank", 0)
    if not core:
        return _without_values(name, counted, sizes)
    kind, why, warning = _decide(name, core, counted)
    typed = not kind.startswith("text")
    marked = [s for s in (GAPS if typed else ("mark",)) if s in sizes]
    number = sum(sizes[s] for s in marked)
    if number and typed:
        words = some({str(value).strip() for s in marked for value in counted[s]} - {""})
        one = number == 1
        verb, end = ("value is a mark", "a gap") if one else ("values are marks", "gaps")
        said = f"{number:,} {verb} for figures held back or missing ({words}): {end}, never 0."
        why = f"{why} {said}".strip()
    elif number:
        why += f" {many(number, 'value')} may be marks for figures held back."
    return Proposal(name, kind, why or "Every value fits.", blank, number, warning)


def _without_values(name: str, counted: Counted, sizes: Mapping[str, int]) -> Proposal:
    """Propose for a column that has no value of its own."""
    marks = sum(number for shape, number in sizes.items() if shape != "blank")
    if not marks:
        return Proposal(name, "empty", "No row has a value in it.", sizes.get("blank", 0))
    words = some(dict.fromkeys(str(v).strip() for s in GAPS for v in counted.get(s, {})))
    return Proposal(name, "text", f"Only marks: {words}.", sizes.get("blank", 0), marks)


def _decide(name: str, core: Mapping[str, int], counted: Counted) -> tuple[str, str, str]:
    """Return the kind, the reason and a warning, from the shapes that are neither gap nor mark."""
    for shape, words in KEPT.items():
        if 2 * core.get(shape, 0) >= sum(core.values()):
            return "text", _kept(shape, words, core, counted), ""
    found = set(core)
    if "zeros" in found and found <= NUMBERS | {"zeros", "long"}:
        number = core["zeros"]
        verb = "value starts" if number == 1 else "values start"
        return "text", f"{number:,} {verb} with a zero, which a number would lose.", ""
    if found & {"long", "exponent"} and found <= NUMBERS | {"long", "exponent"}:
        return _too_long(name, core)
    for family, kind, why in NUMERIC:
        if found <= family:
            return kind, why, ""
    if found <= FAMILIES["dates"]:
        return _dates(name, found, counted)
    return _text(name, core, counted)


def _kept(shape: str, words: str, core: Mapping[str, int], counted: Counted) -> str:
    """Say why a column of identifiers stays text."""
    number, total = core[shape], sum(core.values())
    share = "Every value is" if number == total else f"{number:,} of {total:,} values are"
    why = f"{share} {words}: text keeps {'it' if number == 1 else 'them'} whole."
    if shape == "nhs" and (number == 1 or len(counted["nhs"]) > 1):
        good = sum(n for value, n in counted["nhs"].items() if nhs_check(value))
        why += f" {good:,} of {number:,} end in the check digit of NHS numbers."
    return why


def _too_long(name: str, core: Mapping[str, int]) -> tuple[str, str, str]:
    """Keep what a number could not hold exactly."""
    if "exponent" not in core:
        return "text", "Some values have more digits than a number keeps: kept as text.", ""
    warning = (
        f'"{name}" has {many(core["exponent"], "value")} such as 1.2E+11, which is how a '
        "spreadsheet shortens long numbers: if these are identifiers, ask for a fresh export."
    )
    return "text", "Some values are in scientific notation: kept as text.", warning


def _dates(name: str, found: set[str], counted: Counted) -> tuple[str, str, str]:
    """Decide how dates are written, and say so when they could be read two ways."""
    if {"day first", "month first"} <= found:
        warning = f'"{name}" has dates with the day first and dates with the month first: which?'
        return "text", "Dates are written in two orders, so they are kept as text.", warning
    if "month first" in found:
        example = some([next(iter(counted["month first"]))])
        warning = f'"{name}" has the month first, as in the United States: {example}.'
        return "date, month first", f"{example} has no other reading.", warning
    if "either" in found and "day first" not in found:
        example = some([next(iter(counted["either"]))])
        warning = f'"{name}" is read with the day first, but {example} could be either: check.'
        return "date, day first", "Read the British way; every date could be either.", warning
    if found & {"either", "day first"}:
        return "date, day first", "Read the British way, day first.", ""
    return "date", "Written year first or with the name of the month.", ""


def _text(name: str, core: Mapping[str, int], counted: Counted) -> tuple[str, str, str]:
    """Say why a column is text, and what keeps it from being more."""
    total = sum(core.values())
    for words, family in FAMILIES.items():
        fits = sum(core.get(shape, 0) for shape in family)
        if fits < total and 5 * fits >= 3 * total:
            rest: list[Hashable] = [
                v for s, values in counted.items() if s in core and s not in family for v in values
            ]
            why = f"{fits:,} of {total:,} values are {words}, but not {some(rest)}."
            return "text", why, f'"{name}" is nearly all {words}: look at {some(rest)}.'
    if core.get("excel month", 0):
        odd = some(counted["excel month"])
        warning = f'"{name}" has {odd}: a spreadsheet may have turned ranges such as 5-10 to dates.'
        return "text", "Words, or a mixture.", warning
    return "text", "Words, or a mixture.", ""


def personal(counted: Mapping[str, Counted]) -> list[str]:
    """Name the columns that identify people, by their values or their headings.

    >>> personal({"email": {"email": {"a@b.org": 1}}, "n": {"whole": {"1": 1}}})
    ['"email" looks like e-mail addresses']
    """
    found = []
    for name, shapes in counted.items():
        sizes = {shape: sum(values.values()) for shape, values in shapes.items()}
        total = sum(number for shape, number in sizes.items() if shape not in {*GAPS, "blank"})
        found += [
            f'"{name}" looks like {words}'
            for shape, words in PERSONAL.items()
            if total and 2 * sizes.get(shape, 0) >= total
        ]
        if NAMED.search(name) and total and not any(f'"{name}"' in said for said in found):
            found.append(f'"{name}" sounds like it identifies people')
    return found
