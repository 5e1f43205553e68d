"""How often somebody may be wrong at the door: guessing is slow, and nobody locks another out.

Three counts, each of the last hour: wrong codes for one seat from one address, for one seat from
anywhere, and from one address for any seat. A room shares one address, so the last is generous.

Whoever has not been wrong for a seat from where they are now is let try at once. So a stranger who
guesses at a seat cannot keep its holder out from another address; and somebody beside the holder,
on the same network, can make them wait at most LONGEST seconds. Addresses can be forged or hired:
from SEAT_FLOOD wrong codes an hour on, tries for that seat are spaced wherever they come from.
A browser that has been in before carries a signed mark and goes by that instead of an address: it
is let past all that others do wrong, and counts its own mistakes.

With 33 random bits in a code and at most 12 tries an hour once the wait has grown, one address
needs on average fifty thousand years for one seat. Counts live in memory: a restart forgets them.
"""

from __future__ import annotations

from collections import OrderedDict, deque

MISTAKES = 4  # free wrong codes for one seat from one address: people mistype
FIRST, LONGEST = 5.0, 300.0  # seconds to wait after the next wrong one, doubling up to
HOUR = 3600.0
SEAT_BUSY, SEAT_WAIT = 20, 60.0  # wrong codes for one seat from anywhere in an hour
SEAT_FLOOD, FLOOD_WAIT = 150, 10.0  # so many that not even a new address is let try at once
ADDRESS_BUSY, ADDRESS_WAIT = 100, 30.0  # wrong codes from one address in an hour
REMEMBERED = 20_000  # counts kept at once; beyond it the oldest is forgotten
MARK = "browser "  # how the address of a browser that has been in before begins

Key = tuple[str, str, str]  # what is counted, the seat, the address


class Throttle:
    """Count wrong codes, and say how long the next try has to wait.

    >>> door = Throttle()
    >>> [door.ask("amber-otter", "192.0.2.7", now) for now in range(5)]
    [0.0, 0.0, 0.0, 0.0, 4.0]
    >>> door.ask("amber-otter", "192.0.2.8", 5)  # its holder, from somewhere else
    0.0
    """

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._wrong: OrderedDict[Key, deque[float]] = OrderedDict()

    def ask(self, seat: str, address: str, now: float) -> float:
        """Return how many seconds to wait: 0 lets one try through, and counts it as wrong.

        It counts before the code is looked at, so that a thousand tries sent at once are a
        thousand tries; `right` takes the count back. `now` is in seconds, of a clock that only
        goes forward. A try that has to wait counts for nothing.
        """
        wait = self.wait(seat, address, now)
        if wait <= 0:
            for key in _keys(seat, address):
                self._count(key, now)
        return wait

    def wait(self, seat: str, address: str, now: float) -> float:
        """Return how many seconds the next try for a seat from an address has to wait."""
        pair, at_seat, at_address = _keys(seat, address)
        mine, others = self._recent(pair, now), self._recent(at_seat, now)
        if not mine:
            flood = len(others) >= SEAT_FLOOD and not address.startswith(MARK)
            return max(0.0, others[-1] + FLOOD_WAIT - now) if flood else 0.0
        extra = len(mine) - MISTAKES
        waits = [min(FIRST * 2**extra, LONGEST)] if extra >= 0 else [0.0]
        if len(others) >= SEAT_BUSY and not address.startswith(MARK):
            waits.append(SEAT_WAIT)
        if len(self._recent(at_address, now)) >= ADDRESS_BUSY:
            waits.append(ADDRESS_WAIT)
        return max(0.0, mine[-1] + max(waits) - now)

    def right(self, seat: str, address: str) -> None:
        """Forget what was wrong for this seat from this address: its holder has come in."""
        pair, at_seat, at_address = _keys(seat, address)
        mine = self._wrong.pop(pair, deque())
        for key in (at_seat, at_address):
            times = self._wrong.get(key, deque())
            for time in mine:
                if time in times:
                    times.remove(time)

    def _count(self, key: Key, now: float) -> None:
        self._wrong.setdefault(key, deque(maxlen=2 * ADDRESS_BUSY)).append(now)
        self._wrong.move_to_end(key)
        while len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)

    def _recent(self, key: Key, now: float) -> deque[float]:
        times = self._wrong.get(key)
        if times is None:
            return deque()
        while times and times[0] <= now - HOUR:
            times.popleft()
        if not times:
            del self._wrong[key]
        return times


def _keys(seat: str, address: str) -> tuple[Key, Key, Key]:
    """Return the keys of the three counts; nothing anybody types is kept at full length."""
    seat, address = seat[:64], address[:64]
    return ("both", seat, address), ("seat", seat, ""), ("address", "", address)


def in_words(seconds: float) -> str:
    """Return a wait as somebody would say it, rounded up.

    >>> in_words(0.2), in_words(20), in_words(61), in_words(300)
    ('1 second', '20 seconds', '2 minutes', '5 minutes')
    """
    whole = max(1, int(-(-seconds // 1)))
    number, unit = (whole, "second") if whole <= 60 else (-(-whole // 60), "minute")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def sentence(seconds: float) -> str:
    """Return what the sign-in page says to somebody who has to wait.

    >>> sentence(20)
    'That was wrong a few times. Wait 20 seconds, then look at each letter and try again.'
    """
    return (
        f"That was wrong a few times. Wait {in_words(seconds)}, "
        "then look at each letter and try again."
    )
