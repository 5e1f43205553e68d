"""The logic model: what the course does, what should come of it, and what it may claim.

Levels 1 to 4 are Kirkpatrick's; level 0 is added here. D. L. Kirkpatrick and J. D. Kirkpatrick
(2006), Evaluating Training Programs, 3rd edition, Berrett-Koehler.
"""

from __future__ import annotations

from collections.abc import Iterator

from greaterdata_lessons.documents import Block

LEVELS = (
    ("0 Reach", "Who came, and who did not?", "tally against Census", "each time"),
    ("1 Reaction", "Was it worth it? Was it safe to speak?", "four questions and a word", "end"),
    ("2 Learning", "Can they?", "six tasks, how sure, confidence, curiosity", "start and end"),
    ("3 Behaviour", "Did anybody do anything?", "actions done; three months' form", "3 months"),
    ("4 Results", "Did services or data improve?", "measures of data from a baseline", "6 to 12"
     " months: the course contributes, it is not the cause"),
)  # fmt: skip
CLAIMS = (
    ("Organisations work together", "contributes", "people of several organisations in one room"),
    ("A shared vision", "does not claim", "too far from six sessions"),
    ("Residents know power, chances and risks", "claims the short term only",
     "informed confidence, never willingness to share"),
    ("Representative data of good quality", "contributes", "gaps found, baselines set"),
    ("Stronger systems", "contributes", "schemas taken up, inventories filled"),
    ("Skills of professionals", "claims the short term", "business cases begun"),
)  # fmt: skip
TRUST = (
    "Trust may rise or fall. Either can be a success when people are better informed, so the "
    "report says how it moved and calls neither way better."
)


def logic_blocks() -> Iterator[Block]:
    """Give the logic model as blocks to print."""
    yield Block("h2", "What is measured, and what may be claimed")
    heads = ("Level", "Question", "Measure", "When")
    yield Block("table", "The logic model, level by level", heads, LEVELS)
    hoped = ("Hoped for in the long run", "This course", "Measured by")
    yield Block("table", "What the course may claim", hoped, CLAIMS)
