"""Scored matches: how likely two rows are the same person, by splink (Fellegi and Sunter)."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.linkage.exact import groups_of
from greaterdata_lessons.analysis.linkage.lists import ready
from greaterdata_lessons.analysis.linkage.scores import Scores
from greaterdata_lessons.errors import LearnerError, only_on_a_machine

SEED = 1
MOST_PAIRS = 1e7  # pairs drawn to learn how often strangers agree, or scored for one column
LEAST = 0.001  # pairs less likely than this are not kept
FORENAMES = ("forename", "first_name", "given_name")
SURNAMES = ("surname", "last_name", "family_name")


def link(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    on: Sequence[str],
    ids: tuple[str, str],
    by: str | None = None,
) -> Scores:
    """Score how likely rows of two lists are the same person, from several columns at once.

    Parameters
    ----------
    first, second : the two lists, one row a record.
    on : columns to compare, at least two, with the same names in both. A forename and a surname
        are compared together (also swapped, also nearly alike), days with their slips, other
        columns exactly. Case makes no difference. A blank says neither yes nor no.
    ids : the column that numbers the rows of the first list, and that of the second.
    by : column of the first list with groups, to see whose rows found nobody.

    Returns `Scores`; `.at(threshold)` makes links of them. Only pairs that agree in one column at
    least are scored (in two, where one alone would give more than ten million pairs). Raises
    `LearnerError` when a column is not there, an id repeats, nothing can be learned from the
    lists, or splink is not installed.

    Source: I. P. Fellegi and A. B. Sunter (1969), Journal of the American Statistical Association
    64, 1183-1210, as made by splink (Ministry of Justice) on DuckDB. Where one machine ends,
    splink's own Spark backend (`splink.SparkAPI`) runs the same `Scores.model`.

    >>> from greaterdata_lessons.data.catalogue import load
    >>> hub = load("food-hub").rename(columns={"born": "date_of_birth"})
    >>> on, ids = ["date_of_birth", "postcode"], ("hub_ref", "council_id")
    >>> link(hub, load("council"), on=on, ids=ids).table.columns[:4].tolist()
    ['hub_ref', 'council_id', 'probability', 'weight']
    """
    one, other = ready(first, second, on=on, ids=ids)
    columns = list(on)
    if len(columns) < 2:
        raise LearnerError("Scores come from several columns together. Name two or more in on=.")
    for frame in (one, other):
        frame[columns] = frame[columns].apply(lambda column: column.str.lower())
    with quiet():
        found, model = _score(one, other, columns)
    table = found.rename(columns={"unique_id_l": ids[0], "unique_id_r": ids[1]})
    table = table.rename(columns={"match_probability": "probability", "match_weight": "weight"})
    parts = [f"weight_{name}" for name in _compared(columns)]
    for part in parts:  # a rare name weighs more than a common one: splink's adjustment
        name = part.removeprefix("weight_")
        table[part] = table[f"mw_{name}"] + table.get(f"mw_tf_adj_{name}", 0.0)
    table = table[[*ids, "probability", "weight", *parts]].round(6)
    order = ["weight", *ids]
    table = table.sort_values(order, ascending=[False, True, True], ignore_index=True)
    sizes = (len(first), len(second))
    return Scores(table, ids, tuple(columns), sizes, model, groups_of(first, ids[0], by))


def _compared(columns: Sequence[str]) -> list[str]:
    """Return the names of the comparisons: forename and surname make one."""
    names = _names(columns)
    rest = [column for column in columns if column not in names]
    return ["_".join(names), *rest] if names else rest


def _names(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of forename and surname, where both are there."""
    forename = next((column for column in columns if column in FORENAMES), None)
    surname = next((column for column in columns if column in SURNAMES), None)
    return (forename, surname) if forename and surname else ()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep splink's log to itself while it works."""
    log = logging.getLogger("splink")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


def _splink() -> tuple[Any, Any, Any]:
    """Import splink, its comparisons and DuckDB, or say what to install."""
    try:
        import duckdb
        import splink
        import splink.comparison_library as comparisons
    except ImportError:
        raise LearnerError(
            only_on_a_machine("splink and DuckDB")
            or "Scoring matches needs two more libraries, splink and DuckDB. Install them with: "
            'pip install "greaterdata-lessons[linkage]". Then try again.'
        ) from None
    return splink, comparisons, duckdb


def _score(
    one: pd.DataFrame, other: pd.DataFrame, columns: list[str]
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Let splink learn its weights from the lists and score the pairs."""
    splink, library, duckdb = _splink()
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "threads": "1"})
    connection.execute("set enable_progress_bar = false").fetchall()
    backend = splink.DuckDBAPI(connection)
    lists = [
        backend.register(frame.rename(columns={"id": "unique_id"}), dataset_display_name=name)
        for frame, name in ((one, "first_list"), (other, "second_list"))
    ]
    settings = splink.SettingsCreator(
        link_type="link_only",
        comparisons=_comparisons(library, columns, one),
        blocking_rules_to_generate_predictions=[
            splink.block_on(*names) for names in _blocks(one, other, columns)
        ],
        # Before anything is known, each row of the first list is expected once in the second.
        probability_two_random_records_match=1 / len(other),
        retain_intermediate_calculation_columns=True,
        linker_uid="greaterdata",
    )
    linker = splink.Linker(lists, settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=MOST_PAIRS, seed=SEED)
    _learn(linker.training, splink, columns)
    found = linker.inference.predict(threshold_match_probability=LEAST, warning_mode="never")
    table, model = found.as_pandas_dataframe(), linker.misc.save_model_to_json()
    connection.close()
    return table, model


def _blocks(one: pd.DataFrame, other: pd.DataFrame, columns: list[str]) -> list[list[str]]:
    """Choose what a pair must agree in to be scored: one column, or two where one is common."""
    rare = []
    for column in columns:
        first, second = one[column].value_counts(), other[column].value_counts()
        if first.mul(second, fill_value=0).sum() <= MOST_PAIRS:
            rare.append(column)
    common = [column for column in columns if column not in rare]
    both = [list(names) for names in combinations(columns, 2) if set(names) & set(common)]
    return [[column] for column in rare] + both


def _learn(training: Any, splink: Any, columns: list[str]) -> None:
    """Learn how often the same person's records agree, twice: no column teaches about itself."""
    dates = [column for column in columns if "birth" in column or "born" in column]
    names = [column for column in _names(columns)][1:]
    rest = [column for column in columns if column not in {*dates, *names}]
    taught = 0
    for column in [*dates, *names, *rest][:2]:
        try:
            training.estimate_parameters_using_expectation_maximisation(splink.block_on(column))
            taught += 1
        except splink.internals.exceptions.EMTrainingException:
            continue  # no two rows agree in this column, so it teaches nothing
    if not taught:
        raise LearnerError(
            "No two rows of the lists agree in a column, so there is nothing to learn a score "
            "from. Are the columns written in the same way in both?"
        )


def _comparisons(library: Any, columns: list[str], one: pd.DataFrame) -> list[Any]:
    """Choose how each column is compared."""
    names = _names(columns)
    made = [library.ForenameSurnameComparison(*names)] if names else []
    for column in columns:
        if column in names:
            continue
        days = one[column].dropna().str.fullmatch(r"\d{4}-\d\d-\d\d")
        if len(days) and days.all():
            made.append(library.DateOfBirthComparison(column, input_is_string=True))
        elif column in (*FORENAMES, *SURNAMES, "name"):
            made.append(library.NameComparison(column))
        else:
            made.append(library.ExactMatch(column))
    return made
