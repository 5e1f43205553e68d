"""Put the glossary's sentences where a page can show them beside a word."""

from __future__ import annotations

import json
import re

from sphinx.util.nodes import _make_id

BLOCK = re.compile(r"```\{glossary\}\n(.*?)\n```", re.DOTALL)


def meanings(page: str) -> dict[str, str]:
    """Return what each word means, by the word's anchor on the glossary's page.

    >>> meanings("```{glossary}" + chr(10) + "rate" + chr(10) + "  So many." + chr(10) + "```")
    {'term-rate': 'So many.'}
    """
    found: dict[str, str] = {}
    for block in BLOCK.findall(page):
        waiting: list[str] = []
        for line in block.splitlines():
            if line[:1].strip():
                waiting.append(_make_id(f"term-{line.strip()}"))
            elif line.strip():
                says = " ".join(part for part in (found.get(waiting[0], ""), line.strip()) if part)
                found |= dict.fromkeys(waiting, says)
            else:
                waiting = []
    return found


def meanings_json(page: str) -> bytes:
    """Return the meanings as the bytes of their file."""
    return json.dumps(meanings(page), ensure_ascii=False, indent=0).encode()
