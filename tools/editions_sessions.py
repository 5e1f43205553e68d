"""Make what a session needs on paper: five PDFs from its pack's page, in one zip."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tools.book_pages import BookError
from tools.editions_page import Download
from tools.editions_pdf import UNLINK, write_pdf
from tools.editions_zip import write_zip


@dataclass(frozen=True)
class Paper:
    """One PDF of a session: its file, its title, the sections of the pack, how many to print."""

    file: str
    title: str
    sections: tuple[str, ...]
    copies: str


PAPERS = (
    Paper(
        "1-what-to-say.pdf",
        "What to say",
        ("the-plan-minute-by-minute", "what-to-say", "without-devices"),
        "one for whoever leads",
    ),
    Paper("2-answers.pdf", "Answers", ("likely-answers",), "one for whoever leads"),
    Paper("3-cards.pdf", "Cards", ("cards-to-print-and-cut",), "one for each table, on one side"),
    Paper("4-pictures.pdf", "Pictures", ("to-print-or-show",), "one for each table"),
    Paper("5-sheet.pdf", "A sheet to take home", ("a-sheet-to-take-home",), "one for each person"),
)
# Show these sections of a pack alone, under a title of their own.
SHOW = """([sections, title]) => {
  const pack = document.querySelector("main article > section");
  const heading = pack.querySelector("h1");
  pack.dataset.name ??= heading.textContent.replace(/^[^:]*: /, "");
  let shown = 0;
  for (const part of pack.children) {
    const wanted = sections.includes(part.id);
    shown += wanted;
    part.hidden = part !== heading && !wanted;
    // The title says it already.
    part.querySelector(":scope > h2")?.toggleAttribute("hidden", sections.length === 1);
  }
  heading.textContent = `${title} (${pack.dataset.name})`;
  document.title = heading.textContent;
  return [shown, heading.textContent];
}"""
CSS = """
.gd-footer { display: none !important; }
h1 { max-width: none; font-size: 1.7rem; }
h2, h3 { margin-top: 1.4em; }
#cards-to-print-and-cut > section, #likely-answers > section { break-inside: avoid; }
#to-print-or-show > h2 ~ * ~ * { break-before: page; }
"""


def session(browser: Browser, html: Path, name: str) -> Download:
    """Print the papers of one pack and zip them; returns the zip.

    name: the pack, such as "who-is-missing" or "who-is-missing-community".

    Raises:
        BookError: when the pack's page has lost a section that is to be printed.
    """
    source = html / "facilitators" / f"{name}.html"
    folder = html / "downloads" / "sessions" / name
    page = browser.new_page()
    try:
        page.goto(source.resolve().as_uri())
        page.evaluate(UNLINK)
        page.add_style_tag(content=CSS)
        for paper in PAPERS:
            shown, title = page.evaluate(SHOW, [list(paper.sections), paper.title])
            if shown != len(paper.sections):
                raise BookError(f"The pack {name} lacks a part of {', '.join(paper.sections)}.")
            write_pdf(page, folder / paper.file, name=title)
        pack = page.evaluate("document.querySelector('main article > section').dataset.name")
    finally:
        page.close()
    return Download(pack, _zipped(folder, name, pack), "zip of five PDFs")


def _zipped(folder: Path, name: str, pack: str) -> Path:
    lines = [f"- {paper.file}: {paper.title}. Print {paper.copies}." for paper in PAPERS]
    read_me = f"{pack}\n\nA session with no screen in the room.\n\n" + "\n".join(lines) + "\n"
    files = {f"{name}/{paper.file}": (folder / paper.file).read_bytes() for paper in PAPERS}
    target = folder.with_suffix(".zip")
    write_zip(target, {f"{name}/read-me.txt": read_me.encode(), **files})
    return target
