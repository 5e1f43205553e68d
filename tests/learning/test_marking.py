"""Marking tells right, wrong, blank and unreadable answers apart, and never raises."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greaterdata_lessons.learning.answers import UnreadableError, read_number
from greaterdata_lessons.learning.marking import mark
from greaterdata_lessons.learning.proofs import Crashing, failures, proof_answers

Items = dict[str, dict[str, Any]]
KINDS = [
    "guess", "ratio", "doubled", "who-counts", "steps", "by-borough", "what-next", "your-list",
    "what-fears", "fewest", "small-groups", "is-small", "how-many-share", "slips", "per-cent",
    "share-it",
]  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_every_proof_answer_of_every_kind_is_marked_as_it_must_be(items: Items, name: str) -> None:
    assert failures(items[name]) == []
    states = {state for _, state, _ in proof_answers(items[name])}
    marked = {"right", "not yet", "not tried", "could not read"}
    assert states == ({"kept", "not tried", "could not read"} if name in {"guess", "your-list"}
                      else marked)  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_a_blank_answer_is_not_tried(items: Items, name: str) -> None:
    for blank in (..., None, "", " \n", "...", "…", [], [..., ...], {}, {"action": ""}):
        assert mark(items[name], blank).state == "not tried"
    assert "in place of the three dots" in mark(items[name], ...).says


@pytest.mark.parametrize(
    "answer",
    [0.556, 0.55, 0.566, "0.556", "0,556", "55.6 %", "55.6%", "60/108", " 60 / 108 ", ".556",
     "0.556 of the people expected", Decimal("0.556"), Fraction(60, 108), np.float64(0.556),
     np.float32(0.556), np.array(0.556), "5.56e-1", "+0.556"],
)  # fmt: skip
def test_a_number_may_be_written_in_many_ways(items: Items, answer: object) -> None:
    assert mark(items["ratio"], answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [(0.01, "share-not-ratio"), ("1 %", "share-not-ratio"), (1.8, "ratio-upside-down"),
     ("\u22120.8", "points-not-ratio"), (0.9, None), ("1,800", None)],
)  # fmt: skip
def test_a_wrong_number_is_matched_to_its_misconception(
    items: Items, answer: object, misconception: str | None
) -> None:
    outcome = mark(items["ratio"], answer)
    assert (outcome.state, outcome.misconception) == ("not yet", misconception)


def test_a_wrong_number_nobody_named_gets_help_that_does_not_give_the_answer(items: Items) -> None:
    ratio = items["ratio"]
    says = {answer: mark(ratio, answer).says for answer in (0.58, 55.6, 0.00556, 7)}
    assert says[0.58].startswith("You are close.")
    assert says[55.6] == says[0.00556]
    assert "a hundred times apart" in says[55.6]
    assert says[7].startswith("Say in words")
    assert not any("0.55" in each or "0.56" in each for each in says.values())


def test_a_number_may_bring_words_of_its_unit_and_a_per_cent_sign_means_in_every_100() -> None:
    unit = "areas in every 100"
    for text in ("31", "31%", "31 %", "31 areas", "31 in every 100", "31 Areas in every 100"):
        assert read_number(text, unit) == 31
    for text in ("31 homes", "31 100 areas of", "in every 100"):
        with pytest.raises(UnreadableError):
            read_number(text, unit)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("a few", "Write one number in digits and nothing else"),
        ("60 of 108", "Write one number in digits and nothing else"),
        ("1,23,000", "Write one number in digits and nothing else"),
        ("1/0", "Write one number in digits and nothing else"),
        ("9" * 100_000, "Write one number in digits and nothing else"),
        ("1e999", "It is not a finite number."),
        (float("nan"), "It is not a finite number."),
        (float("inf"), "It is not a finite number."),
        (10**400, "It is not a finite number."),
        (True, "this is True or False"),
        (np.bool_(True), "this is True or False"),
        (1j, "something of the type 'complex'"),
        ([0.556], "this is a list"),
        ({"value": 1}, "this is a dictionary"),
        (pd.Series([0.556]), "this is a column of values"),
        (pd.DataFrame({"a": [0.556]}), "this is a table"),
        (np.array([0.556]), "this is an array of values"),
        (pd.NA, "something of the type 'NAType'"),
        (len, "something of the type 'builtin_function_or_method'"),
        (Crashing(), "something of the type 'Crashing'"),
    ],
)
def test_what_is_not_a_number_is_told_so(items: Items, answer: object, says: str) -> None:
    outcome = mark(items["ratio"], answer)
    assert outcome.state == "could not read"
    assert says in outcome.says


def test_a_per_cent_sign_means_itself_where_the_unit_is_per_cent(items: Items) -> None:
    item = items["ratio"] | {"unit": "per cent", "answer": {"value": 56, "within": 1}}
    for answer in (56, "56", "56 %", "56 per cent", "56%"):
        assert mark(item, answer).state == "right"
    assert mark(item, 0.56).says.startswith("Look at the form of your number")


@pytest.mark.parametrize(
    ("answer", "state"),
    [(2, "right"), (2.0, "right"), (np.int64(2), "right"), ("2", "right"), (" 2 ", "right"),
     ("everybody whose usual", "right"), ("EVERYBODY WHOSE USUAL  ADDRESS", "right"),
     (1, "not yet"), ("everybody who was", "not yet"), ("everybody who", "could not read"),
     ("nobody", "could not read"), (0, "could not read"), (4, "could not read"),
     (-1, "could not read"), (1.5, "could not read"), (True, "could not read"),
     ([2], "could not read"), ("<script>", "could not read"), (10**30, "could not read")],
)  # fmt: skip
def test_a_choice_is_a_number_or_unmistakable_words(
    items: Items, answer: object, state: str
) -> None:
    assert mark(items["who-counts"], answer).state == state


@pytest.mark.parametrize(
    ("answer", "state"),
    [([3, 4, 1, 2], "right"), ((3, 4, 1, 2), "right"), ("3 4 1 2", "right"), ("3,4, 1,2", "right"),
     ("3-4-1-2", "right"), (np.array([3, 4, 1, 2]), "right"), (pd.Series([3, 4, 1, 2]), "right"),
     (["3", "4", "1", "2"], "right"), ([1, 2, 3, 4], "not yet"), ([3, 4, 1], "could not read"),
     ([3, 4, 1, 1], "could not read"), ([3, 4, 1, 2, 2], "could not read"),
     (3412, "could not read"), ("1 " * 999, "could not read"),
     ("3412", "could not read"), ([3, 4, 1, None], "could not read"), ("first", "could not read"),
     (range(10**9), "could not read"), ({3, 4, 1, 2}, "could not read")],
)  # fmt: skip
def test_an_order_is_a_list_of_the_numbers_shown(items: Items, answer: object, state: str) -> None:
    assert mark(items["steps"], answer).state == state


@pytest.mark.parametrize(
    ("answer", "state"),
    [({"action": 3, "reasons": [1], "safeguards": [2]}, "right"),
     ({"action": "say", "reasons": "seven", "safeguards": "ask the group"}, "right"),
     ({"action": "leave it out", "reasons": [2, 3]}, "right"),
     ({"action": "leave it out", "reasons": "2 3"}, "right"),
     ({"action": 3, "reasons": [1]}, "not yet"), ({"action": 2, "reasons": [2]}, "not yet"),
     ({"action": 1, "reasons": [1]}, "not yet"),
     ({"action": 2, "reasons": [1, 2, 3, 4]}, "not yet"),
     ({"action": 3}, "not yet"), ({"reasons": [1]}, "could not read"), ("leave", "could not read"),
     ({"action": 2, "reason": [2]}, "could not read"),
     ({"action": 2, "reasons": [9]}, "could not read"),
     ({"action": 2, "reasons": Crashing()}, "could not read"), (pd.DataFrame(), "could not read")],
)  # fmt: skip
def test_a_decision_has_more_than_one_good_answer(items: Items, answer: object, state: str) -> None:
    assert mark(items["what-next"], answer).state == state


def test_a_full_mark_may_say_something_of_its_own(items: Items) -> None:
    outcome = mark(items["what-next"], {"action": 2, "reasons": [2, 3]})
    assert outcome.says.startswith("Leaving it out protects people")
    outcome = mark(items["what-next"], {"action": 2, "reasons": [2]})
    assert outcome.says == items["what-next"]["partly"]


def test_guesses_and_reflections_are_kept_and_never_marked(items: Items) -> None:
    assert mark(items["guess"], "about 59").says.startswith("You said: about 590,000.")
    assert mark(items["your-list"], "Our phone list.").state == "kept"
    assert mark(items["your-list"], 7).state == "could not read"


class Odd(str):
    """Text that fails when it is looked at."""

    def split(self, *_: Any) -> Any:
        raise OverflowError("no")


def loop() -> list[Any]:
    """A list that holds itself."""
    endless: list[Any] = []
    endless.append(endless)
    return endless


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.complex_numbers()
    | st.binary() | st.decimals() | st.dates() | st.just(...) | st.builds(Crashing)
    | st.builds(Odd, st.text()) | st.builds(loop) | st.sampled_from([pd.NA, pd.NaT, np.nan, int])
    | st.just(pd.DataFrame({"a": [1]})) | st.just(np.zeros((2, 2))) | st.just(range(10**12)),
    lambda part: st.lists(part) | st.tuples(part) | st.dictionaries(st.text(), part)
    | st.fixed_dictionaries({"action": part, "reasons": part}, optional={"safeguards": part}),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(answer=anything)
def test_marking_never_raises_whatever_the_answer(items: Items, answer: object) -> None:
    for item in items.values():
        outcome = mark(item, answer)
        assert outcome.says
        assert outcome.state in {"right", "not yet", "not tried", "could not read", "kept"}


@settings(max_examples=200, deadline=None)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_and_its_text_are_marked_alike(items: Items, value: float) -> None:
    assert mark(items["ratio"], value) == mark(items["ratio"], repr(value))


@pytest.mark.parametrize(
    ("answer", "state", "misconception"),
    [([1, 3], "right", None), ("1, 3", "right", None), ({3, 1}, "right", None),
     (["the list is sold", "a landlord"], "right", None), ([1, 1, 3], "right", None),
     ([3], "not yet", None), (1, "not yet", "insiders-are-safe"),
     ([1, 2, 3], "not yet", "wrong-is-misused"),
     ([4], "not yet", "silence-is-misuse"), ([1, 2, 3, 4], "not yet", "wrong-is-misused"),
     ([], "not tried", None), ([5], "could not read", None), ([1] * 10**6, "could not read", None),
     ("1 " * 10**6, "could not read", None), ("<script>", "could not read", None),
     ([1, None], "could not read", None), ([Crashing()], "could not read", None),
     ({"a": 1}, "could not read", None), (True, "could not read", None)],
)  # fmt: skip
def test_several_options_are_right_together_alone(
    items: Items, answer: object, state: str, misconception: str | None
) -> None:
    outcome = mark(items["what-fears"], answer)
    assert (outcome.state, outcome.misconception) == (state, misconception)


def test_a_slip_among_several_is_told_without_giving_the_rest_away(items: Items) -> None:
    item = items["what-fears"]
    right = [option["text"] for option in item["options"] if option.get("right")]
    says = [mark(item, answer).says for answer in ([1], [2], [2, 4], [1, 2], [1, 2, 3, 4])]
    assert says[0] == "Something that belongs is not chosen yet."
    assert "A letter goes to the old address: That is a wrong record" in says[1]
    assert "That is too little sharing." in says[2]
    assert says[4].startswith("You chose every one")
    assert not any(text in each for text in right for each in says)


@pytest.mark.parametrize(
    ("name", "answer", "state", "says"),
    [("fewest", " Roma ", "right", ""), ("fewest", np.str_("Roma"), "right", ""),
     ("fewest", "roma", "not yet", "Look at capital"),
     ("fewest", "Asian", "not yet", "The type is"),
     ("fewest", ["Roma"], "not yet", "asks for text; yours is a list. Take the one value"),
     ("fewest", 7, "not yet", "asks for text; yours is a number"),
     ("fewest", "x" * 10**6, "not yet", "The type is right"),
     ("fewest", pd.DataFrame(), "could not read", "this is a table"),
     ("fewest", {"a": 1}, "could not read", "this is a dictionary"),
     ("fewest", b"Roma", "could not read", "type 'bytes'"),
     ("fewest", Crashing(), "could not read", ""), ("fewest", "<script>", "not yet", "The type"),
     ("small-groups", ("Irish", "Roma", "Pakistani"), "right", ""),
     ("small-groups", pd.Series(["Irish", "Roma", "Pakistani"]), "right", ""),
     ("small-groups", np.array(["Irish", "Roma", "Pakistani"]), "right", ""),
     ("small-groups", {"Irish", "Roma", "Pakistani"}, "right", ""),
     ("small-groups", ["Irish", "Roma"], "not yet", "has 2 values, fewer"),
     ("small-groups", ["Irish", "Roma", "White"], "not yet", "of its 3 values differ"),
     ("small-groups", "Roma", "not yet", "asks for a list; yours is text."),
     ("small-groups", range(10**12), "could not read", "more than 10,000 values"),
     ("small-groups", [["Roma"]], "could not read", "this is a list"),
     ("is-small", np.bool_(True), "right", ""),
     ("is-small", 1, "not yet", "asks for True or False"),
     ("how-many-share", 0.158, "right", ""), ("how-many-share", Fraction(3, 19), "right", ""),
     ("how-many-share", "0.158", "not yet", "Are there quotes round it"),
     ("how-many-share", float("nan"), "could not read", "missing or infinite")],
)  # fmt: skip
def test_a_value_of_code_is_told_by_type_and_then_by_value(
    items: Items, name: str, answer: object, state: str, says: str
) -> None:
    outcome = mark(items[name], answer)
    assert outcome.state == state
    assert says in outcome.says


def test_right_values_in_the_wrong_order_are_told_where_order_counts(items: Items) -> None:
    item = items["small-groups"]
    strict = item | {"answer": item["answer"] | {"any_order": False}}
    assert "in another order" in mark(strict, ["Irish", "Roma", "Pakistani"]).says


@pytest.mark.parametrize(
    ("name", "answer", "misconception"),
    [("slips", 25, "percent-for-proportion"), ("slips", 4, "ratio-upside-down"),
     ("slips", 0.75, "counted-the-others"), ("slips", -0.25, "subtracted-backwards"),
     ("slips", 30 / 90, "wrong-denominator"), ("per-cent", 0.25, "proportion-for-percent"),
     ("per-cent", 33.3, "cold-over-warm")],
)  # fmt: skip
def test_a_ready_made_slip_is_named(
    items: Items, name: str, answer: float, misconception: str
) -> None:
    assert mark(items[name], answer).misconception == misconception


def test_a_decision_says_how_it_is_marked_and_no_may_earn_full_marks(items: Items) -> None:
    assert items["share-it"]["rubric"] == (
        "Full marks take an action that can be defended and a reason that carries it, and for some "
        'actions a fitting choice under "On what condition?". 2 of the 3 actions can earn them.'
    )
    assert mark(items["share-it"], {"action": "No", "reasons": [2]}).state == "right"
    not_yet = {"action": "Not yet", "reasons": [1], "safeguards": [1]}
    assert mark(items["share-it"], not_yet).state == "right"
