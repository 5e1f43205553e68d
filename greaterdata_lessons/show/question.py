"""Show a question: as a widget in JupyterLab, and as plain HTML wherever widgets do not run.

Imports only the standard library; the widget's own library is imported when a question is
displayed in a kernel that has it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import Any

from greaterdata_lessons.learning.answers import choose
from greaterdata_lessons.learning.checks import Feedback, find, worked_solution
from greaterdata_lessons.learning.markup import inline, to_html
from greaterdata_lessons.learning.memory import record
from greaterdata_lessons.learning.saved import MIME, saved

Item = Mapping[str, Any]

SEVERAL = "More than one belongs. Choose every one that does."
NOT_GUESSED = "You have not guessed yet."


@dataclass(frozen=True)
class Question:
    """A question of the course. Display it to answer it."""

    item: Item

    def __repr__(self) -> str:
        """Return the question as text, with how to answer it by code."""
        return _as_text(self.item)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self)}
        bundle |= {"text/html": static_html(self.item, in_notebook=True)}
        bundle[MIME] = saved(self.item, record(self.item["id"]))
        return bundle | (_widget_view(self.item) if _widgets_run() else {})


@dataclass(frozen=True)
class Prediction:
    """What the learner guessed, to be read beside the result."""

    item: str
    said: str | None

    def __repr__(self) -> str:
        """Return the guess as a sentence."""
        return f"You said: {self.said}." if self.said else NOT_GUESSED

    def _repr_html_(self) -> str:
        return f'<p class="gd-prediction" data-item="{escape(self.item)}">{escape(repr(self))}</p>'


def question(name: str) -> Question | Feedback:
    """Show a question of the course.

    name: the question's name, such as "who-is-missing/ratio".
    Returns an object that displays as the question; for a name that does not exist, a Feedback
    that suggests the nearest one. Never raises.

    >>> question("xyz")
    I could not read that. There is no question called "xyz".
    """
    item = find(name)
    return item if isinstance(item, Feedback) else Question(item)


def prediction(name: str) -> Prediction | Feedback:
    """Show what you guessed in a question of the kind "predict".

    name: the question's name.
    Returns an object that displays as "You said: ..."; never raises.

    >>> prediction("nonsense").state
    'could not read'
    """
    item = find(name)
    if isinstance(item, Feedback):
        return item
    if item["kind"] != "predict":
        return Feedback(name, "could not read", f'"{name}" is not a guess, so none is kept.')
    kept, options = record(item["id"]), item["options"]
    said = options[choose(options, kept["answer"])] if kept else None
    return Prediction(item["id"], said)


def _widgets_run() -> bool:
    """Tell whether a widget shown now would come alive: there is a kernel, and anywidget."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    in_kernel = getattr(shell, "kernel", None) is not None
    return in_kernel and find_spec("anywidget") is not None


def _widget_view(item: Item) -> dict[str, Any]:
    from ._question_widget import view  # only here, so that the course works without anywidget

    return view(item)


def static_html(item: Item, *, heading_level: int | None = None, in_notebook: bool = False) -> str:
    """Return a question as HTML that reads well with no script at all.

    item: an entry of a compiled bank's "items".
    heading_level: level of the title as a heading; without it the title is a bold line.
    in_notebook: whether to add how to answer by code.
    Returns the same text for the same item, every time.

    >>> item = {"id": "a/b", "kind": "predict", "title": "Guess", "prompt": "How many?",
    ...         "options": ["few", "many"], "afterwards": "Look below."}
    >>> print(static_html(item, heading_level=3))
    <section class="gd-static" id="question-a-b" data-item="a/b">
    <h3 class="gd-title">Guess</h3>
    <div class="gd-prompt"><p>How many?</p></div>
    <ol class="gd-options"><li>few</li><li>many</li></ol>
    </section>
    """
    ident = escape(item["id"].replace("/", "-"))
    return "\n".join(
        [
            f'<section class="gd-static" id="question-{ident}" data-item="{escape(item["id"])}">',
            _title(item["title"], heading_level),
            f'<div class="gd-prompt">{to_html(item["prompt"])}</div>',
            *_BODIES[item["kind"]](item),
            *([f"<p>{_by_code(item, '<code>', '</code>')}</p>"] if in_notebook else []),
            *(_folded(title, text) for title, text in _help(item)),
            "</section>",
        ]
    )


def _title(title: str, level: int | None) -> str:
    if level:
        return f'<h{level} class="gd-title">{escape(title)}</h{level}>'
    return f'<p class="gd-title"><strong>{escape(title)}</strong></p>'


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{to_html(text)}</details>"


def _help(item: Item) -> list[tuple[str, str]]:
    hints = [(f"Hint {n}", text) for n, text in enumerate(item.get("hints", ()), start=1)]
    if item["kind"] == "predict":
        return hints
    name = "One good answer" if item["kind"] == "reflect" else "Worked solution"
    return [*hints, (name, worked_solution(item))]


def _list(tag: str, texts: Sequence[str], css: str = "gd-options") -> str:
    return f'<{tag} class="{css}">{"".join(f"<li>{inline(text)}</li>" for text in texts)}</{tag}>'


def _choice(item: Item) -> list[str]:
    return [_list("ol", [option["text"] for option in item["options"]])]


def _multi_choice(item: Item) -> list[str]:
    return [*_choice(item), f"<p>{SEVERAL}</p>"]


def _predict(item: Item) -> list[str]:
    return [_list("ol", item["options"])]


def _order(item: Item) -> list[str]:
    return [_list("ol", _shown_steps(item)), "<p>Write their numbers in your order.</p>"]


def _shown_steps(item: Item) -> list[str]:
    texts = {step["key"]: step["text"] for step in item["steps"]}
    return [texts[key] for key in item["shown"]]


def _decide(item: Item) -> list[str]:
    parts = []
    for name, texts in _decide_lists(item):
        parts += [f"<p><strong>{name}</strong></p>", _list("ol", texts)]
    return [*parts, f"<p>{escape(item['rubric'])}</p>"]


def _decide_lists(item: Item) -> list[tuple[str, Sequence[str]]]:
    lists = [
        (item.get("actions_title", "Choose one action"), item["actions"]),
        (item["reasons_title"], item["reasons"]),
    ]
    more = item.get("safeguards")
    return [*lists, (item["safeguards_title"], more)] if more else lists


def _number(item: Item) -> list[str]:
    unit = f" ({escape(item['unit'])})" if item.get("unit") else ""
    return [f"<p>The answer is one number{unit}.</p>"]


def _table(item: Item) -> list[str]:
    return ["<p>This one is done in the notebook: the answer is a table.</p>"]


def _value(item: Item) -> list[str]:
    return ["<p>This one is done in the notebook: the answer is a value from your code.</p>"]


def _reflect(item: Item) -> list[str]:
    return ["<p>Write your own answer, then compare:</p>", _list("ul", item["self_mark"])]


_BODIES: dict[str, Callable[[Item], list[str]]] = {
    "choice": _choice,
    "multi-choice": _multi_choice,
    "predict": _predict,
    "order": _order,
    "decide": _decide,
    "number": _number,
    "table": _table,
    "value": _value,
    "reflect": _reflect,
}

_EXAMPLES = {
    "choice": "the number of your option",
    "multi-choice": "[the numbers of your options]",
    "predict": "the number of your option",
    "order": "the numbers in your order",
    "number": "your number",
    "table": "your table",
    "value": "your value",
    "decide": '{"action": a number, "reasons": [numbers]}',
    "reflect": "your text in quotes",
}


def _by_code(item: Item, before: str = "", after: str = "") -> str:
    example = item.get("stub") or _EXAMPLES[item["kind"]]
    return f'To answer by code: {before}gd.check("{item["id"]}", {example}){after}'


def _as_text(item: Item) -> str:
    lines = [item["title"], item["prompt"].strip()]
    if item["kind"] == "decide":
        for name, texts in _decide_lists(item):
            lines += [f"{name}:", *_numbered(texts)]
    elif item["kind"] == "order":
        lines += _numbered(_shown_steps(item))
    else:
        options = item.get("options", ())
        lines += _numbered([o if isinstance(o, str) else o["text"] for o in options])
        lines += [SEVERAL] if item["kind"] == "multi-choice" else []
    return "\n".join([*lines, _by_code(item)])


def _numbered(texts: Sequence[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]
