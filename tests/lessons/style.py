"""Measure a lesson's words, numbers and cells. Pure functions; the tests hold them to figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from statistics import median
from typing import Any

import textstat

from tools.lesson_notebook import plain_markdown
from tools.lesson_source import Directive, Lesson, split

CHART = re.compile(r'<figure class="gd-chart">.*?</details>', re.DOTALL)
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
PLANNED = re.compile(r'<div class="gd-planned">.*?</div>', re.DOTALL)
CAPTIONS = re.compile(r"<figcaption>.*?</figcaption>|<caption.*?</caption>", re.DOTALL)
FENCED = re.compile(r"```.*?```", re.DOTALL)
MARKUP = re.compile(r"[*_`#>|]|\]\([^)]*\)|\[")


def numbers(text: str) -> set[str]:
    """Return the numbers of a text, as they would be typed without commas.

    >>> sorted(numbers("594,488 patients, 1.22 each, in ward W2"))
    ['1.22', '594488']
    """
    return {found.replace(",", "") for found in NUMBER.findall(text)}


def printed(notebook: Mapping[str, Any]) -> set[str]:
    """Return every number that a cell computed and printed, in text or in a table.

    A chart's title and alternative are an author's words, so only its table counts.
    """
    shown = " ".join(_computed(data) for data in outputs(notebook))
    return numbers(unescape(re.sub(r"<[^>]+>", " ", shown)))


def _computed(data: Mapping[str, Any]) -> str:
    """Return what the library wrote of an output, without an author's words."""
    html = "".join(data.get("text/html", ""))
    if re.search(r'class="gd-(explore|diagram)"', html):
        # An interactive element is an author's words; what it computed stands in its tables.
        tables = TABLE.findall(PLANNED.sub(" ", html))
        return " ".join(CAPTIONS.sub(" ", table) for table in tables)
    if "<img" not in html:
        return "".join(data.get("text/plain", "")) + html
    return CAPTIONS.sub(" ", html)


def alternatives(notebook: Mapping[str, Any]) -> list[str]:
    """Return the text alternative of every picture in a notebook."""
    html = " ".join("".join(data.get("text/html", "")) for data in outputs(notebook))
    return [unescape(alt) for alt in re.findall(r'alt="([^"]*)"', html)]


def misquoted(notebook: Mapping[str, Any]) -> list[str]:
    """Return the alternatives that give a number which the chart's own table does not hold.

    The level of no difference, 1, and the number of bars may be said though no cell holds them.
    """
    html = " ".join("".join(data.get("text/html", "")) for data in outputs(notebook))
    wrong = []
    for chart in CHART.findall(html):
        alt = unescape(re.search(r'alt="([^"]*)"', chart)[1])  # type: ignore[index]
        shown = {float(number) for number in numbers(unescape(re.sub(r"<[^>]+>", " ", chart)))}
        known = shown | {1.0, float(chart.count("<tr>") - 1)}
        wrong += [alt for number in numbers(alt) if float(number) not in known]
    return wrong


def outputs(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the data of each output of the lesson's own cells."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "question" not in cell["metadata"].get("tags", []):
            yield from (output.get("data", {}) for output in cell["outputs"])


def live_words(notebook: Mapping[str, Any]) -> list[str]:
    """Return the words of the interactive elements: an author's, kept in a plan or a cell."""
    told = ["".join(data.get("text/html", "")) for data in outputs(notebook)]
    live = [html for html in told if 'class="gd-explore"' in html]
    return [unescape(re.sub(r"<[^>]+>", "\n", PICTURE.sub("", html))) for html in live]


def answers(bank: Mapping[str, Any]) -> set[str]:
    """Return the numbers that are answers of a bank, computed when it was built."""
    found = set()
    for item in bank["items"].values():
        if item["kind"] in {"number", "value"}:
            told = [item["answer"]["value"], *(wrong["value"] for wrong in item["wrong"])]
            values = [value for value in told if isinstance(value, int | float)]
            found |= {f"{value:.10g}" for value in values} | {f"{value:.2f}" for value in values}
    return found


def unsupported(texts: Iterable[str], known: set[str]) -> list[str]:
    """Return each text's numbers that no cell printed.

    >>> unsupported(["97 came, where 167 would be expected"], {"96", "167"})
    ['97: 97 came, where 167 would be expected']
    """
    return [
        f"{number}: {text[:70]}"
        for text in texts
        for number in sorted(numbers(text))
        if number not in known
    ]


def said(lesson: Lesson) -> Iterator[str]:
    """Give every paragraph an author wrote, for any reader."""
    for cell in lesson.cells:
        if cell.kind == "markdown":
            texts = [part for part in split(cell.source) if not isinstance(part, Directive)]
            yield from (line for text in texts for line in text.splitlines() if line.strip())


def asked(bank: Mapping[str, Any]) -> Iterator[str]:
    """Give every sentence of a bank but the options, which may be wrong on purpose."""
    for item in bank["items"].values():
        if "recall" in item:
            continue
        yield from (item[field] for field in ("prompt", "right", "solution") if field in item)
        yield from item.get("hints", [])
        yield from (
            entry["says"]
            for entry in [*item.get("wrong", []), *item.get("options", [])]
            if "says" in entry
        )


def body(lesson: Lesson) -> str:
    """Return what every learner reads, without headings, code, mark-up and others' text."""
    shown = [
        cell
        for cell in lesson.cells
        if cell.kind == "markdown" and not cell.tags & {"facilitator", "leader", "stretch", "law"}
    ]
    parts = [part for cell in shown for part in split(cell.source) if isinstance(part, str)]
    lines = plain_markdown(FENCED.sub("", "\n\n".join(parts))).splitlines()
    return plain("\n".join(line for line in lines if not line.startswith("#")))


def plain(text: str) -> str:
    """Take the mark-up out of a text.

    >>> plain("One **bold** [link](/page.md).")
    'One bold link.'
    """
    return MARKUP.sub("", text)


def words(text: str) -> int:
    """Count the words of a text.

    >>> words("One 95% interval.")
    3
    """
    return len(text.split())


def reading_ease(text: str, terms: Iterable[str]) -> float:
    """Return Flesch's reading ease, with the glossary's terms taken as one easy word each.

    Source: R. Flesch (1948), Journal of Applied Psychology 32, 221-233.
    """
    for term in sorted(terms, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(term)}s?\b", "word", text, flags=re.IGNORECASE)
    return float(textstat.flesch_reading_ease(text))


def code_lines(lesson: Lesson) -> list[int]:
    """Return the number of lines of each code cell."""
    return [len(cell.source.splitlines()) for cell in lesson.cells if cell.kind == "code"]


def figures(lesson: Lesson) -> dict[str, float]:
    """Return the style figures of a lesson, for a closing note or a review."""
    lines, count = code_lines(lesson), words(body(lesson))
    return {
        "code cells": len(lines),
        "median lines": median(lines),
        "longest cell": max(lines),
        "words": count,
        "words a code cell": round(count / len(lines)),
        "reading ease": round(reading_ease(body(lesson), lesson.front.terms), 1),
    }


def read_notebook(lesson: Lesson) -> dict[str, Any]:
    """Read the committed notebook of a lesson."""
    notebook: dict[str, Any] = json.loads(lesson.notebook.read_text(encoding="utf-8"))
    return notebook


def read_compiled(lesson: Lesson) -> dict[str, Any]:
    """Read the compiled bank of a lesson."""
    bank: dict[str, Any] = json.loads(lesson.bank.read_text(encoding="utf-8"))
    return bank
