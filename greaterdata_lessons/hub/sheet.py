"""The printed sheet of cards: ten on a page of A4, with lines to cut along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from io import BytesIO
from urllib.parse import quote

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub.cards import HOST, Card

STYLE = """
@page { size: A4; margin: 0 }
* { box-sizing: border-box }
body { margin: 0; font: 11pt/1.3 system-ui, sans-serif; color: #111; background: #fff }
header { max-width: 210mm; padding: 10mm 8mm 4mm }
ul { list-style: none; margin: 0; padding: 0; width: 210mm; display: flex; flex-wrap: wrap }
li { width: 105mm; height: 59.4mm; padding: 5mm 6mm; border: 0.3mm dashed #666;
  display: grid; grid-template-columns: 1fr 26mm; gap: 0 3mm; break-inside: avoid }
li:nth-child(10n) { break-after: page }
li:last-child { break-after: auto }
h2 { grid-column: 1 / 3; margin: 0 0 1mm; font-size: 20pt; line-height: 1.1 }
dl { margin: 0 }
dt { font-size: 9pt; margin-top: 1.5mm }
dd { margin: 0 }
.code { font: bold 19pt/1.15 "DejaVu Sans Mono", Consolas, monospace; white-space: nowrap }
.address { overflow-wrap: anywhere }
svg { width: 26mm; height: 26mm; align-self: center }
.host h2::after { content: " — keep this card yourself"; font-size: 11pt }
.host .code { font-size: 13pt }
@media print { header { display: none } }
@media screen and (max-width: 210mm) { ul, li { width: 100% } li { height: auto } }
"""
WORDS = """<h1>Cards for {count}</h1>
<p>Print this page on A4, cut along the lines, and put one card on each seat. The card that says
host opens the host's page: it is yours alone. Nobody writes their own name on a card. The codes
stand nowhere but here: when everybody has come in, delete this file and shred what is left.</p>"""


def sign_in_link(address: str, name: str) -> str:
    """Return the address that opens the sign-in page with a name filled in.

    >>> sign_in_link("https://hub.example.org", "amber-otter")
    'https://hub.example.org/hub/login?username=amber-otter'
    """
    return f"{address.rstrip('/')}/hub/login?username={quote(name)}"


def picture(link: str, words: str) -> str:
    """Return a QR code of a link as an SVG picture with a text alternative.

    Raises LearnerError where the package that draws it is missing.
    """
    try:
        import segno
    except ImportError:
        raise LearnerError(
            "Drawing the cards needs the hub's own environment. Type it as: "
            ".venv-hub/bin/greaterdata hub cards 30"
        ) from None
    drawn = BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True
    )
    named = f'<svg role="img" aria-label="{escape(words)}" '
    return drawn.getvalue().decode().strip().replace("<svg ", named, 1)


def sheet(cards: Iterable[Card], address: str, until: date) -> str:
    """Return the web page to print.

    cards: what goes on it, ten to a page. address: where people sign in. until: the last day.
    """
    listed = sorted(cards, key=lambda card: card.name == HOST)  # the host's own comes last
    seats = sum(card.name != HOST for card in listed)
    count = "one seat" if seats == 1 else f"{seats} seats" if seats else "the host"
    body = "\n".join(_card(card, address, until) for card in listed)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>Cards for {count}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header>\n{WORDS.format(count=count)}\n</header>\n"
        f"<main>\n<ul>\n{body}\n</ul>\n</main>\n</body>\n</html>\n"
    )


def _card(card: Card, address: str, until: date) -> str:
    """Return one card: the host's tells itself apart."""
    kind = ' class="host"' if card.name == HOST else ""
    qr = picture(sign_in_link(address, card.name), f"QR code: opens {address} with this name")
    rows = [
        ("Code on your card", f'<dd class="code">{escape(card.spaced)}</dd>'),
        ("Where", f'<dd class="address">{escape(address)}</dd>'),
        ("Opens until", f"<dd>{until.day} {until:%B %Y}</dd>"),
    ]
    listed = "".join(f"<dt>{name}</dt>{value}" for name, value in rows)
    return f"<li{kind}><h2>{escape(card.name)}</h2><dl>{listed}</dl>{qr}</li>"
