"""A diagram of stages one under the other, such as the journey of data, drawn as SVG from words.

It takes the page's own colours, in light and dark, and stands there in words as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.show.plans import Plan, read_plan

WIDTH, LETTERS, LINE, PAD, GAP = 380, 42, 20, 14, 34
DECIDES = "A person decides"


@dataclass(frozen=True)
class Diagram:
    """A diagram, its label and its stages; prints as a numbered list."""

    plan: Plan

    def __repr__(self) -> str:
        """Return the stages in words."""
        stages = [f"{n}. {_words(stage)}" for n, stage in enumerate(self.plan["stage"], 1)]
        return "\n".join([self.plan["label"], *stages])

    def _repr_html_(self) -> str:
        stages = self.plan["stage"]
        words = "".join(f"<li>{escape(_words(stage))}</li>" for stage in stages)
        said = f"{len(stages)} stages: {', then '.join(stage['name'] for stage in stages)}."
        return (
            f'<figure class="gd-diagram"><figcaption>{escape(self.plan["label"])}</figcaption>'
            f"{_svg(stages, said, arrows=self.plan.get('arrows', True))}"
            f"<details><summary>The same in words</summary><ol>{words}</ol></details></figure>"
        )


def diagram(plan: str | Plan) -> Diagram:
    """Draw stages one under the other, with arrows between them.

    plan: the name of a plan, or its data: `label`, the finding; `stage`, a list of {name, says,
    decision}, where `decision = true` marks what a person decides; `arrows = false` for parts
    that do not follow each other.

    Returns a `Diagram`. Raises `LearnerError` for a single stage, or a plan that does not exist.

    >>> diagram({"label": "Two", "stage": [{"name": "Ask", "says": "Who is cold?"},
    ...     {"name": "Write", "says": "A form.", "decision": True}]})
    Two
    1. Ask: Who is cold?
    2. Write: A form. A person decides.
    """
    found = read_plan(plan, needs=("label", "stage"))
    if len(found["stage"]) < 2:
        raise LearnerError(f'The diagram "{found["label"]}" needs at least two stages.')
    return Diagram(found)


def _words(stage: Mapping[str, Any]) -> str:
    decides = f" {DECIDES}." if stage.get("decision") else ""
    return f"{stage['name']}: {stage['says']}{decides}"


def _svg(stages: Sequence[Mapping[str, Any]], alternative: str, *, arrows: bool) -> str:
    """Draw the boxes from top to bottom; each is as high as its words."""
    parts, top = [], 2
    for number, stage in enumerate(stages):
        lines = [stage["name"], *wrap(stage["says"], LETTERS)]
        lines += [DECIDES] if stage.get("decision") else []
        height = LINE * len(lines) + 2 * PAD - 6
        parts.append(_box(lines, top, height, decision=bool(stage.get("decision"))))
        top += height
        if number + 1 < len(stages):
            parts.append(_arrow(top) if arrows else "")
            top += GAP if arrows else GAP // 3
    return (
        f'<svg role="img" aria-label="{escape(alternative)}" viewBox="0 0 {WIDTH} {top + 2}" '
        f'width="{WIDTH}" style="max-width:100%;height:auto" fill="none" stroke="currentColor" '
        f'font-size="15" font-family="sans-serif">{"".join(parts)}</svg>'
    )


def _box(lines: Sequence[str], top: int, height: int, *, decision: bool) -> str:
    edge = 'stroke-width="3" stroke-dasharray="7 4"' if decision else 'stroke-width="1.5"'
    text = "".join(
        f'<text x="{PAD}" y="{top + PAD + 9 + LINE * row}" fill="currentColor" stroke="none"'
        f"{_weight(row, len(lines), decision)}>{escape(line)}</text>"
        for row, line in enumerate(lines)
    )
    box = f'<rect x="2" y="{top}" width="{WIDTH - 4}" height="{height}" rx="6" {edge}></rect>'
    return f"{box}{text}"


def _weight(row: int, rows: int, decision: bool) -> str:
    if row == 0:
        return ' font-weight="bold"'
    return ' font-style="italic"' if decision and row == rows - 1 else ""


def _arrow(top: int) -> str:
    middle, end = WIDTH // 2, top + GAP - 4
    head = f"M{middle - 6} {end - 9} L{middle} {end} L{middle + 6} {end - 9}"
    return f'<path stroke-width="2" d="M{middle} {top + 4} V{end} {head}"></path>'
