"""The page "Many rooms": its sums are the library's, in the tables and in the form."""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest
from playwright.sync_api import Browser

from greaterdata_lessons.cli import main
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub.capacity import Node, measured, rooms
from tests.book.test_pages import visit
from tools.book_rooms import HOURS_SHOWN, LEARNERS, NODES, PRICE, rooms_parts

GRID = list(product((1, 28, 29, 30, 58, 59, 333), (2, 4, 8, 16, 64, 512), (0, 15), (0, 20, 730)))
RECKON = """async ([script, grid]) => {
  const { rooms } = await import(script);
  const facts = JSON.parse(document.getElementById("rooms").dataset.facts);
  return grid.map(([learners, gb, kept, hours]) =>
    rooms({ learners, gb, kept, price: 95, hours }, facts));
}"""


def test_the_tables_hold_what_the_function_says() -> None:
    parts = rooms_parts(measured())
    nodes = re.findall(r"<tr><th[^>]*>(\d+)</th>(.*?)</tr>", parts["nodes"])
    assert [int(learners) for learners, _ in nodes] == list(LEARNERS)
    for learners, cells in nodes:
        shown = [int(each) for each in re.findall(r"gd-number\">(\d+)<", cells)]
        assert shown == [rooms(int(learners), Node(gb)).nodes for gb in NODES]
    for learners, cells in re.findall(r"<tr><th[^>]*>(\d+)</th>(.*?)</tr>", parts["pounds"]):
        need = rooms(int(learners))
        wanted = [need.pounds(PRICE), *(need.pounds(PRICE, hours) for hours in HOURS_SHOWN)]
        shown = [int(each.replace(",", "")) for each in re.findall(r"£([\d,]+)", cells)]
        assert shown == [round(each) for each in wanted]


def test_more_learners_never_need_fewer_nodes_and_nobody_is_left_without_a_seat() -> None:
    seat = measured().seat_mb
    for gb in (2, 8, 16, 64):
        counts = [rooms(learners, Node(gb)) for learners in range(1, 400)]
        assert all(a.nodes <= b.nodes for a, b in pairwise(counts))
        assert all(each.nodes <= each.busiest <= each.nodes + 1 for each in counts)
        assert all(each.waiting + (each.nodes - 1) * each.seats >= each.learners for each in counts)
        assert all(each.seats * seat <= gb * 1024 * 0.85 for each in counts)


def test_nobody_and_a_node_too_small_are_told_in_a_sentence() -> None:
    with pytest.raises(LearnerError, match="Give how many are in at once"):
        rooms(0)
    with pytest.raises(LearnerError, match="A node of 1 GB is too small"):
        rooms(30, Node(1))


def test_the_command_says_the_same_and_what_comes_on_top(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["hub", "size", "120", "--node-gb", "32", "--node-price", "180"]) == 0
    need = rooms(120, Node(32))
    assert capsys.readouterr().out.splitlines() == [
        str(need),
        f"A month costs £{need.pounds(180):,.0f} with all nodes always on, or "
        f"£{need.pounds(180, 20):,.0f} if nodes come and go and people learn 20 hours. Storage, "
        "traffic and the provider's fee for the cluster come on top.",
    ]


def test_the_form_reckons_as_the_library_does_and_answers_at_the_keyboard(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/facilitators/many-rooms.html") as page:
        found = page.evaluate(RECKON, [f"{site}/_static/rooms.mjs", GRID])
        for (learners, gb, kept, hours), ours in zip(GRID, found, strict=True):
            try:
                need = rooms(learners, Node(gb, kept=kept / 100))
            except LearnerError:
                assert ours is None
                continue
            assert (ours["nodes"], ours["busiest"]) == (need.nodes, need.busiest)
            assert (ours["seats"], ours["waiting"]) == (need.seats, need.waiting)
            assert ours["always"] == pytest.approx(need.pounds(95))
            assert ours["growing"] == pytest.approx(need.pounds(95, hours))
        told = page.get_by_role("status")
        page.get_by_label("Price of a node for a month, in pounds").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("95")
        always = rooms(120).pounds(95)
        assert f"£{always:,.0f} a month" in told.inner_text()
        page.get_by_role("spinbutton", name="Learners at once").fill("2.5")
        assert told.inner_text() == "Learners at once: give a whole number from 1 up."
        page.get_by_role("spinbutton", name="Learners at once").fill("30")
        page.get_by_label("Memory of a node, in GB").fill("4")
        page.get_by_label("Kept by the node for itself, in percent").fill("90")
        assert "holds nobody beside the hub" in told.inner_text()
