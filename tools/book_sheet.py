"""Make the sheet that people take home from a session: words, a question to ask, a promise."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tools.book_leaders import monday_question
from tools.lesson_source import Lesson

GLOSSARY = re.compile(r"```\{glossary\}\n(?P<entries>.*?)```", re.DOTALL)
LINES = '<ul class="gd-lines" aria-label="Lines to write on">' + "<li></li>" * 4 + "</ul>"


def read_words(glossary: str) -> dict[str, str]:
    """Return what each word of the glossary means, from the text of its page.

    >>> lines = ["```{glossary}", "rate", "share", "  So many per 100.", "```"]
    >>> read_words(chr(10).join(lines))
    {'rate': 'So many per 100.', 'share': 'So many per 100.'}
    """
    found = GLOSSARY.search(glossary)
    words: dict[str, str] = {}
    for entry in re.split(r"\n\s*\n", found["entries"] if found else ""):
        lines = entry.strip("\n").splitlines()
        meaning = " ".join(line.strip() for line in lines if line.startswith(" "))
        words |= {line.strip(): meaning for line in lines if line[:1].strip()}
    return words


def sheet(lesson: Lesson, words: Mapping[str, str]) -> str:
    """Return the sheet to take home, as Markdown; it holds no answer to any question."""
    known = [(term, words[term]) for term in lesson.front.terms if term in words]
    meanings = "\n".join(f"- **{term}:** {meaning}" for term, meaning in known)
    asked = monday_question(lesson)
    parts = (
        "## A sheet to take home",
        "One for each person.",
        f"**What we talked about:** {lesson.front.title}",
        f"**Words to keep**\n\n{meanings}" if known else "",
        f"**A question that leaders can be asked**\n\n> {asked}" if asked else "",
        "**What I saw today, one thing I will ask or do, and by when**",
        LINES,
        "You need not give this sheet to anybody. Nobody collects it.",
    )
    return "\n\n".join(part for part in parts if part)
