"""Which places make up which area: the facts about boundaries that trip people up.

Four areas are easily mixed up. The Liverpool City Region is six boroughs. Merseyside, and
Merseyside Police, are five of them: Halton is policed by Cheshire. The local NHS, NHS Cheshire and
Merseyside, is nine places: the six and three more. Figures for one are not figures for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from greaterdata_lessons.data.places import BOROUGHS
from greaterdata_lessons.errors import LearnerError, did_you_mean

# Codes of the Office for National Statistics; the order of Sefton and St. Helens is no slip.
CODES = {
    "Halton": "E06000006",
    "Knowsley": "E08000011",
    "Liverpool": "E08000012",
    "Sefton": "E08000014",
    "St. Helens": "E08000013",
    "Wirral": "E08000015",
}
NEIGHBOURS = {
    "Cheshire East": "E06000049",
    "Cheshire West and Chester": "E06000050",
    "Warrington": "E06000007",
}
MERSEYSIDE = tuple(name for name in BOROUGHS if name != "Halton")

# Other ways a borough is written, after case, dots and the council's title are taken off.
ALIASES = {"saint helens": "St. Helens", "sthelens": "St. Helens", "the wirral": "Wirral"}
TITLES = (
    "metropolitan borough council",
    "metropolitan borough of",
    "borough council",
    "city council",
    "city of",
    "borough of",
    "council",
    "mbc",
)


@dataclass(frozen=True)
class Area:
    """An area with a name of its own: its code, and the places that make it up."""

    name: str
    code: str
    places: tuple[str, ...]
    note: str

    def __str__(self) -> str:
        """Return the area as a sentence, with the trap in it."""
        return f"{self.name} ({self.code}): {', '.join(self.places)}. {self.note}"

    __repr__ = __str__


AREAS = (
    Area(
        "Liverpool City Region",
        "E47000004",
        BOROUGHS,
        "Six boroughs, with Halton. It is not the same as Merseyside.",
    ),
    Area(
        "Merseyside",
        "E11000002",
        MERSEYSIDE,
        "Five boroughs, without Halton.",
    ),
    Area(
        "Merseyside Police",
        "E23000004",
        MERSEYSIDE,
        "Halton is not in it: Cheshire Constabulary polices Halton.",
    ),
    Area(
        "Cheshire Constabulary",
        "E23000006",
        ("Halton", *NEIGHBOURS),
        "Of the six boroughs it polices Halton alone.",
    ),
    Area(
        "NHS Cheshire and Merseyside",
        "E54000008",
        (*BOROUGHS, *NEIGHBOURS),
        "Nine places: the six boroughs and three more.",
    ),
)


def borough(name: str) -> str:
    """Return the borough as the Office for National Statistics writes it, dots and all.

    Small slips of writing are put right: capitals, spaces, the full stop in St. Helens, and a
    council's title. Raises `LearnerError` when it is not one of the six, and says so when the
    name is a neighbour or a larger area.

    >>> borough("st helens")
    'St. Helens'
    >>> borough("Liverpool City Council")
    'Liverpool'
    """
    plain = _plain(name)
    known = {_plain(one): one for one in BOROUGHS} | ALIASES
    if plain in known:
        return known[plain]
    larger = {_plain(one.name): one for one in AREAS}
    if plain in larger:
        raise LearnerError(
            f'"{name}" is a larger area, not a borough. {larger[plain]} Ask for one borough.'
        )
    if plain in {_plain(one) for one in NEIGHBOURS}:
        raise LearnerError(
            f'"{name}" is a neighbour, not one of the six boroughs of the region. '
            f"There are: {', '.join(BOROUGHS)}."
        )
    near = get_close_matches(plain, known, n=1, cutoff=0.6)
    asked = known[near[0]] if near else str(name)
    raise LearnerError(f'"{name}" is not a borough of the region. {did_you_mean(asked, BOROUGHS)}')


def area(name: str) -> Area:
    """Return a larger area by its name: its code, and the places that make it up.

    Raises `LearnerError` with the nearest known name when there is none.

    >>> print(area("Merseyside Police").note)
    Halton is not in it: Cheshire Constabulary polices Halton.
    """
    known = {one.name.lower(): one for one in AREAS}
    wanted = str(name).strip().lower()
    if wanted not in known:
        names = [one.name for one in AREAS]
        raise LearnerError(f'There is no area called "{name}". {did_you_mean(name, names)}')
    return known[wanted]


def code(name: str) -> str:
    """Return the code of a borough, however its name is written.

    >>> code("Saint Helens")
    'E08000013'
    """
    return CODES[borough(name)]


def _plain(name: object) -> str:
    """Take off what does not tell places apart: capitals, dots, spare spaces, a council's title."""
    words = " ".join(str(name).lower().replace(".", " ").split())
    for title in TITLES:
        words = words.removeprefix(f"{title} ").removesuffix(f" {title}")
    return words
