"""Mistakes in a question bank, told in one sentence each: file, item, field, what to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml


class BankError(ValueError):
    """A question bank with mistakes; ``mistakes`` holds one sentence for each."""

    def __init__(self, path: Path | str, mistakes: Sequence[str]) -> None:
        """Take the file and its mistakes."""
        self.mistakes = tuple(mistakes)
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        super().__init__("\n- ".join([f"{path} has {count}:", *mistakes]))


def sentence(path: Path | str, item: str | None, field: str, says: str) -> str:
    """Say one mistake.

    >>> sentence("questions.yml", "ratio", "hints", "give exactly two hints, 1 found")
    'questions.yml, item "ratio", field "hints": give exactly two hints, 1 found'
    """
    where = [Path(path).name]
    where += [f'item "{item}"'] if item else []
    where += [f'field "{field}"'] if field else []
    return f"{', '.join(where)}: {says}"


def suggestion(wrong: str, known: Collection[str]) -> str:
    """Return '; did you mean "..."?' for the nearest known word, or nothing.

    >>> suggestion("hint", ["hints", "prompt"])
    '; did you mean "hints"?'
    """
    near = get_close_matches(wrong, known, 1)
    return f'; did you mean "{near[0]}"?' if near else ""


class _OnceOnly(yaml.SafeLoader):
    """YAML that refuses the same field twice, where plain YAML would drop the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f'the field "{key}" is given twice', problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds fields.

    Raises BankError when it is not there, not YAML (naming the line), or holds something else.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_OnceOnly)
    except FileNotFoundError:
        raise BankError(path, [sentence(path, None, "", "there is no such file")]) from None
    except UnicodeDecodeError:
        raise BankError(path, [sentence(path, None, "", "is not UTF-8 text")]) from None
    except yaml.YAMLError as error:
        raise BankError(path, [_not_yaml(path, error)]) from None
    if not isinstance(raw, dict):
        says = "must hold the fields `lesson` and `questions`"
        raise BankError(path, [sentence(path, None, "", says)])
    return raw


def _not_yaml(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    problem = getattr(error, "problem", None) or "it cannot be read"
    return f"{path.name}{line}: this is not YAML: {problem}. Text with a colon needs quotes."
