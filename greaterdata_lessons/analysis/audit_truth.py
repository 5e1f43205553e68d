"""The truth card of a made-up world: what was planted, the true gaps, and which mechanism did what.

Nothing on it is a finding about the region: all of it was planted for practice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from greaterdata_lessons.analysis.audit_gaps import STAGES, TOGETHER, Gap, all_gaps, groups
from greaterdata_lessons.data.people.mechanisms import MECHANISMS
from greaterdata_lessons.data.people.population import NO_FINDING, SYNTHETIC
from greaterdata_lessons.data.people.worlds import World, a_world, enact
from greaterdata_lessons.tables import html_table, table

# What the ledger shows of each world, for the smaller ethnic groups together.
LEDGER = {
    **{stage: said for stage, said in STAGES.items() if stage != "report"},
    "served": "missed in the end, by the tool or after it",
    "reported": "missed by the tool, as the supplier's test has it",
}


@dataclass(frozen=True, eq=False)
class TruthCard:
    """What was planted in a world, and what it did.

    `planted` says it in sentences. `gaps` has one row for each group and stage: the true gap in
    the share of people in need who are missed, its interval, and the people in need. `ledger` has
    one row for each counterfactual world with the same people: nothing planted (the baseline,
    which is not quite 0: chance, and where people live), each mechanism alone, this world, and
    this world with one mechanism switched off. Mechanisms interact, so the parts need not add up.
    """

    title: str
    planted: tuple[str, ...]
    gaps: pd.DataFrame
    ledger: pd.DataFrame

    def __str__(self) -> str:
        """Return what was planted, and the ledger of worlds."""
        rows = table(self.ledger, caption=self._caption())
        head = f"{SYNTHETIC}. {self.title} {NO_FINDING}"
        return "\n".join([head, *self.planted, str(rows), _stages()])

    __repr__ = __str__

    def _caption(self) -> str:
        return f"Gap in people in need who are missed ({TOGETHER}, against the largest group)"

    def _repr_html_(self) -> str:
        sentences = "".join(f"<li>{sentence}</li>" for sentence in self.planted)
        return (
            f"<p>{SYNTHETIC}. {self.title} {NO_FINDING}</p><ul>{sentences}</ul>"
            f"{html_table(self.gaps, caption='True gaps, with 95% intervals')}"
            f"{html_table(self.ledger, caption=self._caption())}<p>{_stages()}</p>"
        )


def truth_card(world: World) -> TruthCard:
    """Open the truth of a made-up world: what was planted, the true gaps, who did what.

    Returns a `TruthCard`. It makes the counterfactual worlds of the ledger, so with everything
    planted it takes about fourteen times as long as the world itself.

    >>> from greaterdata_lessons.data.people.worlds import world
    >>> card = truth_card(world("social-care", measurement=1, referrals=10_000))
    >>> card.ledger["world"].tolist()
    ['nothing planted', 'only measurement', 'this world', 'all but measurement']
    """
    a_world(world)
    title = f"The truth behind the world of {world.about.title} with seed {world.seed}."
    return TruthCard(title, _planted(world), _gaps(world), _ledger(world))


def _stages() -> str:
    """Say what each column of the ledger is a gap in."""
    return "; ".join(f"{stage}: {said}" for stage, said in LEDGER.items()) + "."


def _planted(world: World) -> tuple[str, ...]:
    """Say each planted mechanism, its strength, and how much it does when fully on."""
    said = []
    for name, strength in world.strengths.items():
        if strength > 0:
            sizes = ", ".join(
                f"{world.about.place(where)} {size:+.2f}"
                for where, size in world.about.stated[name].items()
            )
            said.append(
                f"- {name}, strength {strength:g}: {MECHANISMS[name]}. "
                f"Alone and fully on it moves the gap at: {sizes}."
            )
    return tuple(said or ["- Nothing was planted. Any gap is chance, or where people live."])


def _gaps(world: World) -> pd.DataFrame:
    """Put every group's true gap at every stage in one table."""
    found, against = all_gaps(world), groups(world)
    return pd.DataFrame(
        {"group": group, "against": against[group][0], "stage": stage, **gap._asdict()}
        for (group, stage), gap in found.items()
        if stage in STAGES
    )


def _ledger(world: World) -> pd.DataFrame:
    """Make the counterfactual worlds, one mechanism on or off at a time."""
    on = [name for name, strength in world.strengths.items() if strength > 0]
    off = dict.fromkeys(MECHANISMS, 0.0)
    rows = [_row(world, "nothing planted", off)]
    rows += [_row(world, f"only {name}", {**off, name: world.strengths[name]}) for name in on]
    rows += [_line(world, "this world", all_gaps(world))]
    rows += [_row(world, f"all but {name}", {**world.strengths, name: 0.0}) for name in on]
    return pd.DataFrame(rows)


def _row(world: World, said: str, strengths: Mapping[str, float]) -> dict[str, object]:
    """Make one counterfactual world of the same people, and take its gaps."""
    other = enact(world.service, strengths, referrals=world.referrals, seed=world.seed)
    return _line(world, said, all_gaps(other))


def _line(world: World, said: str, gaps: Mapping[tuple[str, str], Gap]) -> dict[str, object]:
    apart = world.about.apart
    shown = {stage: gaps[TOGETHER, stage].gap for stage in LEDGER}
    return {"world": said, **shown, world.about.place("apart"): gaps[apart, "tool"].gap}
