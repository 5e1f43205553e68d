"""A whole room learns at once: everybody comes through, and no answer is lost."""

from collections.abc import Callable, Iterator

import pytest

from tests.hub.real.conftest import LESSON
from tests.hub.real.figures import capacity, report
from tests.hub.real.room import Room, lost_answers, saved_answers
from tests.hub.real.running import Hub

ANSWERS = 10  # questions of lesson 4.1 that a simulated learner answers


@pytest.fixture
def hold(hub: Hub, link: str) -> Iterator[Callable[..., Room]]:
    rooms = []

    def held(**how: float) -> Room:
        rooms.append(Room(hub, link, LESSON, **how))
        rooms[-1].hold()
        print(report(rooms[-1]))
        print(f"\nas capacity.toml has it:\n{capacity(rooms[-1])}")
        return rooms[-1]

    yield held
    for room in rooms:
        room.close()


def everybody_came_through(room: Room) -> None:
    assert room.failures == {}
    for learner in room.learners:
        assert len(learner.answers) >= ANSWERS
        assert lost_answers(learner) == set()
        assert set(learner.answers) <= saved_answers(learner)


def test_a_room_of_ten_comes_through_with_every_answer_on_disk(hold: Callable[..., Room]) -> None:
    everybody_came_through(hold(count=10, within=40))


@pytest.mark.whole
def test_thirty_come_to_a_hub_where_nothing_was_started(hold: Callable[..., Room]) -> None:
    everybody_came_through(hold(count=30, within=120))


@pytest.mark.whole
def test_thirty_come_to_servers_that_were_started_before(hold: Callable[..., Room]) -> None:
    everybody_came_through(hold(count=30, within=120, prepared=True))
