"""What a notebook keeps of each answer, so that it can be read later without running anything.

``check`` and ``question`` leave this in their outputs, under ``MIME``::

    {"version": 1, "item": "lesson/question", "lesson": "lesson", "kind": "number",
     "state": "right", "answer": "0.57", "tries": 2, "first": "not yet", "sure": "fairly",
     "when": "2026-11-23T09:30:00Z", "misconception": ..., "ticked": [...]}

``state`` may also be "not tried" (then ``tries`` is 0 and there is no ``answer``) and "could not
read". The other fields are those of ``learning.stored``, but ``answer`` is always text, in words
a reader understands without the question's file. A question answered in its widget leaves its
record in the notebook's widget state; ``answers_in`` reads both. The outputs of committed
notebooks hold no ``when``. Imports only the standard library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import bank, stored
from .answers import choose, choose_several, read_order

MIME = "application/vnd.greaterdata.answer+json"
VIEW = "application/vnd.jupyter.widget-view+json"
WIDGETS = "application/vnd.jupyter.widget-state+json"
VERSION = 1

Item = Mapping[str, Any]


def saved(item: Item, record: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a notebook keeps of an answer.

    item: the question, an entry of a compiled bank's "items".
    record: the answer's record, if there is one.

    >>> item = {"id": "a/b", "kind": "predict", "options": ["few", "many"]}
    >>> saved(item, None)
    {'version': 1, 'item': 'a/b', 'lesson': 'a', 'kind': 'predict', 'state': 'not tried', \
'tries': 0}
    >>> saved(item, {"answer": 2, "state": "kept", "tries": 1})["answer"]
    'many'
    """
    lesson = item["id"].partition("/")[0]
    about = {"version": VERSION, "item": item["id"], "lesson": lesson, "kind": item["kind"]}
    if record is None:
        return about | {"state": "not tried", "tries": 0}
    told = {"state": record["state"], "answer": in_words(item, record["answer"])}
    known = ("tries", "first", "sure", "when", "misconception", "ticked")
    return about | told | {name: record[name] for name in known if name in record}


def in_words(item: Item, answer: Any) -> str:
    """Return an answer as a reader understands it: options by their words; never raises.

    >>> in_words({"kind": "choice", "options": [{"text": "Yes"}, {"text": "No"}]}, 2)
    'No'
    """
    try:
        return _WORDS.get(item["kind"], _as_it_is)(item, answer)
    except Exception:  # a record may have been edited by hand
        return _as_it_is(item, answer)


def _as_it_is(_: Item, answer: Any) -> str:
    return str(answer)[: stored.LONGEST_ANSWER]


def _texts(item: Item) -> list[str]:
    return [one if isinstance(one, str) else one["text"] for one in item["options"]]


def _one(item: Item, answer: Any) -> str:
    return _texts(item)[choose(_texts(item), answer)]


def _several(item: Item, answer: Any) -> str:
    texts = _texts(item)
    return "; ".join(texts[position] for position in choose_several(texts, answer))


def _order(item: Item, answer: Any) -> str:
    texts = {step["key"]: step["text"] for step in item["steps"]}
    shown = item["shown"]
    return "; then ".join(texts[shown[n - 1]] for n in read_order(answer, len(shown)))


def _decide(item: Item, answer: Any) -> str:
    parts = [item["actions"][choose(item["actions"], answer["action"])]]
    for lead, name in (("Because", "reasons"), ("Safeguards", "safeguards")):
        texts = item.get(name) or []
        chosen = [texts[position] for position in choose_several(texts, answer.get(name))]
        parts += [f"{lead}: {'; '.join(chosen)}"] if chosen else []
    return ". ".join(parts)


_WORDS = {
    "choice": _one,
    "predict": _one,
    "multi-choice": _several,
    "order": _order,
    "decide": _decide,
}


def answers_in(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a notebook keeps of each question in it, in the order of its cells.

    notebook: the notebook as read from its file with ``json.loads``. Nothing in it is run, and
    parts that are not what they should be are passed over.
    Returns dictionaries as ``saved`` makes them, each with "cell", the id of its cell; of a
    question that stands in several cells, each one.

    >>> data = {MIME: {"version": 1, "item": "a/b", "state": "right", "answer": "7"}}
    >>> cell = {"id": "q-b", "outputs": [{"data": data}]}
    >>> answers_in({"cells": [cell]})
    [{'version': 1, 'item': 'a/b', 'state': 'right', 'answer': '7', 'cell': 'q-b'}]
    """
    models = _models(notebook)
    return [
        _newest(data, models) | {"cell": str(cell.get("id", ""))}
        for cell in dicts(notebook.get("cells"))
        for output in dicts(cell.get("outputs"))
        for data in saved_in(output)
    ]


def dicts(found: object) -> Iterator[dict[str, Any]]:
    """Give the dictionaries of a list, and nothing of anything else."""
    yield from (each for each in found if isinstance(each, dict)) if isinstance(found, list) else ()


def saved_in(output: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the output's data if it keeps an answer."""
    data = output.get("data")
    said = data.get(MIME) if isinstance(data, dict) else None
    return [data] if isinstance(data, dict) and isinstance(said, dict) and "item" in said else []


def _models(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of each widget model that the notebook keeps."""
    found: Any = notebook
    for name in ("metadata", "widgets", WIDGETS, "state"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, dict) else {}


def _newest(data: dict[str, Any], models: dict[str, Any]) -> dict[str, Any]:
    """Return the answer given in the widget of this output, or else what the output itself says."""
    said: dict[str, Any] = dict(data[MIME])
    view = data.get(VIEW)
    model = models.get(str(view.get("model_id"))) if isinstance(view, dict) else None
    state = model.get("state") if isinstance(model, dict) else None
    record = state.get("record") if isinstance(state, dict) else None
    if not (isinstance(record, dict) and stored.is_record(record)):
        return said
    try:
        return saved(bank.find(said["item"]), record)
    except bank.UnknownQuestionError:  # a question of another edition of the course
        return said | record | {"answer": _as_it_is({}, record["answer"])}
