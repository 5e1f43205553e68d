"""Things go wrong in a running session: no saved answer is lost, and every learner comes back."""

from collections.abc import Iterator

import pytest

from tests.hub.real.faults import MORE, SHORT
from tests.hub.real.figures import table
from tests.hub.real.running import Hub
from tests.hub.real.session import Session


@pytest.fixture(scope="module")
def session(hub: Hub, link: str) -> Iterator[Session]:
    running = Session(hub, link)
    for name in ("amber-wren", "birch-wren"):
        running.seat(name)
    yield running
    rows = [(o.fault, o.seen[:70], f"{o.back:.1f}", o.lost) for o in running.outcomes]
    head = ("what goes wrong", "what the learner sees", "back after, s", "answers lost")
    print(table("faults in a running session", head, rows))
    running.close()


@pytest.mark.parametrize("fault", SHORT)
def test_no_answer_is_lost_and_everybody_is_back(session: Session, fault: str) -> None:
    assert session.survive(fault, SHORT[fault]).lost == 0


@pytest.mark.whole
@pytest.mark.parametrize("fault", MORE)
def test_nor_is_any_lost_by_what_happens_less_often(session: Session, fault: str) -> None:
    assert session.survive(fault, MORE[fault]).lost == 0
