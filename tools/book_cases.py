"""List the case pages: which there are, what each is about, and which lessons use it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tools.book_pages import BookError
from tools.lesson_source import Lesson

FOLDER = "reference/cases"
DESCRIPTION = re.compile(r'\A---\ndescription: "?(?P<says>[^\n"]+)"?\n---\n\n# (?P<title>[^\n]+)\n')


def case_list(cases: Mapping[str, str], lessons: Sequence[Lesson]) -> str:
    """Return a link to every case with its one sentence, and the lessons that link to it.

    cases: the text of each case's page, by its name.

    Raises:
        BookError: when a page does not begin with its description and its title.
    """
    return "\n".join(_entry(name, text, lessons) for name, text in cases.items())


def with_lead(name: str, text: str) -> str:
    """Return a case's page with its one sentence under its title.

    >>> page = "---\\ndescription: One urn.\\n---\\n\\n# The urn\\n\\n## What happened"
    >>> print(with_lead("urn", page).partition("# ")[2])
    The urn
    <BLANKLINE>
    {.gd-lead}
    One urn.
    <BLANKLINE>
    ## What happened
    """
    begins = _begins(name, text)
    return f"{begins[0]}\n{{.gd-lead}}\n{begins['says']}\n{text[begins.end() :]}"


def _entry(name: str, text: str, lessons: Sequence[Lesson]) -> str:
    begins = _begins(name, text)
    told = [f"[{lesson.front.title}]({lesson.page})" for lesson in lessons if _links(lesson, name)]
    where = f" In the lesson {' and '.join(told)}." if told else ""
    return f"- [{begins['title']}](cases/{name}.md): {begins['says']}{where}"


def _begins(name: str, text: str) -> re.Match[str]:
    begins = DESCRIPTION.match(text)
    if not begins:
        raise BookError(f"book/{FOLDER}/{name}.md must begin with its description and its title.")
    return begins


def _links(lesson: Lesson, name: str) -> bool:
    return any(f"{FOLDER}/{name}.md" in cell.source for cell in lesson.cells)
