"""What a simulated learner does in lesson 4.1: run each cell, answer what they can, save."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.hub.real.learner import WHERE, Learner

EXERCISE = "who-is-missing/safe-table"
SOLVED = """\
big = detailed.table[detailed.table["reached"] >= 10]
board_table = big.sort_values("reached", ascending=False)[["group", "reached"]]
gd.check("who-is-missing/safe-table", board_table)
"""
ANSWERED = ("choice", "number", "reflect")


async def whole_lesson(learner: Learner) -> None:
    """Come, get the lesson, go through it to the end, and save it; the times are the learner's."""
    learner.begin()
    await come_in(learner)
    for cell in code_cells(learner):
        await run_cell(learner, cell)
        if cell["outputs"]:
            learner.note("first result")
        await asyncio.sleep(learner.pause)
    await find_progress(learner)
    await learner.save()
    learner.note("done")
    await learner.leave()


async def come_in(learner: Learner) -> None:
    """Come in and open the lesson, up to where its first cell can be run."""
    await learner.arrive()
    await learner.pull()
    await learner.open()
    await learner.connect()
    learner.note("open")


def code_cells(learner: Learner) -> list[dict[str, Any]]:
    """Return the notebook's cells of code."""
    return [cell for cell in learner.notebook["cells"] if cell["cell_type"] == "code"]


async def run_cell(learner: Learner, cell: dict[str, Any]) -> None:
    """Run one cell as a learner does, and answer the question that it shows."""
    if EXERCISE in cell["source"] and "gd.check" in cell["source"]:
        cell["source"] = SOLVED
    before = set(learner.kernel.questions)
    cell["outputs"] = await learner.kernel.run(cell["source"])
    cell["execution_count"] = 1
    if EXERCISE in cell["source"]:
        learner.answers[EXERCISE] = "right"
    for question in set(learner.kernel.questions) - before:
        await answer(learner, question)


async def answer(learner: Learner, question: str) -> None:
    """Answer a question of the kinds that most have, rightly, in its widget."""
    given = right_answer(learner.kernel.item(question))
    if given is None:
        return
    await learner.kernel.answer(question, {"answer": given, "state": "right", "tries": 1})
    learner.answers[question] = given


def right_answer(item: dict[str, Any]) -> Any:
    """Return a right answer as the widget sends it; nothing for a kind not answered here."""
    if item["kind"] not in ANSWERED:
        return None
    if item["kind"] == "choice":
        right = [bool(option.get("right")) for option in item["options"]]
        return right.index(True) + 1
    if item["kind"] == "number":
        return item["answer"]["value"]
    return "I would ask who decided the boxes on the form."


async def find_progress(learner: Learner) -> None:
    """Ask the kernel where this learner's answers are kept."""
    shown = await learner.kernel.run(WHERE)
    learner.progress = "".join(output["text"] for output in shown).strip()
