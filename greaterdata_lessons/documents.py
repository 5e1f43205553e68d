"""Paper to take to work: blocks of words and tables, printed as web page, Markdown and Word.

What is printed can be used as it is: real headings, tables with header rows and captions, a title
and a language, nothing asked of another host and nobody's name in the file's properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from greaterdata_lessons.errors import LearnerError

if TYPE_CHECKING:
    from docx.document import Document

Kind = Literal["h1", "h2", "h3", "p", "quote", "item", "table"]


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, quotation, bullet, or a table with a caption as its text."""

    kind: Kind
    text: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


WORD_STYLES = {
    "h1": "Heading 1",
    "h2": "Heading 2",
    "h3": "Heading 3",
    "p": "Normal",
    "quote": "Quote",
    "item": "List Bullet",
    "table": "Caption",
}
LANGUAGE = "en-GB"
A4 = (7_560_310, 10_692_130)  # a page's width and height, as Word counts them (360,000 a cm)
MARGIN = 720_000
STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem;
  overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
.wide > table { overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.2; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; padding: 0.25rem 0; }
th, td { border: 1px solid; padding: 0.4rem 0.5rem; text-align: left; vertical-align: top; }
tbody th { font-weight: normal; }
img { max-width: 100%; height: auto; }
blockquote { border-left: 0.25rem solid; margin: 1rem 0; padding-left: 1rem; }
@media print { body { max-width: none; margin: 0; } tr { break-inside: avoid; } }"""
HEAD = """\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
{pictures}style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main>
"""
FOOT = "</main>\n</body>\n</html>\n"


def as_html(blocks: Sequence[Block], *, title: str) -> str:
    """Return blocks as one web page that asks for nothing else.

    >>> "<p>Tea</p>" in as_html([Block("p", "Tea")], title="Tea")
    True
    """
    return page_head(title) + "".join(html_parts(blocks)) + FOOT


def page_head(title: str, *, pictures: bool = False) -> str:
    """Return all of a page above its first block.

    pictures: whether the page carries pictures of its own, as data in the page.

    >>> "<title>Tea</title>" in page_head("Tea")
    True
    """
    own = "img-src data:; " if pictures else ""
    return HEAD.format(title=escape(title), style=STYLE, pictures=own)


def html_parts(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the HTML of each block; bullets that stand together make one list.

    >>> list(html_parts([Block("item", "a"), Block("item", "b")]))
    ['<ul>\\n<li>a</li>\\n<li>b</li>\\n</ul>\\n']
    """
    for bullets, group in groupby(blocks, lambda block: block.kind == "item"):
        if bullets:
            items = "".join(f"<li>{escape(block.text)}</li>\n" for block in group)
            yield f"<ul>\n{items}</ul>\n"
        else:
            yield from map(_html, group)


def _html(block: Block) -> str:
    text = escape(block.text)
    if block.kind == "quote":
        return f"<blockquote><p>{text}</p></blockquote>\n"
    if block.kind != "table":
        return f"<{block.kind}>{text}</{block.kind}>\n"
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.columns)
    body = "".join(f"<tr>{_html_row(row)}</tr>\n" for row in block.rows)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{text}">\n'
        f"<table><caption>{text}</caption>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{body}</tbody></table>\n</div>\n"
    )


def _html_row(row: Sequence[str]) -> str:
    cells = "".join(f"<td>{escape(text)}</td>" for text in row[1:])
    return f'<th scope="row">{escape(row[0])}</th>{cells}'


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_START = re.compile(r"^([-+=:]|[0-9]+(?=[.)](?: |$)))")


def as_markdown(blocks: Sequence[Block]) -> str:
    """Return blocks as Markdown in which no text can become markup.

    >>> print(as_markdown([Block("p", "1. <b>Tea</b>")]).splitlines()[0])
    1\\. \\<b\\>Tea\\</b\\>
    """
    return "\n\n".join(map(_markdown, blocks)) + "\n"


def _markdown(block: Block) -> str:
    text = _plain(block.text)
    if block.kind != "table":
        return {"h1": "# ", "h2": "## ", "h3": "### ", "p": "", "quote": "> ", "item": "- "}[
            block.kind
        ] + text
    rows = [block.columns, ("---",) * len(block.columns), *block.rows]
    table = [
        f"| {' | '.join(_plain(c) if n != 1 else c for c in row)} |" for n, row in enumerate(rows)
    ]
    return "\n".join([f"**{text}**", "", *table])


def _plain(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", text)
    return _START.sub(lambda found: _escaped_start(found[1]), escaped)


def _escaped_start(start: str) -> str:
    return start + "\\" if start[0].isdigit() else "\\" + start


def as_word(blocks: Sequence[Block], *, title: str) -> bytes:
    """Return blocks as a Word document with real headings, captions and header rows.

    Raises LearnerError when the library that writes Word files is not installed.
    """
    try:
        from docx import Document
    except ImportError as missing:
        raise LearnerError(
            "Writing Word files needs python-docx. Type: pip install python-docx. Or leave Word "
            "out: --as html md"
        ) from missing
    document = Document()
    _prepare(document, title)
    for block in blocks:
        document.add_paragraph(block.text, style=WORD_STYLES[block.kind])
        if block.kind == "table":
            document.paragraphs[-1].paragraph_format.keep_with_next = True
            _word_table(document, block)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _prepare(document: Document, title: str) -> None:
    """Give the document a title and a language, and nobody's name."""
    from docx.oxml.ns import qn
    from docx.shared import Emu

    about = document.core_properties
    about.title, about.language = title, LANGUAGE
    about.author = about.last_modified_by = about.comments = ""
    fonts: Any = document.styles.element
    for language in fonts.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    for page in document.sections:
        page.page_width, page.page_height = map(Emu, A4)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Emu(MARGIN)


def column_shares(block: Block) -> list[float]:
    """Return how much of a table's width each column gets: more where there is more to read.

    >>> column_shares(Block("table", "", ("a", "b"), (("x", "y" * 48),)))
    [0.2, 0.8]
    """
    rows = (block.columns, *block.rows)
    longest = [max(len(row[at]) for row in rows) for at in range(len(block.columns))]
    weights = [min(max(length, 12), 60) for length in longest]
    return [weight / sum(weights) for weight in weights]


def _word_table(document: Document, block: Block) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Emu

    table = document.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    widths = [int(share * (A4[0] - 2 * MARGIN)) for share in column_shares(block)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width)
    for row in (block.columns, *block.rows):
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.text, cell.width = text, Emu(width)
    head: Any = table.rows[0]
    for cell in head.cells:
        cell.paragraphs[0].runs[0].bold = True
    repeated = OxmlElement("w:tblHeader")  # a screen reader then knows it as the header row
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)
    document.add_paragraph("", style="Normal")
