"""Show a bank's text as HTML: paragraphs, lists, **bold**, `code` and code blocks, nothing else.

Everything is escaped first, so text can never become markup. ``show/question.mjs`` follows the
same rules; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

_FENCE = "```"
_BULLET = re.compile(r"[-*] +(.*)")
_NUMBER = re.compile(r"[0-9]+[.] +(.*)")
_INLINE = re.compile(r"(\*\*[^*]+\*\*|`[^`]+`)")


def to_html(text: str) -> str:
    """Return the text as HTML blocks.

    >>> to_html("Is **a** < `b`?")
    '<p>Is <strong>a</strong> &lt; <code>b</code>?</p>'
    >>> to_html("- one" + chr(10) + "- two")
    '<ul><li>one</li><li>two</li></ul>'
    """
    return "".join(_block(lines) for lines in _blocks(text))


def inline(text: str) -> str:
    """Return one line of text as HTML, with bold and code.

    >>> inline("**yes** & no")
    '<strong>yes</strong> &amp; no'
    """
    return "".join(_span(part) for part in _INLINE.split(text) if part)


def _span(part: str) -> str:
    if part.startswith("**") and len(part) > 4:
        return f"<strong>{escape(part[2:-2])}</strong>"
    if part.startswith("`") and len(part) > 2:
        return f"<code>{escape(part[1:-1])}</code>"
    return escape(part)


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    fenced = False
    for line in text.strip().split("\n"):
        if line.strip() == _FENCE or (not fenced and line.strip().startswith(_FENCE)):
            if not fenced and block:
                yield block
                block = []
            block.append(_FENCE)
            fenced = not fenced
            if not fenced:
                yield block
                block = []
        elif fenced:
            block.append(line)
        elif not line.strip() or (block and _item(line) and not _item(block[0])):
            if block:
                yield block
            block = [line.strip()] if line.strip() else []
        else:
            block.append(line.strip())
    if block:
        yield block


def _item(line: str) -> re.Match[str] | None:
    return _BULLET.fullmatch(line.strip()) or _NUMBER.fullmatch(line.strip())


def _block(lines: list[str]) -> str:
    if lines[0] == _FENCE:
        code = "\n".join(line for line in lines[1:] if line != _FENCE)
        return f"<pre><code>{escape(code)}</code></pre>"
    if not _item(lines[0]):
        return f"<p>{inline(' '.join(lines))}</p>"
    entries: list[str] = []
    for line in lines:
        match = _item(line)
        if match:
            entries.append(match[1])
        else:
            entries[-1] += f" {line}"
    tag = "ul" if _BULLET.fullmatch(lines[0]) else "ol"
    return f"<{tag}>{''.join(f'<li>{inline(entry)}</li>' for entry in entries)}</{tag}>"
