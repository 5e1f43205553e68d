"""Print pages of the built book as PDF, and read the facts of a PDF that make it accessible."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

MARGIN = {"top": "15mm", "bottom": "18mm", "left": "17mm", "right": "17mm"}
# The foot of each page; Chromium puts the numbers in.
FOOT = (
    '<div style="width:100%;margin:0 17mm;font:8pt sans-serif;display:flex;'
    'justify-content:space-between"><span>{name}</span>'
    '<span><span class="pageNumber"></span> of <span class="totalPages"></span></span></div>'
)
# What leads elsewhere on a screen leads nowhere on paper, and would name a folder of this machine.
UNLINK = """() => {
  document.querySelectorAll("main a[href]").forEach((link) => {
    if (!link.getAttribute("href").startsWith("#")) link.removeAttribute("href");
  });
}"""
NODE = re.compile(rb"\bnode[0-9]{8}\b")
DATE = re.compile(rb"/(?:CreationDate|ModDate) ?\([^)]*\)")
TITLE = re.compile(rb"/Title ?(?:\((?P<plain>(?:\\.|[^\\)])*)\)|<(?P<hex>[0-9A-Fa-f]+)>)")
ESCAPED = re.compile(rb"\\([()\\])|\\([0-7]{3})")


@dataclass(frozen=True)
class PdfFacts:
    """What a reader's software can tell of a PDF without drawing it."""

    pages: int
    title: str
    language: str
    tagged: bool
    bookmarks: tuple[str, ...]


def print_pdf(browser: Browser, source: Path, target: Path, *, name: str) -> None:
    """Print one page of the built book, tagged and with bookmarks.

    source: the HTML file; target: the PDF to write.
    name: what stands at the foot of each page.
    """
    page = browser.new_page()
    try:
        page.goto(source.resolve().as_uri())
        page.evaluate(UNLINK)
        write_pdf(page, target, name=name)
    finally:
        page.close()


def write_pdf(page: Page, target: Path, *, name: str) -> None:
    """Write an open page as an A4 PDF; the same page gives the same bytes on any day."""
    made = page.pdf(
        format="A4",
        margin=MARGIN,  # type: ignore[arg-type]
        tagged=True,
        outline=True,
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOT.format(name=name),
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(DATE.sub(_blank, _counted_afresh(made)))


def _counted_afresh(content: bytes) -> bytes:
    """Number the parts of a PDF from 1: Chromium goes on from what it numbered before."""
    names = {name: number for number, name in enumerate(sorted(set(NODE.findall(content))), 1)}
    return NODE.sub(lambda match: b"node%08d" % names[match[0]], content)


def _blank(match: re.Match[bytes]) -> bytes:
    return b" " * len(match[0])  # as long as before: a PDF counts its bytes


def pdf_facts(path: Path) -> PdfFacts:
    """Read a PDF that Chromium wrote: pages, title, language, tags, bookmarks (inner ones first).

    It reads what Chromium writes in the clear, and is no reader for other PDFs.
    """
    content = path.read_bytes()
    language = re.search(rb"/Lang ?\(([^)]*)\)", content)
    titles = [_text(match) for match in TITLE.finditer(content)]
    return PdfFacts(
        pages=len(re.findall(rb"/Type ?/Page\b", content)),
        title=titles[0] if titles else "",
        language=language[1].decode() if language else "",
        tagged=b"/Marked true" in content and b"/StructTreeRoot" in content,
        bookmarks=tuple(titles[1:]),
    )


def _text(match: re.Match[bytes]) -> str:
    if match["hex"]:
        raw = bytes.fromhex(match["hex"].decode())
    else:
        raw = ESCAPED.sub(_unescaped, match["plain"])
    return raw.decode("utf-16") if raw[:2] in {b"\xfe\xff", b"\xff\xfe"} else raw.decode("latin-1")


def _unescaped(match: re.Match[bytes]) -> bytes:
    return match[1] or bytes([int(match[2], 8)])
