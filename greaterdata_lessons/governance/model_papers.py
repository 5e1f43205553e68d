"""Papers about a model, begun from its record: one to publish, and a card that travels with it."""

from __future__ import annotations

from typing import Any

from greaterdata_lessons.analysis.modelling.record import ModelRecord
from greaterdata_lessons.errors import LearnerError

from .record import Record, record


def model_publication(model: ModelRecord, **answers: Any) -> Record:
    """Begin a record of a tool in the shape of the Algorithmic Transparency Recording Standard.

    model: what `gd.model_record` keeps. answers: other fields of the record "model-record".
    Returns a Record with both tiers; what a model record cannot know stays blank, and
    `.missing()` says whom to ask. For whom publishing is mandatory, the record says itself.

    >>> import greaterdata_lessons as gd
    >>> falls = gd.model_record("Falls score", decision="whom to visit first", outcome="a fall on "
    ...     "record", do_not_use_when=["a fall may be unrecorded"], decided_by="falls lead",
    ...     look_again_on="2030-06-01", baseline="It does not beat age.")
    >>> model_publication(falls, body="local", publish="must").missing().findings[0].name
    'not-mandatory'
    """
    begun = _begun(model) | {"model": f"It predicts: {model.outcome}.", "process": model.decision}
    return record("model-record", **(begun | answers))


def model_card(model: ModelRecord, **answers: Any) -> Record:
    """Begin a model card from a model record.

    model: what `gd.model_record` keeps. answers: other fields of the record "model-card".
    Source of the form: Mitchell and others (2019), Model cards for model reporting.

    >>> import greaterdata_lessons as gd
    >>> falls = gd.model_record("Falls score", decision="whom to visit first", outcome="a fall on "
    ...     "record", do_not_use_when=["a fall may be unrecorded"], decided_by="falls lead",
    ...     look_again_on="2030-06-01", baseline="It does not beat age.")
    >>> model_card(falls).answers["findings"][0]["answer"]
    'It does not beat age.'
    """
    begun = _begun(model) | {"predicts": model.outcome, "use": model.decision}
    return record("model-card", **(begun | answers))


def _begun(model: ModelRecord) -> dict[str, Any]:
    if not isinstance(model, ModelRecord):
        raise LearnerError("Give what gd.model_record keeps: this paper begins from it.")
    told = model.to_dict()
    return {
        "name": model.name,
        "owner": model.decided_by,
        "review_date": model.look_again_on,
        "do_not_use": list(model.do_not_use_when),
        "not_asked": list(model.not_asked),
        "findings": [
            {"question": each["question"], "answer": each["answer"]} for each in told["answers"]
        ],
    }
