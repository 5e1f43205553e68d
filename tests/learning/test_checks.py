"""What a learner calls: check, hint, solution, question, prediction."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from greaterdata_lessons.learning import bank
from greaterdata_lessons.learning.checks import Feedback, check, hint, solution
from greaterdata_lessons.learning.proofs import Crashing
from greaterdata_lessons.learning.saved import MIME
from greaterdata_lessons.show.question import Question, prediction, question, static_html
from tests.learning.conftest import ROOT

Items = dict[str, dict[str, Any]]
pytestmark = pytest.mark.usefixtures("installed")


def test_a_check_prints_as_sentences_and_shows_as_html() -> None:
    reply = check("every-kind/ratio", 1.8)
    assert repr(reply) == str(reply) == "Not yet. You have expected over reached. Turn it round."
    assert reply == Feedback(
        "every-kind/ratio",
        "not yet",
        "You have expected over reached. Turn it round.",
        "ratio-upside-down",
    )
    html = reply._repr_html_()
    assert "<p><strong>Not yet.</strong> You have expected over reached." in html


def test_what_is_shown_is_escaped() -> None:
    reply = Feedback("a/b", "right", "<script>alert(1)</script> & **so on**")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <strong>so on</strong>" in (
        reply._repr_html_()
    )


def test_a_check_without_an_answer_says_where_to_put_it() -> None:
    said = "Not tried yet. Put your answer in place of the three dots, then run the cell again."
    assert repr(check("every-kind/ratio", ...)) == repr(check("every-kind/ratio")) == said


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("every-kind/ration", 'Did you mean "every-kind/ratio"?'),
        ("ratio", 'Did you mean "every-kind/ratio"?'),
        ("evry-kind/steps", 'Did you mean "every-kind/steps"?'),
        ("qqqq", 'There is no question called "qqqq".'),
        ("", 'There is no question called "".'),
        ("../../etc/passwd", "There is no question called"),
        (None, "A question's name is text"),
        (7, "A question's name is text"),
        ([], "A question's name is text"),
        (Crashing(), "A question's name is text"),
    ],
)
def test_a_name_that_does_not_exist_is_answered_with_the_nearest(name: Any, says: str) -> None:
    for ask in (check, hint, solution, question, prediction):
        reply = ask(name)
        assert isinstance(reply, Feedback)
        assert reply.state == "could not read"
        assert says in repr(reply)


def test_hints_come_one_after_the_other_and_then_say_there_are_two() -> None:
    assert repr(hint("every-kind/ratio")).startswith("Hint. 1 of 2: How many of 6,000")
    assert repr(hint("every-kind/ratio")) == "Hint. 2 of 2: You expect 108. You have 60."
    for _ in range(2):
        assert "There are two hints, and you have seen both." in repr(hint("every-kind/ratio"))
    assert "no hints" in repr(hint("every-kind/guess"))


def test_the_solution_waits_for_a_try() -> None:
    check("every-kind/ratio", ...)
    said = (
        'Try it first: gd.check("every-kind/ratio", your answer). A wrong answer counts as a try.'
    )
    assert repr(solution("every-kind/ratio")) == f"Not tried yet. {said}"
    check("every-kind/ratio", "a few")
    reply = solution("every-kind/ratio")
    assert "= **0.56**" in repr(reply)
    assert "<ol><li>6,000 x 1.8 % = 108 people expected.</li>" in reply._repr_html_()


@pytest.mark.parametrize(
    ("name", "answer", "says"),
    [
        ("who-counts", 1, "Everybody whose usual address was in the city on census day: Usual"),
        ("guess", 1, "Your guess stays beside the chart."),
        ("your-list", "Ours", "Our list holds people who phoned us."),
    ],
)
def test_a_question_without_a_written_solution_still_has_one(
    name: str, answer: object, says: str
) -> None:
    check(f"every-kind/{name}", answer)
    assert says in repr(solution(f"every-kind/{name}"))


def test_a_prediction_is_shown_beside_the_result() -> None:
    assert repr(prediction("every-kind/guess")) == "You have not guessed yet."
    check("every-kind/guess", 2)
    check("every-kind/guess", "nonsense")
    check("every-kind/guess", ...)
    shown = prediction("every-kind/guess")
    assert repr(shown) == "You said: about 490,000."
    assert shown._repr_html_() == (
        '<p class="gd-prediction" data-item="every-kind/guess">You said: about 490,000.</p>'
    )
    assert "is not a guess" in repr(prediction("every-kind/ratio"))


def test_a_damaged_bank_is_told_in_a_sentence(installed: Path) -> None:
    for text in ("{", "[]", '{"items": 7}', '{"items": {"a": {}}}', ""):
        (installed / "every-kind.json").write_text(text, encoding="utf-8")
        bank.read.cache_clear()
        reply = check("every-kind/ratio", 1)
        assert reply.says == (
            "The questions of the lesson 'every-kind' are damaged. Install the course again."
        )


def test_a_question_displays_the_same_each_time_and_without_a_widget_here(items: Items) -> None:
    for name in items:
        shown = question(f"every-kind/{name}")
        assert isinstance(shown, Question)
        bundle = shown._repr_mimebundle_()
        assert bundle == Question(items[name])._repr_mimebundle_()
        assert set(bundle) == {"text/plain", "text/html", MIME}
        assert bundle["text/plain"] == repr(shown)
        assert f'gd.check("every-kind/{name}", ' in repr(shown)


def test_a_question_as_text_holds_all_that_is_needed_to_answer(items: Items) -> None:
    text = repr(Question(items["what-next"]))
    for part in ("leave it out", "people could be recognised", "show the interval"):
        assert part in text
    assert "1. Count both by group\n2. Say how sure you are" in repr(Question(items["steps"]))
    assert "2. about 490,000" in repr(Question(items["guess"]))


def test_static_html_reads_in_order_and_holds_hints_and_solution_folded(items: Items) -> None:
    html = static_html(items["ratio"], heading_level=4)
    places = [html.index(part) for part in (
        '<h4 class="gd-title">Reached, out of expected</h4>', "60 of 6,000 referrals",
        "The answer is one number (of the people expected)", "<summary>Hint 1</summary>",
        "<summary>Hint 2</summary>", "<summary>Worked solution</summary>")]  # fmt: skip
    assert places == sorted(places)
    assert "gd.check" not in html
    assert "gd.check" in static_html(items["ratio"], in_notebook=True)


def test_static_html_escapes_everything(items: Items) -> None:
    evil = '"><script>alert(1)</script>'
    for item in items.values():
        hostile = json.loads(json.dumps(item).replace("every-kind", json.dumps(evil)[1:-1]))
        assert "<script" not in static_html(hostile | {"title": evil, "prompt": evil})


def in_a_fresh_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "module", ["greaterdata_lessons.learning.checks", "greaterdata_lessons.show.question"]
)
def test_checks_and_questions_import_the_standard_library_alone(module: str) -> None:
    code = (
        "import sys; before = set(sys.modules); "
        f"import {module} as checks; checks.__doc__; "
        "from greaterdata_lessons.learning.checks import check; check('a/b', 1); "
        "print(sorted({name.partition('.')[0] for name in set(sys.modules) - before} "
        "- sys.stdlib_module_names))"
    )
    assert in_a_fresh_python(code) == "['greaterdata_lessons']"
