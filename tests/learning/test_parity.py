"""The page and the library mark alike, and show text alike."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from greaterdata_lessons.learning import bank, certainty, stored
from greaterdata_lessons.learning.marking import mark
from greaterdata_lessons.learning.markup import to_html
from greaterdata_lessons.learning.proofs import proof_answers
from tests.learning.conftest import ROOT

BANKS = sorted((ROOT / "greaterdata_lessons" / "learning" / "banks").glob("*.json"))
SIGNS = "0123456789 ,.%-+eE/£\u00a0\u2212\u2009a"
TEXTS = [
    "1,234", "0,56", "0,556", "56 %", "56%", "56 per cent", "60/108", "1/0", "1/2/3", "1e400",
    "-.5", "5.", "1 250", "1,25,000", "£3.50", "0.556 of the people expected", "nan", "inf",
    "0.01", "0.58", "55.6", "55.6 %", "9" * 300, "२", "1", "01", "3", "99", "2 1 3 4", "3412",
    "3,4,1,2", "3 4 1 2", "1-2-3-4", "about", "ABOUT 490,000.", "about 4", "everybody",
    "Everybody who", "...", "…", " ", "<script>alert(1)</script>", "leave it out",
]  # fmt: skip
OTHERS = [
    None, True, 1, 2.0, 2.5, 0, -1, 1e308, [], [1], [3, 4, 1, 2], ["3", "4", "1", "2"],
    [3, 4, 1, None], [None, ""], {"action": 2, "reasons": [2, 3]},
    {"action": "leave", "reasons": "2 3"},
    {"action": 3, "reasons": "seven", "safeguards": [2]}, {"action": 9}, {"reasons": [1]},
    {"action": "", "reasons": []}, {"action": 1, "because": 2}, {"action": 2, "reasons": [4]},
    [1, 3], [3, 1, 1], "1 3", "1, 2, 3, 4", ["the list is sold", 3], [2, 3], [4], [1] * 201,
]  # fmt: skip


@pytest.fixture(scope="module")
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page from which the module can be called."""
    opened = browser.new_page()
    opened.goto(site)
    yield opened
    opened.close()


def marked_in_the_page(page: Page, item: dict[str, Any], answers: list[Any]) -> list[Any]:
    script = """async ([item, answers]) => {
        const { mark } = await import("./question.mjs");
        return answers.map((answer) => mark(item, answer));
    }"""
    marked: list[Any] = page.evaluate(script, [item, answers])
    return marked


def marked_in_python(item: dict[str, Any], answers: list[Any]) -> list[Any]:
    return [vars(mark(item, answer)) for answer in answers]


def travels(answer: object) -> bool:
    try:
        return bool(json.dumps(answer))
    except (TypeError, RuntimeError):
        return False


def every_item(compiled: dict[str, Any]) -> list[dict[str, Any]]:
    banks = [compiled, *(json.loads(path.read_text(encoding="utf-8")) for path in BANKS)]
    here = {"table", "value"}  # what is answered in the notebook alone
    return [item for each in banks for item in each["items"].values() if item["kind"] not in here]


def test_page_and_library_mark_every_proof_answer_alike(
    page: Page, compiled: dict[str, Any]
) -> None:
    for item in every_item(compiled):
        proofs = [proof for proof in proof_answers(item) if travels(proof[0])]
        answers = [answer for answer, _, _ in proofs]
        in_page = marked_in_the_page(page, item, answers)
        expected = [(state, misconception) for _, state, misconception in proofs]
        assert [(each["state"], each["misconception"]) for each in in_page] == expected, item["id"]
        told = [
            (each["state"], each["says"]) for each in in_page if each["state"] != "could not read"
        ]
        python = [
            (each["state"], each["says"])
            for each in marked_in_python(item, answers)
            if each["state"] != "could not read"
        ]
        assert told == python, item["id"]


def test_page_and_library_read_any_text_alike(page: Page, compiled: dict[str, Any]) -> None:
    chance = random.Random(7)
    texts = ["".join(chance.choices(SIGNS, k=chance.randint(1, 7))) for _ in range(600)]
    for item in every_item(compiled):
        answers = TEXTS + texts
        assert marked_in_the_page(page, item, answers) == marked_in_python(item, answers), item[
            "id"
        ]


def test_page_and_library_agree_on_the_state_of_any_other_answer(
    page: Page, compiled: dict[str, Any]
) -> None:
    for item in every_item(compiled):
        in_page = marked_in_the_page(page, item, OTHERS)
        python = marked_in_python(item, OTHERS)
        assert [each["state"] for each in in_page] == [each["state"] for each in python], item["id"]


LEVELS = [None, "guess", "fairly", "very"]


def test_page_and_library_keep_the_same_record(page: Page) -> None:
    chance = random.Random(8)
    answers = [0.5, "1.8", [1, 3], {"action": "No", "reasons": []}, "x"]
    states = [("right", None), ("not yet", "upside-down"), ("not yet", None), ("kept", None)]
    steps = [
        [chance.choice(answers), *chance.choice(states), chance.choice(LEVELS)] for _ in range(40)
    ]
    script = """async (steps) => {
        const { added } = await import("./question.mjs");
        const records = [];
        for (const [answer, state, misconception, sure] of steps) {
            records.push(added(records.at(-1) ?? null, answer, { state, misconception }, sure));
        }
        return records;
    }"""
    expected: list[dict[str, Any]] = []
    for answer, state, slip, sure in steps:
        before = expected[-1] if expected else None
        expected.append(stored.add(before, answer, state, sure=sure, misconception=slip))
    assert [len(each.pop("when")) for each in expected] == [20] * 40
    in_page = page.evaluate(script, steps)
    for each in (*expected, *in_page):
        assert ("began" in each) == ("first" in each)
        each.pop("began", None)
    assert all(re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z", each.pop("when")) for each in in_page)
    assert in_page == expected


def test_page_and_library_say_alike_how_often_somebody_was_right(page: Page) -> None:
    chance = random.Random(9)
    firsts = ["right", "right", "not yet", None]
    records = [{"sure": chance.choice(LEVELS), "first": chance.choice(firsts)} for _ in range(60)]
    script = """async ([level, records]) => {
        const { borneOut } = await import("./question.mjs");
        return borneOut(level, records);
    }"""
    for level in ("guess", "fairly", "very"):
        for count in (0, 3, 9, 20, 60):
            said = page.evaluate(script, [level, [*records[:count], None]])
            assert said == certainty.sentence(level, records[:count]), (level, count)
    for unsaid in (None, "", "toString"):
        assert page.evaluate(script, [unsaid, [{"first": "right"}] * 9]) == ""


def test_page_and_library_show_text_alike(page: Page, compiled: dict[str, Any]) -> None:
    texts = [item[field] for item in every_item(compiled) for field in item
             if isinstance(item[field], str)]  # fmt: skip
    texts += [
        "one\n\ntwo **bold** and `code`", "- a\n- b\n  more\n\n1. c\n2. d", "say:\n- a\n- b",
        "```\nx < 1\n\ny\n```\nafter", "before\n```python\nx = 1\n```", "**a** **b", "`` ` **",
        "```\nnever closed", "<b>&amp;</b>", "  indented\n\n\n\nfar", "1.5 is a number", "",
    ]  # fmt: skip
    script = """async (texts) => {
        const { formatted } = await import("./question.mjs");
        return texts.map((text) => {
            const box = document.createElement("div");
            box.append(...formatted(text));
            return box.innerHTML;
        });
    }"""
    plain = [to_html(text).replace("&quot;", '"').replace("&#x27;", "'") for text in texts]
    assert page.evaluate(script, texts) == plain


def test_the_library_reads_every_installed_bank() -> None:
    assert bank.lessons() == [Path(path).stem for path in BANKS]
    for lesson in bank.lessons():
        assert bank.read(lesson), lesson
