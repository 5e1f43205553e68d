"""Made-up names for seats, such as amber-otter: easy to read aloud, to type and to tell apart.

The words say nothing about a person: no first name, no colour of skin or hair, no animal that is
used as an insult or that somebody may find unclean, no word with a second meaning to snigger at,
none that sounds like another or is said in two ways, none spelt differently across the sea.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub.settings import MOST_SEATS

_FIRST = """
amber bamboo breezy bright canvas cedar cloudy cobalt copper coral crimson denim forest
frosty golden granite indigo lemon lilac linen lunar maple marble meadow mossy mustard nutmeg
ocean paper pepper polar purple rainbow satin saffron silver starry sunny tartan tidal timber
velvet walnut winter"""
_SECOND = """
anchor badger basket beetle button candle comet compass cricket curlew dolphin falcon
feather flamingo gecko goldfinch guitar hedgehog kestrel kingfisher ladybird lantern lapwing
linnet marten minnow osprey otter panda pelican penguin plover puffin ribbon rocket salmon
seahorse skylark sparrow squirrel starfish tortoise toucan violin"""
FIRST, SECOND = tuple(_FIRST.split()), tuple(_SECOND.split())


def seat_names(count: int, taken: Collection[str] = ()) -> list[str]:
    """Return so many names, in alphabetical order, none of them taken.

    Up to 44 names share no word at all, so that nobody takes another's card for their own.
    Raises LearnerError for a number no room has.

    >>> names = seat_names(30)
    >>> len({word for name in names for word in name.split("-")})
    60
    >>> seat_names(0)
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: 0 is no number of seats. Give one from 1 to 60.
    """
    if not 1 <= count <= MOST_SEATS:
        raise LearnerError(f"{count} is no number of seats. Give one from 1 to {MOST_SEATS}.")
    chance = secrets.SystemRandom()
    first = chance.sample(FIRST, len(FIRST))
    second = chance.sample(SECOND, len(SECOND))
    size = len(first)
    pairs = (f"{first[k % size]}-{second[(k + k // size) % size]}" for k in range(size**2))
    free = (name for name in pairs if name not in taken)
    return sorted(next(free) for _ in range(count))


def as_typed(name: str) -> str:
    """Return a seat's name however it was typed.

    >>> as_typed(" Amber  Otter "), as_typed("amber_otter")
    ('amber-otter', 'amber-otter')
    """
    return "-".join(name.casefold().replace("-", " ").replace("_", " ").split())
