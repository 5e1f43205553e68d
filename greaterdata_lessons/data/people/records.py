"""What an auditor gets of a world: the records, and the supplier's own test of the tool."""

from __future__ import annotations

import pandas as pd

from greaterdata_lessons.data.people.population import said


def audited(seen: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Put what was written down beside what the tool and the service made of it.

    >>> from greaterdata_lessons.data.people.worlds import world
    >>> world("social-care", referrals=10_000).records.columns[-3:].tolist()
    ['offered', 'in_benchmark', 'synthetic']
    """
    what = ["recorded", "score", "flagged", "offered", "in_benchmark"]
    made = truth.loc[truth["referred"], what].round({"score": 4})
    made = made.rename(columns={"recorded": "recorded_need", "score": "tool_score"})
    return seen.join(made).assign(synthetic=said(len(seen)))


def reported(seen: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Count, for each group, the people the benchmark found in need, and those of them missed.

    >>> from greaterdata_lessons.data.people.worlds import world
    >>> world("social-care", referrals=10_000).reported.columns.tolist()
    ['ethnic_group', 'people', 'in_need', 'missed', 'share_missed']
    """
    tested, group = truth[truth["referred"]], seen["ethnic_group"]
    found = tested["benchmark_need"]
    counts = {
        "people": tested["in_benchmark"],
        "in_need": found,
        "missed": found & ~tested["flagged"],
    }
    table = pd.DataFrame(
        {name: column.groupby(group, observed=True).sum() for name, column in counts.items()}
    )
    share = (table["missed"] / table["in_need"]).where(table["in_need"] > 0)
    return table.assign(share_missed=share).reset_index().astype({"ethnic_group": str})
