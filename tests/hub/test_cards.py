"""Cards: names that suit a room, codes that are kept nowhere, and a sheet that prints."""

import json
import stat
from datetime import date, datetime
from itertools import combinations
from pathlib import Path

import pytest

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub import cards, names

UNTIL = date(2027, 3, 1)
NOON = datetime(2027, 3, 1, 12)


@pytest.fixture(scope="module")
def dealt() -> tuple[cards.Deck, dict[str, str]]:
    deck, made = cards.deal(3, UNTIL)
    return deck, {card.name: card.code for card in made}


def near(one: str, other: str) -> bool:
    """Two words that differ in one letter, or in one more."""
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) < 2
    short, long = sorted((one, other), key=len)
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def test_no_two_words_are_easily_taken_for_each_other() -> None:
    words = [*names.FIRST, *names.SECOND]
    assert [pair for pair in combinations(words, 2) if near(*pair)] == []


def test_words_are_short_plain_letters() -> None:
    for word in (*names.FIRST, *names.SECOND):
        assert word.isascii()
        assert word.isalpha()
        assert word.islower()
        assert 4 <= len(word) <= 10


def test_a_full_machine_gets_names_of_which_none_comes_twice_or_is_taken() -> None:
    first = names.seat_names(60)
    more = names.seat_names(60, taken=first)
    assert len({*first, *more}) == 120


def test_codes_hold_33_bits_and_no_sign_that_is_taken_for_another() -> None:
    assert len(set(cards.SIGNS)) == 18
    assert len(cards.SIGNS) ** cards.SIZE > 2**33
    for alike in ("1li", "0o", "2z", "5s", "8b", "uv", "aeiou"):
        assert not set(cards.SIGNS) & set(alike)


def test_a_card_opens_its_own_seat_alone(dealt: tuple[cards.Deck, dict[str, str]]) -> None:
    deck, codes = dealt
    one, other, _ = deck.names()
    assert deck.opens(one, codes[one], NOON)
    assert not deck.opens(one, codes[other], NOON)
    assert not deck.opens("no-such", codes[one], NOON)
    assert not deck.opens("", "", NOON)


def test_cards_open_until_the_end_of_their_last_day(
    dealt: tuple[cards.Deck, dict[str, str]],
) -> None:
    deck, codes = dealt
    name = deck.names()[0]
    assert deck.opens(name, codes[name], datetime(2027, 3, 1, 23, 59))
    assert not deck.opens(name, codes[name], datetime(2027, 3, 2))


def test_the_file_holds_no_code_and_is_for_its_owner_alone(
    dealt: tuple[cards.Deck, dict[str, str]], tmp_path: Path
) -> None:
    deck, codes = dealt
    file = tmp_path / "cards.json"
    deck.write(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not any(code in file.read_text() for code in codes.values())
    assert cards.read_deck(file) == deck
    assert cards.read_deck(tmp_path / "none.json") is None


def test_a_replaced_card_opens_the_seat_and_the_lost_one_does_not(
    dealt: tuple[cards.Deck, dict[str, str]],
) -> None:
    deck, codes = dealt
    name = deck.names()[0]
    changed, card = cards.replaced(deck, name.replace("-", " ").upper())
    assert changed.opens(name, card.code, NOON)
    assert not changed.opens(name, codes[name], NOON)
    with pytest.raises(LearnerError, match="Did you mean"):
        cards.replaced(deck, name[:-1])


def test_a_seat_that_was_taken_out_opens_no_more(
    dealt: tuple[cards.Deck, dict[str, str]],
) -> None:
    deck, codes = dealt
    name = deck.names()[0]
    assert not deck.without(name).opens(name, codes[name], NOON)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"until": "soon", "seats": {}}'])
def test_a_damaged_file_is_answered_by_one_sentence(content: str, tmp_path: Path) -> None:
    file = tmp_path / "cards.json"
    file.write_text(content)
    with pytest.raises(LearnerError, match="does not hold cards any more"):
        cards.read_deck(file)


def test_a_card_never_shows_its_code_by_accident() -> None:
    assert "kf4m" not in repr(cards.Card("amber-otter", "kf4mw7xt"))
    deck = cards.Deck(UNTIL, {}).with_cards([cards.Card("amber-otter", "kf4mw7xt")])
    assert "kf4m" not in json.dumps(dict(deck.seats))
