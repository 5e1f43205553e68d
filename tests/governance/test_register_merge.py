"""Registers of many partners go together; where they disagree, both sides stay."""

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.registers.kinds import kind

HEADINGS = {"data_set": "Dataset name", "owner": "Held by", "access": "Access level"}


def test_twelve_partners_files_become_one_list_and_nothing_is_lost() -> None:
    whole = gd.load("inventory").drop(columns="synthetic")
    parts = {}
    for n, (owner, rows) in enumerate(whole.groupby("owner")):
        shuffled = rows[list(rows.columns[::-1])] if n % 2 else rows.rename(columns=HEADINGS)
        parts[str(owner)] = gd.register("inventory", shuffled)
    assert len(parts) == 12
    merged = gd.merge_registers(parts)
    assert merged.conflicts.empty
    halves = [{"Hub": one} for one in list(parts.values())[:2]]
    assert len(gd.merge_registers(*halves).register.table) == sum(
        len(half["Hub"].table) for half in halves
    )
    assert str(merged) == "12 registers with 24 rows became 24 rows. No conflicts."
    found = merged.register.table.sort_values("record")
    for name in kind("inventory").names:
        if name != "places":
            assert found[name].tolist() == whole[name].fillna("").tolist(), name


def test_one_data_set_listed_by_two_fills_blanks_and_keeps_both_sides_of_a_conflict() -> None:
    row = {"data_set": "Food hub visits", "owner": "Open Table", "access": "shared"}
    hub = gd.register("inventory", [{**row, "refresh": "every week", "quality": ""}])
    council = gd.register("inventory", [{**row, "owner": "open  table", "quality": "Not checked"}])
    clinic = gd.register("inventory", [{**row, "access": "closed"}])
    merged = gd.merge_registers({"hub": hub, "council": council, "clinic": clinic})
    assert merged.register.table[["access", "quality", "refresh", "listed by"]].to_numpy().tolist()[
        0
    ] == ["shared", "Not checked", "every week", "hub; council"]
    assert merged.conflicts.to_dict("records") == [
        {
            "about": "Open Table, Food hub visits",
            "field": "access",
            "says": '"shared" / "closed"',
            "by": "hub; council / clinic",
        }
    ]
    assert "<caption" in merged._repr_html_()


def test_two_people_edit_one_log_and_both_edits_are_there() -> None:
    log = gd.register("action-log", [{"action": "Ring", "owner": "AB", "due": "2027-01-15"}])
    row = log.rows()[0]
    mine = gd.register("action-log", [{**row, "state": "done", "done_on": "2026-11-20"}])
    theirs = gd.register("action-log", [{**row, "state": "dropped", "reason": "No answer"}])
    merged = gd.merge_registers(mine, theirs)
    assert merged.register.table["state"].tolist() == ["done", "dropped"]
    assert str(merged).endswith('Ring: state is "done" / "dropped" by file 1 / file 2.')


def test_what_only_one_of_two_changed_is_no_conflict_when_the_beginning_is_known() -> None:
    row = {"action": "Ring", "owner": "AB", "due": "2027-01-15", "state": "to do"}
    other = {"action": "Write", "owner": "AB", "due": "2027-01-15"}
    before = gd.register("action-log", [row, other])
    mine = gd.register("action-log", [{**row, "due": "2027-02-15"}, other])
    theirs = gd.register("action-log", [{**row, "owner": "CD"}, {"action": "New", "owner": "CD"}])
    merged = gd.merge_registers(mine, theirs, before=before)
    assert merged.conflicts.empty
    rows = merged.register.table.set_index("action")
    assert rows.loc["Ring", ["owner", "due"]].tolist() == ["CD", "2027-02-15"]
    assert set(rows.index) == {"Ring", "Write", "New"}
    both = gd.register("action-log", [{**row, "due": "2027-03-15"}])
    assert len(gd.merge_registers(mine, both, before=before).conflicts) == 1


def test_rows_without_a_key_are_never_taken_for_each_other() -> None:
    nameless = gd.register("ledger", [{"from": "Hub", "to": "Council"}])
    assert len(gd.merge_registers(nameless, nameless).register.table) == 2


def test_merging_again_changes_nothing() -> None:
    log = gd.register("action-log", [{"action": "Ring", "owner": "AB", "due": "2027-01-15"}])
    once = gd.merge_registers({"a": log, "b": log}).register
    again = gd.merge_registers({"old": once, "a": log}).register
    assert again.rows() == once.rows()


def test_what_cannot_be_merged_is_refused_in_words() -> None:
    with pytest.raises(LearnerError, match="different kinds: ledger, risk-register"):
        gd.merge_registers(gd.register("ledger"), gd.register("risk-register"))
    with pytest.raises(LearnerError, match="nothing to merge"):
        gd.merge_registers()
