"""What Python's complaints about how a line is written most often mean, in plain words.

Standard library only. The messages are those of Python 3.11 to 3.13.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Match = re.Match[str]
Says = str | Callable[[Match, SyntaxError], str]

_CURLY = "\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb"
_DASHES = "\u2013\u2014\u2212"


def _character(match: Match, _: SyntaxError) -> str:
    sign = match[1]
    if sign in _CURLY:
        return (
            f"There is a curly quotation mark {sign} in this line, which comes from copying out of "
            "a document. Type it again as a straight one: \" or '."
        )
    if sign in _DASHES:
        return f"There is a long dash {sign} in this line. Type a minus sign: -."
    if sign == "£":
        return "A number is written without the pound sign: 1250, not £1250."
    return f"Python cannot use the sign {sign} here. Delete it, or put it inside quotes."


def _invalid(_: Match, error: SyntaxError) -> str:
    line, offset = error.text or "", (error.offset or 1) - 1
    for looks, says in _LOOKS:
        if re.search(looks, line):
            return says
    where = line[max(0, offset) :].strip()
    near = f" at or just before `{where[:20]}`" if where and "`" not in where else " at its end"
    return (
        f"Python cannot read this line; it got stuck{near}. Look there for something missing (a "
        "comma, a quotation mark, a bracket or a colon) or something too many."
    )


_LOOKS = (
    (r"=>|=<", "Greater or equal is written `>=`, and less or equal `<=`: the = comes second."),
    (r"\b\d+ \d{3}\b", "A number is written without spaces: `10000`, not `10 000`."),
    (r"\d\s*%\s*$", "A per cent sign means something else in Python. Write 50% as `0.5`."),
    (r"^\s*(elseif|else if)\b", 'Python writes "else if" as one word: `elif`.'),
    (r"(\+\+|--)\s*$", "To add one, write `x = x + 1`."),
    (
        r"^\s*(class|for|from|import|in|is|and|or|not|if|pass|with|lambda)\s*=[^=]",
        "That word belongs to Python, so it cannot be a name of yours. Choose another name.",
    ),
    (
        r"^\s*(else|elif|except|finally)\b",
        "This line has nothing to belong to: there must be an `if` (or a `try`) above it, at the "
        "same distance from the margin.",
    ),
    (r"=\s*$", "There is nothing after the `=`. Put your answer there."),
)

_UNFINISHED = (
    "The quotation mark that opens here is never closed. Put the same mark at the end of the "
    "words. If there is an apostrophe inside, use the other kind of mark around them."
)
_ONE_OR_TWO = (
    "One `=` gives something a name; two, `==`, ask whether two things are equal. Did you mean "
    "`==`?"
)
_INDENT = (
    "The spaces at the start of a line matter in Python. This line has spaces that the lines "
    "around it do not call for: delete them, or line it up with the line above."
)

_RULES: tuple[tuple[str, Says], ...] = (
    (
        r"expected ':'",
        "There is a colon `:` missing at the end of this line: lines that begin with if, for, "
        "while, def or else end with one.",
    ),
    (
        r"'([([{])' was never closed",
        lambda m, _: (
            f"The bracket `{m[1]}` in this line is never closed. Each one needs a partner: add "
            f"`{dict(zip('([{', ')]}', strict=True))[m[1]]}` where it should end."
        ),
    ),
    (
        r"unmatched '([)\]}])'",
        "There is a closing bracket `{0}` too many, or its opening partner is missing.",
    ),
    (
        r"closing parenthesis '(.)' .*opening parenthesis '(.)'",
        "The bracket opened with `{1}` is closed with `{0}`. Brackets close with their own kind.",
    ),
    (r"unterminated|EOL while|EOF while scanning", _UNFINISHED),
    (r"f-string: expecting", "A curly bracket `{{` inside this f-text is never closed with `}}`."),
    (r"invalid (?:non-printable )?character '?(.)", _character),
    (r"Maybe you meant '==' or ':='", _ONE_OR_TWO),
    (
        r"cannot assign to (?:literal|True|False|None)",
        "A name stands on the left of `=`, and what it is to mean on the right: `people = 5`, not "
        "`5 = people`. To ask whether two things are equal, write `==`. A number has no comma in "
        "it: `10000`.",
    ),
    (
        r"cannot assign to|cannot delete",
        'Only a name (or a column, such as `people["age"]`) can stand on the left of `=`.',
    ),
    (
        r"forgot a comma",
        "There is probably a comma `,` missing in this line, between two things in brackets.",
    ),
    (
        r"':' expected after dictionary key",
        "There is a colon `:` missing between a name and its value, inside the curly brackets.",
    ),
    (
        r"Missing parentheses in call to '(\w+)'",
        "`{0}` needs round brackets around what it is given: `{0}(...)`.",
    ),
    (
        r"leading zeros",
        'A number cannot begin with 0. Write `7`, or in quotes `"07"` if it is a code and not an '
        "amount.",
    ),
    (
        r"invalid decimal literal",
        "A name cannot begin with a number, and a number cannot have letters in it: `first_year`, "
        "not `1st_year`.",
    ),
    (
        r"expected an indented block after (?:'(\w+)'|.*?) ?.*line (\d+)",
        "The lines that belong to line {1} have to stand further in: put four spaces before this "
        "line.",
    ),
    (
        r"expected an indented block",
        "Put four spaces before this line: it belongs to the one above.",
    ),
    (r"unexpected indent", _INDENT),
    (
        r"unindent does not match",
        "This line stands further in than some lines above it and less far than others. Line it up "
        "with the lines it belongs to.",
    ),
    (
        r"inconsistent use of tabs",
        "This cell mixes tabs and spaces at the start of lines. Delete the blanks at the start of "
        "this line and put in spaces.",
    ),
    (
        r"positional argument follows keyword",
        'Inside the brackets, what has a name and an = comes last: `f(2, by="age")`.',
    ),
    (
        r"'(return|yield|await|break|continue)' outside|'(break|continue)' not properly",
        "A line with `return`, `break` or `continue` only works inside a function or a loop. Check "
        "how far in this line stands.",
    ),
    (r"invalid syntax", _invalid),
)


def syntax_says(error: SyntaxError) -> str:
    """Return in plain words what is probably wrong with the line of a SyntaxError.

    >>> syntax_says(SyntaxError("expected ':'"))[:42]
    'There is a colon `:` missing at the end of'
    """
    message = error.msg or ""
    for pattern, says in _RULES:
        match = re.search(pattern, message)
        if match:
            return says(match, error) if callable(says) else says.format(*match.groups())
    return f"Python cannot read this line. In its own words: {message}."
