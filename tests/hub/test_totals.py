"""Session totals point at nobody, whoever looks at every one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greaterdata_lessons.hub.totals import Cell, Totals, as_table, cells_of, from_table
from greaterdata_lessons.learning import bank

LEAST = 2  # the same rules, with "two" for "ten", so that every explanation can be tried
QUESTION = "tea/milk"
NOTHING, TRIED, RIGHT = 0, 1, 2
Path = tuple[int, ...]  # what one person had done with the question at each look


def cells(state: int, busy: tuple[bool, ...]) -> frozenset[Cell]:
    """What a person counts in who has done so much, and something else in the lesson too."""
    other = {("tried", f"tea/other-{n}") for n, was in enumerate(busy) if was}
    found: set[Cell] = {("began", "tea"), *other} if any(busy) else set()
    found |= {("tried", QUESTION)} if state >= TRIED else set()
    return frozenset(found | ({("right", QUESTION)} if state == RIGHT else set()))


def published(room: list[tuple[tuple[bool, ...], Path]], least: int = LEAST) -> tuple[object, ...]:
    """Everything that is ever said of the question, look after look."""
    totals = Totals(least=least)
    seen = []
    for look in range(len(room[0][0])):
        people = {
            f"seat-{n}": cells(path[look], busy[: look + 1]) for n, (busy, path) in enumerate(room)
        }
        said = totals.look(people, now=look * 1000.0)
        seen.append((said.get(("tried", QUESTION), 0), said.get(("right", QUESTION), 0)))
    return tuple(seen)


def paths(busy: tuple[bool, ...]) -> Iterator[Path]:
    """All that somebody can have done who was busy at these times."""
    for path in product((NOTHING, TRIED, RIGHT), repeat=len(busy)):
        steps = zip((NOTHING, *path), path, busy, strict=False)
        if all(after == before or (was and after > before) for before, after, was in steps):
            yield path


def explanations(groups: list[tuple[tuple[bool, ...], int]]) -> Iterator[list[tuple[Path, ...]]]:
    """Every way in which rooms of such people can have gone; people busy alike are alike."""
    choices = [list(combinations_with_replacement(paths(busy), size)) for busy, size in groups]
    yield from map(list, product(*choices))


ROOMS = [
    [((True, True), 6)],
    [((True, True), 3), ((True, False), 3)],
    [((True, False), 3), ((False, True), 3)],
    [((True, True), 2), ((True, False), 2), ((False, True), 3)],
    [((True, True, True), 5)],
    [((True, False, True), 3), ((True, True, False), 3)],
]


@pytest.mark.parametrize("groups", ROOMS, ids=str)
def test_nothing_certain_can_be_told_of_anybody_who_was_busy(
    groups: list[tuple[tuple[bool, ...], int]],
) -> None:
    for worlds in explained(groups).values():
        for at, (busy, _) in enumerate(groups):
            for look in range(len(busy)):
                states = [{path[look] for path in world[at]} for world in worlds]
                if any(busy[: look + 1]):
                    assert not all(s == {RIGHT} for s in states)
                    assert not all(NOTHING not in s for s in states)
                    assert any(RIGHT in s for s in states)


def explained(
    groups: list[tuple[tuple[bool, ...], int]],
) -> dict[tuple[object, ...], list[list[tuple[Path, ...]]]]:
    """For everything that can ever be published, all that explains it."""
    by_output = defaultdict(list)
    for world in explanations(groups):
        room = [(busy, p) for (busy, _), chosen in zip(groups, world, strict=True) for p in chosen]
        by_output[published(room)].append(world)
    assert len(by_output) > 1 or len(groups) == 1 or groups[0][1] < 6
    return by_output


@pytest.mark.parametrize("groups", ROOMS, ids=str)
def test_no_small_group_is_ever_known_to_exist(
    groups: list[tuple[tuple[bool, ...], int]],
) -> None:
    for worlds in explained(groups).values():
        seen = [sizes([path for chosen in world for path in chosen]) for world in worlds]
        for name in seen[0]:
            least, most = min(one[name] for one in seen), max(one[name] for one in seen)
            assert not 0 < least <= most < LEAST, (name, least, most)


def sizes(room: list[Path]) -> dict[str, int]:
    """Every group that somebody might want to work out, and its size."""
    found = {}
    looks = range(len(room[0]))
    for look in looks:
        tried = sum(path[look] >= TRIED for path in room)
        right = sum(path[look] == RIGHT for path in room)
        found |= {f"right {look}": right, f"tried {look}": tried, f"wrong {look}": tried - right}
        found |= {f"not tried {look}": len(room) - tried, f"not right {look}": len(room) - right}
    for first in looks:
        for last in looks[first + 1 :]:
            for state in (TRIED, RIGHT):
                key = f"came to {state} from {first} to {last}"
                found[key] = sum(path[first] < state <= path[last] for path in room)
    return found


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_a_room_does_a_figure_keeps_ten_people_inside_and_ten_outside(
    data: st.DataObject,
) -> None:
    size = data.draw(st.integers(1, 45))
    totals = Totals()
    state = [NOTHING] * size
    busy: list[list[bool]] = [[] for _ in range(size)]
    last: dict[Cell, int] = {}
    for look in range(4):
        for n in range(size):
            was = data.draw(st.booleans())
            busy[n].append(was)
            state[n] = max(state[n], data.draw(st.integers(0, 2))) if was else state[n]
        people = {f"seat-{n}": cells(state[n], tuple(busy[n])) for n in range(size)}
        said = totals.look(people, now=look * 1000.0)
        for (kind, name), number in said.items():
            inside = sum((kind, name) in held for held in people.values())
            assert number % 10 == 0
            assert 10 <= number <= inside
            assert kind == "began" or number <= sum(map(bool, people.values())) - 10
        assert all(said.get(cell, 0) >= number for cell, number in last.items())
        last = said


def room_of(size: int, *found: Cell) -> dict[str, set[Cell]]:
    return {f"seat-{n}": set(found) for n in range(size)}


def test_eleven_tried_and_ten_right_say_nothing() -> None:
    people = room_of(11, ("began", "tea"), ("tried", QUESTION), ("right", QUESTION))
    people["seat-0"].discard(("right", QUESTION))
    totals = Totals()
    assert totals.look(people, now=0) == {("began", "tea"): 10}
    assert totals.took_part == 10


def test_two_looks_a_minute_apart_are_the_same_whatever_happened_between() -> None:
    totals = Totals()
    first = totals.look(room_of(25, ("began", "tea")), now=0)
    assert first == {("began", "tea"): 20}
    assert totals.look(room_of(45, ("began", "tea")), now=60) == first
    assert totals.look(room_of(45, ("began", "tea")), now=601) == {("began", "tea"): 40}


def test_one_person_who_answers_late_moves_nothing() -> None:
    people = room_of(30, ("began", "tea"), ("tried", QUESTION))
    for n in range(9):
        people[f"seat-{n}"].add(("right", QUESTION))
    totals = Totals()
    first = totals.look(people, now=0)
    assert ("right", QUESTION) not in first
    people["seat-9"] = people["seat-9"] | {("right", QUESTION)}
    assert totals.look(people, now=10_000) == first


def test_forgetting_answers_or_deleting_a_seat_takes_nothing_back_that_could_be_subtracted() -> (
    None
):
    totals = Totals()
    first = totals.look(room_of(30, ("began", "tea"), ("tried", QUESTION)), now=0)
    assert first == {("began", "tea"): 30, ("tried", QUESTION): 20}
    left = room_of(3, ("began", "tea"))
    assert totals.look(left, now=10_000) == first


def test_a_stop_in_the_middle_goes_on_from_what_was_said() -> None:
    people = room_of(30, ("began", "who-is-missing"))
    said = Totals().look(people, now=0)
    again = Totals(from_table(as_table(said)))
    grown = people | {f"late-{n}": {("began", "who-is-missing")} for n in range(10)}
    assert again.look(people, now=0) == said
    assert again.look(grown, now=10_000) == said  # ten busy are not more than ten


def test_answers_to_questions_that_no_lesson_has_count_for_nothing() -> None:
    assert (
        cells_of({"no-such/lesson": {"state": "right"}, "../../etc": {"state": "right"}}) == set()
    )


def test_a_lesson_is_finished_when_every_objective_is_met() -> None:
    items = bank.read("who-is-missing")
    right = cells_of({name: {"answer": "", "state": "right"} for name in items})
    assert ("finished", "who-is-missing") in right
    some = cells_of({name: {"answer": "", "state": "not yet"} for name in items})
    assert ("finished", "who-is-missing") not in some
