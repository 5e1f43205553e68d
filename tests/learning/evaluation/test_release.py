"""Nothing published lets a small number, or one person who joined, be worked out."""

import json
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.evaluation.load import Forms
from greaterdata_lessons.learning.evaluation.release import (
    HIDDEN,
    Counted,
    People,
    counted,
    leaves_open,
    open_ledger,
)
from greaterdata_lessons.learning.evaluation.results import Evaluation

CELLS = st.lists(st.integers(0, 60), min_size=2, max_size=5)


def attacked(told: Counted) -> pd.DataFrame:
    """What a reader who knows the rules can say of every hidden number of a published table."""
    table = pd.Series({**told.cells, "Total": told.of}, dtype=object)
    return gd.attack(table, rounding=5).table.set_index("number")


def without(forms: Forms, code: str) -> Forms:
    kept = forms.table[forms.table["code"] != code].reset_index(drop=True)
    return Forms(kept, forms.aside)


def published(evaluation: Evaluation) -> str:
    """Everything an evaluation says, as text; that something waits is said once, not of what."""
    told = {key: (one.counts, one.on) for key, one in evaluation.results.items()}
    return "\n".join([str(evaluation), evaluation.table.to_string(), repr(told)])


@settings(max_examples=20)
@given(CELLS)
def test_a_small_number_stays_anything_from_0_to_9(cells: list[int]) -> None:
    counts = {f"answer {n}": count for n, count in enumerate(cells)}
    told = counted(counts)
    found = attacked(told)
    for name, count in counts.items():
        if count < 10:
            assert told.cells[name] in {"<10", HIDDEN}
            assert found.loc[name, "highest"] - found.loc[name, "lowest"] >= 9
        elif told.cells[name] != HIDDEN:
            assert isinstance(told.cells[name], int)
            assert told.cells[name] % 5 == 0
            assert abs(told.cells[name] - count) <= 2


@settings(max_examples=20)
@given(CELLS)
def test_no_hidden_number_is_worked_out(cells: list[int]) -> None:
    found = attacked(counted({f"answer {n}": count for n, count in enumerate(cells)}))
    assert (found["highest"] > found["lowest"]).all()


def test_fewer_than_ten_people_are_no_table() -> None:
    assert counted({"yes": 9, "no": 0}) == Counted({"yes": HIDDEN, "no": HIDDEN}, "<10")


def test_nobody_and_a_few_look_the_same() -> None:
    assert counted({"yes": 0, "no": 41}) == counted({"yes": 2, "no": 39})


def test_every_published_table_withstands_the_attack() -> None:
    evaluation = gd.evaluate(gd.made_up_cohort(70, seed=3))
    tables = [told for one in evaluation.results.values() for told in one.counts.values()]
    tables += [evaluation.gain.before, evaluation.gain.after]
    assert len(tables) > 70
    assert any("<10" in told.cells.values() for told in tables)
    for told in tables:
        found = attacked(told)
        small = [name for name, shown in told.cells.items() if shown == "<10"]
        assert (found["lowest"] < found["highest"]).all(), told
        assert (found.loc[small, "highest"] - found.loc[small, "lowest"] == 9).all(), told


@pytest.mark.parametrize("code", ["teapot5", "teapot40"])
def test_two_reports_that_one_joiner_parts_say_exactly_the_same(tmp_path: Path, code: str) -> None:
    everybody = gd.made_up_cohort(60, seed=4)
    ledger = open_ledger(tmp_path / "released.json")
    first = gd.evaluate(without(everybody, code), released=ledger)
    ledger.save()
    second = gd.evaluate(everybody, released=open_ledger(tmp_path / "released.json"))
    assert published(second).replace(WAITS, "") == published(first)
    assert WAITS in published(second)


WAITS = "\nFewer people's changes than the threshold wait for the next report."


def test_whatever_one_joiner_said_the_next_report_is_the_same(tmp_path: Path) -> None:
    """The attack of somebody who knows that exactly one person joined, and who."""
    before = {f"p{n}": ("yes" if n < 38 else "no",) for n in range(57)}
    reports = set()
    for said in ("yes", "no"):
        ledger = open_ledger(None)
        ledger.release("a", before, lambda kept: {"yes": list(kept.values()).count(("yes",))})
        told = ledger.release("a", before | {"joiner": (said,)}, lambda kept: {"yes": 1})
        reports.add(json.dumps(dict(told.content)))
    assert len(reports) == 1


@pytest.mark.parametrize("change", ["joins", "leaves", "is corrected"])
def test_one_who_joins_leaves_or_is_corrected_changes_nothing_published(change: str) -> None:
    people = {f"p{n}": ("yes",) for n in range(50)}
    then = {
        "joins": people | {"new": ("no",)},
        "leaves": {who: told for who, told in people.items() if who != "p7"},
        "is corrected": people | {"p7": ("no",)},
    }[change]
    ledger = open_ledger(None)
    ledger.release("a", people, lambda kept: {"n": len(kept)})
    told = ledger.release("a", then, lambda kept: {"n": len(kept), "new": True})
    assert (told.content, ledger.waiting) == ({"n": 50}, True)


SPLITS = st.tuples(st.integers(5, 30), st.integers(5, 20), st.integers(10, 12), st.integers(0, 12))


@settings(max_examples=4)
@given(SPLITS)
def test_what_ten_or_more_who_join_say_stays_open_to_who_knows_all_numbers_of_people(
    split: tuple[int, int, int, int],
) -> None:
    """The attack knows how many people there were in both reports and tries every way."""
    yes, no, joined, said = split[0], split[1], split[2], min(split[3], split[2])
    first, then = tables(yes, no), tables(yes + said, no + joined - said)
    if not leaves_open(first.content(), then.content(), (0, joined)):
        return  # the ledger does not publish the second
    total = yes + no
    could_be = {
        more
        for more, start in product(range(joined + 1), range(total + 1))
        if tables(start, total - start) == first
        and tables(start + more, total + joined - start - more) == then
    }
    assert said in could_be
    assert len(could_be) >= 3


def tables(yes: int, no: int) -> Counted:
    return counted({"yes": yes, "no": no})


def test_a_number_that_would_tell_what_ten_said_waits() -> None:
    people = {f"p{n}": ("yes" if n < 8 else "no",) for n in range(60)}
    then = people | {f"q{n}": ("yes",) for n in range(10)}
    ledger = open_ledger(None)

    def make(kept: People) -> dict[str, object]:
        yes = list(kept.values()).count(("yes",))
        return {"now": counted({"yes": yes, "no": len(kept) - yes}).content()}

    first = ledger.release("a", people, make)
    assert ledger.release("a", then, make).content == first.content
    more = then | {f"r{n}": ("no",) for n in range(10)}
    assert ledger.release("a", more, make).content["now"]["of"] == 80


def test_ten_new_people_bring_a_new_table(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path / "released.json")
    gd.evaluate(gd.made_up_cohort(60, seed=4), released=ledger)
    ledger.save()
    later = gd.evaluate(
        gd.made_up_cohort(120, seed=4), released=open_ledger(tmp_path / "released.json")
    )
    assert later.forms["before"].of == 120


def test_another_threshold_beside_an_earlier_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "released.json"
    open_ledger(path).save()
    with pytest.raises(LearnerError, match="Earlier reports used a threshold of 10"):
        open_ledger(path, threshold=5)
    with pytest.raises(LearnerError, match="would let single people be seen"):
        open_ledger(None, threshold=3)


@pytest.mark.parametrize("text", ["", "{", '{"format": "tea"}', "[1]", '{"format": 3, "tables"'])
def test_a_damaged_file_of_releases_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "released.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LearnerError, match="Bring back its last copy"):
        open_ledger(path)
    assert path.read_text(encoding="utf-8") == text


def test_two_who_publish_at_once_do_not_overwrite_each_other(tmp_path: Path) -> None:
    path = tmp_path / "released.json"
    one, other = open_ledger(path), open_ledger(path)
    one.save()
    with pytest.raises(LearnerError, match="somebody published meanwhile"):
        other.save()


def test_the_file_of_releases_holds_no_answer_and_no_code(tmp_path: Path) -> None:
    path = tmp_path / "released.json"
    ledger = open_ledger(path)
    gd.evaluate(gd.made_up_cohort(60, seed=4), released=ledger)
    ledger.save()
    assert "teapot" not in path.read_text(encoding="utf-8")
