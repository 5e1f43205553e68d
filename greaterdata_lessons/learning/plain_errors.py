"""Say in plain words what probably happened when a cell fails, above Python's own message.

``explain`` works anywhere Python does; ``plain_hook`` switches it on in a notebook.
"""

from __future__ import annotations

import linecache
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from .markup import to_html
from .plain_names import (
    attribute_says,
    file_says,
    import_says,
    key_says,
    module_says,
    name_says,
    nearest,
)
from .plain_syntax import syntax_says

Names = Mapping[str, Any]


@dataclass(frozen=True)
class Explanation:
    """What probably happened; prints as sentences."""

    says: str
    line: int | None = None
    source: str = ""

    def __str__(self) -> str:
        """Return it as text, the line at fault first."""
        where = f"Line {self.line}: {self.source}\n" if self.line and self.source else ""
        return where + self.says.replace("`", "'")

    def html(self, whole: str = "") -> str:
        """Return it as HTML, with Python's whole message folded below."""
        where = (
            f"<p>Line {self.line}: <code>{escape(self.source)}</code></p>"
            if self.line and self.source
            else ""
        )
        fold = (
            '<details><summary style="padding: 0.3rem 0; cursor: pointer">'
            "Python's whole message</summary>"
            f'<pre tabindex="0" style="overflow-x: auto">{escape(whole)}</pre></details>'
            if whole
            else ""
        )
        style = "border-left: 0.25rem solid; padding-left: 0.75rem"
        lead = "<p><strong>What probably happened</strong></p>"
        says = to_html(self.says)
        return f'<div class="gd-plain-error" style="{style}">{lead}{where}{says}{fold}</div>'


def explain(
    error: BaseException, namespace: Names | None = None, cells: Sequence[str] = ()
) -> Explanation | None:
    """Explain an error as a patient colleague would; nothing when there is nothing to add.

    error: the exception.
    namespace: the names that were known where it happened, to find the nearest to a slip.
    cells: the sources of the notebook's cells, to find the one that was not run.
    Returns an Explanation, or None for an error that no rule knows. Never raises.

    >>> try:
    ...     peple
    ... except NameError as error:
    ...     print(explain(error, {"people": []}))
    Python does not know the name 'peple'. Did you mean 'people'? Small letters and capitals count.
    """
    try:
        return _explain(error, namespace or {}, cells)
    except Exception:  # an object in the notebook may fail at everything asked of it
        return None


def _explain(error: BaseException, names: Names, cells: Sequence[str]) -> Explanation | None:
    if isinstance(error, SyntaxError):
        source = (error.text or "").rstrip("\n")
        return Explanation(syntax_says(error), error.lineno, source.strip())
    number, line = _place(error)
    says = _special(error, names, cells, line) or _by_message(error, line)
    return Explanation(says, number, line.strip()) if says else None


def _place(error: BaseException) -> tuple[int | None, str]:
    """Return number and text of the last line that was the learner's own."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if re.search(r"ipykernel_|<ipython-input|^<cell", f.filename)]
    if not own:
        return None, ""
    line = own[-1].line or linecache.getline(own[-1].filename, own[-1].lineno or 0)
    return own[-1].lineno, line


def _special(error: BaseException, names: Names, cells: Sequence[str], line: str) -> str:
    """Explain the errors whose remedy depends on what the learner has made so far."""
    if isinstance(error, NameError):
        return name_says(error, names, cells)
    if isinstance(error, KeyError):
        return key_says(error, names, line)
    if isinstance(error, AttributeError):
        return attribute_says(error, names)
    if isinstance(error, FileNotFoundError):
        return file_says(error)
    if isinstance(error, ModuleNotFoundError):
        return module_says(error)
    return import_says(error) if isinstance(error, ImportError) else ""


def _by_message(error: BaseException, line: str) -> str:
    for kind, pattern, says in _RULES:
        match = re.search(pattern, str(error)) if isinstance(error, kind) else None
        if match:
            return says(match, line) if callable(says) else says.format(*match.groups())
    return ""


_PLAIN = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "NoneType": "None (nothing)",
    "list": "a list",
    "DataFrame": "a table",
    "Series": "a column",
    "method": "a command",
    "function": "a command",
    "builtin_function_or_method": "a command",
    "type": "a kind of thing",
    "dict": "a dictionary",
    "tuple": "a list that cannot be changed",
    "bool": "True or False",
    "module": "a library",
}


def _words(kind: str) -> str:
    return _PLAIN.get(kind, f"something of the type {kind}")


def _mixed(match: re.Match[str], _: str) -> str:
    kinds = [_words(kind) for kind in match.groups()]
    text = "text" in kinds
    how = (
        ' Text in quotes is never a number, even `"5"`. Turn it into one with `float(...)`, or a '
        "number into text with `str(...)`."
        if text
        else " Look at both sides: one of them is not what you think."
    )
    return f"This puts together {kinds[0]} and {kinds[1]}, which Python will not do by itself.{how}"


def _keyword(match: re.Match[str], line: str) -> str:
    name, wrong = match.groups()
    says = f"`{name}` has no setting called `{wrong}`."
    near = nearest(wrong, ["by", "columns", "index", "values", "caption", "title", "alt", "within"])
    return f"{says} Did you mean `{near}`?" if near else f"{says} Type `help({name})` to see them."


def _subscript(match: re.Match[str], _: str) -> str:
    if match[1] in {"method", "function", "builtin_function_or_method"}:
        return "A command takes round brackets, not square ones: `.head(3)`, not `.head[3]`."
    return f"Square brackets do not work on {_words(match[1])}. Look at what stands before them."


Says = str | Callable[[re.Match[str], str], str]
_RULES: tuple[tuple[type[BaseException], str, Says], ...] = (
    (TypeError, r'can only concatenate (\w+) \(not "(\w+)"\)', _mixed),
    (TypeError, r"unsupported operand type.* '(\w+)' and '(\w+)'", _mixed),
    (TypeError, r"not supported between instances of '(\w+)' and '(\w+)'", _mixed),
    (
        TypeError,
        r"(\w+)\(\) missing \d+ required .*?arguments?: '(\w+)'",
        "`{0}` needs more than it was given: put `{1}` in its round brackets.",
    ),
    (
        TypeError,
        r"(\w+)\(\) takes (?:from )?(\w+) .*?positional arguments? but (\d+)",
        "`{0}` was given too much in its round brackets ({2} things). Settings are given by name, "
        'such as `by="borough"`.',
    ),
    (TypeError, r"(\w+)\(\) got an unexpected keyword argument '(\w+)'", _keyword),
    (
        TypeError,
        r"'(\w+)' object is not callable",
        lambda m, _: (
            f"Round brackets follow {_words(m[1])}, which is not a command. Take them away, use "
            "square ones for a column, or look whether you gave a command's name to something else."
        ),
    ),
    (TypeError, r"'(\w+)' object is not subscriptable", _subscript),
    (
        TypeError,
        r"'(\w+)' object is not iterable",
        lambda m, _: f"Python was asked to go through {_words(m[1])} one by one; it has no parts.",
    ),
    (
        TypeError,
        r"(\w+) indices must be integers",
        "The parts of {0} have numbers, not names: `[0]` is the first.",
    ),
    (
        TypeError,
        r"unhashable type: '(\w+)'",
        lambda m, _: f"A name or key cannot be {_words(m[1])}. Use text or a number there.",
    ),
    (
        ValueError,
        r"could not convert string to float: ['\"](.*)['\"]|invalid literal for int.*: '(.*)'",
        lambda m, _: (
            f'The text "{m[1] or m[2] or ""}" cannot be read as a number. Take out commas, spaces, '
            "pound and per cent signs, then try again."
        ),
    ),
    (
        ValueError,
        r"truth value of an? (Series|DataFrame|array)",
        "A whole column is not simply true or false. Join two questions about columns with `&` "
        "(and) or `|` (or), each in round brackets, not with `and` or `or`.",
    ),
    (
        ValueError,
        r"Length of values \((\d+)\) does not match length of index \((\d+)\)",
        "A new column needs one value for each row: there are {0} values and {1} rows.",
    ),
    (
        ValueError,
        r"(too many|not enough) values to unpack",
        "The number of names on the left of `=` is not the number of things on the right.",
    ),
    (
        IndexError,
        r"out of (?:range|bounds)",
        "There is no part with that number. Counting starts at 0, so the last of five is number 4.",
    ),
    (
        ZeroDivisionError,
        r"",
        "Something is divided by zero, which has no answer. Look at what stands below the line: is "
        "it an empty group or a missing number?",
    ),
    (
        PermissionError,
        r"",
        "This file or folder may not be changed, or another program has it open. Close it there, "
        "or save under another name.",
    ),
    (
        UnicodeDecodeError,
        r"",
        "The letters in this file are stored in another way than expected. `gd.own(...)` finds out "
        "how by itself.",
    ),
    (
        RecursionError,
        r"",
        "A function calls itself without an end. Give it a case in which it stops.",
    ),
    (
        MemoryError,
        r"",
        "There is not enough memory for this. Restart the kernel, and use fewer rows or columns.",
    ),
    (
        KeyboardInterrupt,
        r"",
        "You stopped this cell. Nothing is broken: change it or run it again.",
    ),
)
