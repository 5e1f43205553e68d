"""Set up a hub from four questions that a host can answer."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.hub.settings import FORGOTTEN_DAYS, MODES, MOST_SEATS, Settings
from greaterdata_lessons.hub.typed import typed

LEARNER_MB = 350  # one learner with one lesson open
OWN_MB = 1500  # the hub, its proxy and the system
LONGEST_KEPT = 400
HERE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Question:
    """One question: what is asked, why, what counts without an answer, and how it is read."""

    name: str
    asks: str
    why: str
    default: Callable[[dict[str, Any]], str]
    read: Callable[[str], Any]


def read_mode(text: str) -> str:
    """Return how people come in, from a number, a name or the beginning of one.

    >>> read_mode("1"), read_mode("Returning"), read_mode("drop in"), read_mode("single")
    ('drop-in', 'returning', 'drop-in', 'single-sign-on')
    >>> read_mode("4")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: "4" is none of the three. Type 1, 2 or 3.
    """
    plain = "-".join(text.lower().split())
    if plain in ("1", "2", "3"):
        return MODES[int(plain) - 1]
    near = [mode for mode in MODES if plain and mode.startswith(plain)]
    if len(near) == 1:
        return near[0]
    hint = "" if plain.isdigit() else did_you_mean(plain, MODES)
    hint = hint if hint.startswith("Did") else "Type 1, 2 or 3."
    raise LearnerError(f'"{text}" is none of the three. {hint}')


def read_seats(text: str) -> int:
    """Return how many learners at once.

    >>> read_seats("30")
    30
    >>> read_seats("about 30")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: "about 30" is no number of learners. Type one from 1 \
to 60, such as 30.
    """
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and 1 <= int(plain) <= MOST_SEATS):
        more = " For more people, see deploy/z2jh." if plain.isdigit() and int(plain) > 60 else ""
        raise LearnerError(
            f'"{text}" is no number of learners. Type one from 1 to {MOST_SEATS}, such as 30.{more}'
        )
    return int(plain)


def read_keep(text: str) -> int:
    """Return for how many days work is kept.

    >>> read_keep("0"), read_keep("30 days"), read_keep("2 weeks"), read_keep("none")
    (0, 30, 14, 0)
    >>> read_keep("for ever")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: "for ever" is no number of days. Type one from 0 \
(deleted when you close the session) to 400.
    """
    words = text.lower().split()
    if words in (["none"], ["no"]):
        return 0
    times = {"": 1, "day": 1, "days": 1, "week": 7, "weeks": 7, "month": 31, "months": 31}
    unit = " ".join(words[1:])
    if words and words[0].isascii() and words[0].isdigit() and unit in times:
        days = int(words[0]) * times[unit]
        if days <= LONGEST_KEPT:
            return days
    raise LearnerError(
        f'"{text}" is no number of days. Type one from 0 (deleted when you close the session) '
        f"to {LONGEST_KEPT}."
    )


def read_address(text: str) -> str:
    """Return the address that learners type.

    >>> read_address("lessons.example.org")
    'https://lessons.example.org'
    >>> read_address("10.42.0.1"), read_address("http://localhost")
    ('http://10.42.0.1:8000', 'http://localhost:8000')
    >>> read_address("our library")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: "our library" is no address. Type one such as \
lessons.example.org, or 10.42.0.1 on your own Wi-Fi.
    """
    plain = text.strip().rstrip("/")
    if "://" not in plain:
        plain = f"{'http' if is_local(plain.partition(':')[0]) else 'https'}://{plain}"
    found = urlparse(plain)
    host = found.hostname or ""
    sound = found.scheme in ("http", "https") and not (found.path or found.query or found.username)
    labels = host.split(".")
    named = is_local(host) or (len(labels) > 1 and all(map(_is_label, labels)))
    if not sound or not named or not _port_is_sound(plain):
        raise LearnerError(
            f'"{text}" is no address. Type one such as lessons.example.org, or 10.42.0.1 on your '
            "own Wi-Fi."
        )
    if found.scheme == "http" and found.port is None:
        plain += ":8000"
    return plain


def _is_label(text: str) -> bool:
    return bool(text) and text.isascii() and text.replace("-", "a").isalnum()


def _port_is_sound(address: str) -> bool:
    try:
        return urlparse(address).port != 0
    except ValueError:
        return False


def is_local(host: str) -> bool:
    """Tell whether a machine is reached without the internet.

    >>> is_local("localhost"), is_local("10.42.0.1"), is_local("hub.local"), is_local("8.8.8.8")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".home.arpa"))


MODE_WORDS = """1. Who comes?
     1  drop-in: anybody. Each gets a card with a made-up name. Everything is deleted afterwards.
     2  returning: people on your list. Each chooses a password and finds their work again.
     3  single sign-on: people with an account of your organisation. Your IT team helps."""
QUESTIONS = (
    Question("mode", MODE_WORDS, "", lambda said: "1", read_mode),
    Question("seats", "2. How many learners at once?", "", lambda said: "30", read_seats),
    Question(
        "keep_days",
        "3. For how many days after they were last here is their work kept?",
        "0 deletes it when you close the session, or after a week if you forget to.",
        lambda said: "0" if said.get("mode") == "drop-in" else "30",
        read_keep,
    ),
    Question(
        "address",
        "4. What do people type to get here?",
        "A name on the internet, such as lessons.example.org; or this laptop's address on your own "
        "Wi-Fi, such as 10.42.0.1 (hostname -I shows it); or nothing, to try it here alone.",
        lambda said: HERE,
        read_address,
    ),
)


def answers(given: dict[str, str], ask: Callable[[str], str], tell: Callable[[str], None]) -> Any:
    """Return the settings, asking for what was not given.

    given: answers by the names of the questions. ask: returns what is typed after a prompt.
    tell: shows a sentence. Raises LearnerError for a wrong answer that was given, not typed.
    """
    said: dict[str, Any] = {}
    for question in QUESTIONS:
        if question.name in given:
            said[question.name] = question.read(given[question.name])
        else:
            said[question.name] = _asked(question, said, ask, tell)
    return Settings(**said)


def _asked(
    question: Question,
    said: dict[str, Any],
    ask: Callable[[str], str],
    tell: Callable[[str], None],
) -> Any:
    """Ask until the answer is one."""
    default = question.default(said)
    tell(f"\n{question.asks}" + (f"\n   {question.why}" if question.why else ""))
    while True:
        typed = ask(f"   [{default}]: ").strip() or default
        try:
            return question.read(typed)
        except LearnerError as error:
            tell(f"   {error}")


def as_options(settings: Settings) -> str:
    """Return the action with the answers as options.

    >>> as_options(Settings())
    'setup --mode drop-in --seats 30 --keep 0 --address http://127.0.0.1:8000'
    """
    said = {"mode": settings.mode, "seats": settings.seats, "keep": settings.keep_days}
    listed = "".join(f" --{name} {value}" for name, value in said.items())
    return f"setup{listed} --address {settings.address}"


def memory_gb(settings: Settings) -> int:
    """Return how much memory a machine needs for these learners, in whole gigabytes.

    >>> memory_gb(Settings(seats=30)), memory_gb(Settings(seats=5))
    (12, 4)
    """
    return max(4, math.ceil((settings.seats * LEARNER_MB + OWN_MB) / 1000))


def in_words(settings: Settings) -> str:
    """Return the settings as a host would say them.

    >>> print(in_words(Settings()))
    Anybody with a card, 30 at once; work is deleted when you close the session, or else after \
7 days; people type http://127.0.0.1:8000.
    """
    who = {"drop-in": "Anybody with a card", "returning": "People on your list"}
    kept = f"work is kept for {settings.keep_days} days"
    if not settings.keep_days:
        kept = f"work is deleted when you close the session, or else after {FORGOTTEN_DAYS} days"
    named = who.get(settings.mode, "People with an account of your organisation")
    return f"{named}, {settings.seats} at once; {kept}; people type {settings.address}."


def next_steps(settings: Settings, folder: str, tried: bool) -> Iterator[str]:
    """Yield what to do next, in at most five lines.

    folder: where the files for a server are; empty for a hub on this machine. tried: the hub's
    own environment runs this.
    """
    here = f"sudo {typed()}" if tried else "sudo .venv-hub/bin/greaterdata"
    command = "sudo greaterdata" if folder else here
    if folder:
        host = urlparse(settings.address).hostname
        yield (
            f"Get a server with Ubuntu 24.04 or Debian 12, {memory_gb(settings)} GB of memory and "
            f"4 processors, and let {host} lead to it"
        )
        yield f"On the server, in this folder: sudo bash {folder}/install.sh  (20 to 30 minutes)"
    elif not tried:
        yield "python3 tools/environment.py hub  (2 to 4 minutes, once)"
    if settings.mode == "drop-in":
        yield f"{command} hub cards  (writes the sheet to print)"
    elif settings.mode == "returning":
        yield f"{command} hub people add YOUR-NAME --host  (then one for each learner)"
    else:
        place = "/srv/greaterdata" if folder else settings.state
        yield f"With your IT team, fill in {place}/sign-in.toml"
    yield f"{command} hub check  (says what is still missing)"
    if not folder:
        yield f"{command} hub start"
