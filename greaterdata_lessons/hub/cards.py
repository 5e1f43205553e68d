"""Cards for a drop-in session: a made-up name and a code for each seat, and what is kept of them.

A code has eight signs out of eighteen that are not taken for one another on paper: 33 bits of
chance. That is enough for a door that lets nobody guess quickly (greaterdata_lessons.hub.throttle),
and the file keeps only a salted scrypt hash of each, for root alone. The codes themselves stand on
the printed sheet and nowhere else: a lost card is replaced, never looked up.

Sources: OWASP Password Storage Cheat Sheet (scrypt); NIST SP 800-63B, 5.1.2 (look-up secrets of at
least 20 bits, where tries are limited).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path

from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.hub.names import as_typed, seat_names

HOST = "host"  # the name on the host's own card
SIGNS = "cdfhjkmprtwxy34679"  # no vowel, so no word; nothing like 1 l i, 0 o, 2 z, 5 s, 8 b, u v n
SIZE, HOSTS_SIZE = 8, 16  # signs of a learner's code (33 bits), of a host's (66 bits)
COST = {"n": 2**14, "r": 8, "p": 1}  # scrypt: 16 MB and about a twentieth of a second


@dataclass(frozen=True)
class Card:
    """What is printed on one card.

    >>> print(Card("amber-otter", "kf4mw7xt"))
    amber-otter  kf4m w7xt
    """

    name: str
    code: str = field(repr=False)

    @property
    def spaced(self) -> str:
        """Return the code in groups of four, as it is printed."""
        return " ".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))

    def __str__(self) -> str:
        """Return the card in one line."""
        return f"{self.name}  {self.spaced}"


def new_code(size: int = SIZE) -> str:
    """Return a random code of so many signs.

    >>> len(new_code()), set(new_code()) <= set(SIGNS)
    (8, True)
    """
    return "".join(secrets.choice(SIGNS) for _ in range(size))


def code_as_typed(code: str) -> str:
    """Return a code without what people add: spaces, hyphens, capitals.

    >>> code_as_typed(" KF4M-w7xt ")
    'kf4mw7xt'
    """
    return "".join(code.casefold().replace("-", " ").split())


def hashed(code: str, salt: bytes | None = None) -> str:
    """Return what is kept of a code: a salt and its scrypt hash.

    >>> len(hashed("kf4mw7xt")), hashed("kf4mw7xt") == hashed("kf4mw7xt")
    (97, False)
    """
    salt = salt or secrets.token_bytes(16)
    digest = hashlib.scrypt(code.encode(), salt=salt, dklen=32, **COST)
    return f"{salt.hex()}-{digest.hex()}"


@dataclass(frozen=True)
class Deck:
    """The seats of one run of cards, the hashes of their codes, and the last day they open."""

    until: date
    seats: Mapping[str, str] = field(repr=False)

    def opens(self, name: str, code: str, now: datetime) -> bool:
        """Tell whether a name and a code, as typed, open a seat now.

        It takes as long for a name that is not there, and for cards that have run out.
        """
        name = as_typed(name)
        kept = self.seats.get(name, f"{'00' * 16}-{'00' * 32}")
        found = hashed(code_as_typed(code), bytes.fromhex(kept.split("-")[0]))
        same = hmac.compare_digest(found.encode(), kept.encode())
        return same and name in self.seats and self.open(now)

    def open(self, now: datetime) -> bool:
        """Tell whether the cards still open anything, by the clock of this machine."""
        return now <= datetime.combine(self.until, time.max)

    def names(self) -> list[str]:
        """Return the names of the learners' seats."""
        return sorted(name for name in self.seats if name != HOST)

    def with_cards(self, cards: Iterable[Card]) -> Deck:
        """Return the deck with these cards added, or in place of those of the same names."""
        return replace(self, seats={**self.seats, **{c.name: hashed(c.code) for c in cards}})

    def without(self, name: str) -> Deck:
        """Return the deck without a seat: its card opens nothing any more."""
        return replace(self, seats={k: v for k, v in self.seats.items() if k != name})

    def write(self, path: Path) -> None:
        """Write it for its owner alone to read."""
        kept = {"until": self.until.isoformat(), "seats": dict(sorted(self.seats.items()))}
        write_whole(path, f"{json.dumps(kept, indent=1)}\n".encode(), mode=0o600)


def read_deck(path: Path) -> Deck | None:
    """Return the cards that a file keeps, or None where there is none.

    Raises LearnerError for a file that holds something else.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Deck(date.fromisoformat(kept["until"]), dict(kept["seats"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise LearnerError(
            f"{path} does not hold cards any more. Delete it, and make new ones: "
            "greaterdata hub cards 30"
        ) from None


def deal(count: int, until: date) -> tuple[Deck, list[Card]]:
    """Return a new deck and its cards: the host's first, then so many seats.

    >>> deck, cards = deal(2, date(2027, 3, 1))
    >>> len(cards), cards[0].name, deck.opens("Host", cards[0].spaced, datetime(2027, 3, 1, 23))
    (3, 'host', True)
    """
    cards = [Card(HOST, new_code(HOSTS_SIZE))]
    cards += [Card(name, new_code()) for name in seat_names(count, [HOST])]
    return Deck(until, {}).with_cards(cards), cards


def replaced(deck: Deck, name: str) -> tuple[Deck, Card]:
    """Return the deck with a new code for one seat, whose work stays; the lost card opens nothing.

    Raises LearnerError, with the nearest name, for a seat that is not there.

    >>> deck, _ = deal(1, date(2027, 3, 1))
    >>> _, card = replaced(deck, "Host")
    >>> card.name, len(card.code)
    ('host', 16)
    """
    seat = as_typed(name)
    if seat not in deck.seats:
        raise LearnerError(f'No card says "{name}". {did_you_mean(seat, sorted(deck.seats))}')
    card = Card(seat, new_code(HOSTS_SIZE if seat == HOST else SIZE))
    return deck.with_cards([card]), card
