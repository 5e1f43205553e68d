"""Guessing is slow, and nobody who has the code is kept out by somebody who has not."""

import pytest

from greaterdata_lessons.hub import throttle
from greaterdata_lessons.hub.throttle import Throttle

SEAT, HOLDER, STRANGER = "amber-otter", "192.0.2.1", "192.0.2.2"
DAY = 86_400


def tries(door: Throttle, address: str, seconds: int, seat: str = SEAT) -> int:
    """How many wrong codes somebody gets to try who never stops, one try a second."""
    return sum(door.ask(seat, address, now) == 0 for now in range(seconds))


def test_four_mistakes_are_free_and_then_each_wait_is_longer() -> None:
    door, now, waits = Throttle(), 0.0, []
    for _ in range(14):
        now += door.wait(SEAT, HOLDER, now)
        assert door.ask(SEAT, HOLDER, now) == 0
        waits.append(door.wait(SEAT, HOLDER, now))
    assert waits == [0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300]


def test_one_address_gets_a_few_hundred_tries_a_day_at_one_seat() -> None:
    assert tries(Throttle(), STRANGER, DAY) < 320


def test_whoever_guesses_all_day_keeps_the_holder_out_for_no_second() -> None:
    door = Throttle()
    for now in range(0, DAY, 5):
        door.ask(SEAT, STRANGER, now)
        assert door.wait(SEAT, HOLDER, now) == 0


def test_the_right_code_takes_back_what_was_counted() -> None:
    door = Throttle()
    for now in range(3):
        door.ask(SEAT, HOLDER, now)
    door.right(SEAT, HOLDER)
    assert [door.ask(SEAT, HOLDER, 3) for _ in range(4)] == [0] * 4
    assert door.wait(SEAT, HOLDER, 3) == 5


def test_a_thousand_tries_sent_at_once_are_four_tries() -> None:
    door = Throttle()
    assert sum(door.ask(SEAT, STRANGER, 1) == 0 for _ in range(1000)) == throttle.MISTAKES


def test_tries_from_ever_new_addresses_are_spaced_once_they_are_many() -> None:
    door = Throttle()
    let = sum(door.ask(SEAT, f"198.51.100.{now}", now) == 0 for now in range(3600))
    assert let < 150 + 3600 / throttle.FLOOD_WAIT + 1


def test_a_browser_that_was_in_before_passes_such_a_flood() -> None:
    door = Throttle()
    for now in range(400):
        door.ask(SEAT, f"198.51.100.{now}", now)
    assert door.wait(SEAT, HOLDER, 400) > 0
    assert door.wait(SEAT, f"{throttle.MARK}x7", 400) == 0


def test_thirty_people_behind_one_address_may_each_mistype_three_times() -> None:
    door = Throttle()
    for seat in range(30):
        assert [door.ask(f"seat-{seat}", HOLDER, seat + k) for k in range(3)] == [0] * 3
        door.right(f"seat-{seat}", HOLDER)


def test_one_address_that_goes_from_seat_to_seat_is_slowed() -> None:
    door = Throttle()
    let = sum(
        door.ask(f"seat-{seat}", STRANGER, now) == 0 for now in range(600) for seat in range(30)
    )
    assert let < 30 * throttle.MISTAKES + 30 * 600 / throttle.ADDRESS_WAIT


def test_mistakes_are_forgotten_after_an_hour() -> None:
    door = Throttle()
    for now in range(4):
        door.ask(SEAT, HOLDER, now)
    assert door.wait(SEAT, HOLDER, 4) > 0
    assert door.wait(SEAT, HOLDER, 4 + throttle.HOUR) == 0


def test_made_up_names_do_not_fill_the_memory() -> None:
    door = Throttle()
    for number in range(throttle.REMEMBERED):
        door.ask("x" * 10_000 + str(number), f"{number}", number / 1000)
    kept = door._wrong
    assert len(kept) <= throttle.REMEMBERED
    assert max(len(seat) for _, seat, _ in kept) == 64


@pytest.mark.parametrize("seconds", [0.1, 5, 59.5, 299])
def test_the_sentence_never_says_less_than_the_wait(seconds: float) -> None:
    number, unit = throttle.in_words(seconds).split()
    assert int(number) * (60 if unit.startswith("minute") else 1) >= seconds
