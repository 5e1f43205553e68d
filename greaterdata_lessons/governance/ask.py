"""Ask a record's questions one by one at the keyboard; an empty line leaves one for later."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from greaterdata_lessons.errors import LearnerError

from .kind import Field
from .record import Record
from .rules import relevant

HOW = "Type an answer and press Enter. Enter alone leaves it for later; Ctrl-D stops and saves."
Read = Callable[[str], str]


def answers_of(pairs: Iterable[str]) -> dict[str, str]:
    """Return answers given as NAME=ANSWER.

    Raises LearnerError for one without an equals sign.

    >>> answers_of(["purpose=A heater by Friday"])
    {'purpose': 'A heater by Friday'}
    """
    found = {}
    for pair in pairs:
        name, equals, answer = pair.partition("=")
        if not equals:
            raise LearnerError(f'"{pair}" should read NAME=ANSWER, such as owner="Head of care".')
        found[name.strip()] = answer
    return found


def ask_all(made: Record, read: Read = input, say: Callable[[str], None] = print) -> Record:
    """Ask every field that matters, and return the record with what was answered."""
    say(f"{made.kind.title}\n{made.kind.about}\n\n{HOW}")
    try:
        for section in made.kind.sections:
            say(f"\n{section.title}\n{section.lead}".rstrip())
            for field in section.fields:
                if relevant(field, made.answers):
                    made = _ask(made, field, read, say)
    except EOFError:
        say("")
    return made


def _ask(made: Record, field: Field, read: Read, say: Callable[[str], None]) -> Record:
    if field.kind == "rows":
        return _ask_rows(made, field, read, say)
    say(f"\n{field.label}")
    for text in (field.help, *map(str, field.law)):
        if text:
            say(f"  {text}")
    while True:
        given = _typed(field, read, say)
        if not given:
            return made
        try:
            return made.fill(**{field.name: given})
        except LearnerError as error:
            say(f"  {error}")


def _typed(field: Field, read: Read, say: Callable[[str], None]) -> str | list[str]:
    for number, option in enumerate(field.options, 1):
        say(f"  {number}. {option.text}" + (f" ({option.because})" if option.because else ""))
    if field.kind == "several":
        return [
            _option(field, each.strip())
            for each in read("  numbers, by commas > ").split(",")
            if each.strip()
        ]
    if field.kind == "lines":
        return [each.strip() for each in read("  by commas > ").split(",") if each.strip()]
    return _option(field, read("  > ").strip())


def _option(field: Field, given: str) -> str:
    numbers = {str(number): each.value for number, each in enumerate(field.options, 1)}
    return numbers.get(given, given)


def _ask_rows(made: Record, field: Field, read: Read, say: Callable[[str], None]) -> Record:
    rows = list(made.answers.get(field.name) or [])
    say(f"\n{field.label} (one after the other; Enter at the first question ends)")
    while True:
        row: dict[str, str | list[str]] = {}
        for column in field.columns:
            say(f"  {column.label}")
            given = _typed(column, read, say)
            if not given and column is field.columns[0]:
                return made.fill(**{field.name: rows})
            row[column.name] = given
        try:
            made = made.fill(**{field.name: [*rows, row]})
            rows = made.answers[field.name]
        except LearnerError as error:
            say(f"  {error} Once more, please.")
