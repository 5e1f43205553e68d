"""A lesson's kernel that has its tools at hand before the first cell asks for them.

    python -m greaterdata_lessons.hub.server.kernel -f connection-file

It is IPython's own kernel. While nobody asks it for anything, it imports what the lessons use and
draws one chart that nobody sees, so that the first real one does not wait for fonts. No name is
put before the learner and nothing is printed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop

PAUSE = 0.05  # seconds between two steps, in which a cell of the learner's comes first


def steps() -> Iterator[None]:
    """Import and draw, one step at a time."""
    import pandas as pd

    yield
    import anywidget  # noqa: F401 - the questions

    yield
    import matplotlib.backends.backend_agg
    import matplotlib.backends.backend_svg
    import matplotlib.figure  # noqa: F401 - the charts

    yield
    import greaterdata_lessons as gd

    numbers = pd.Series({"one": 1.0, "two": 2.0}, name="numbers")
    gd.chart(numbers, title="Two numbers", alt="Two bars: one is 1.0, two is 2.0. Never shown.")


async def warm_up() -> None:
    """Take the steps, quietly; what fails here, the learner's own cell will tell."""
    with contextlib.suppress(Exception):
        for _ in steps():
            await asyncio.sleep(PAUSE)


def main() -> None:
    """Start the kernel, then warm it up."""
    app: Any = IPKernelApp.instance()
    app.initialize()
    IOLoop.current().add_callback(warm_up)
    app.start()


if __name__ == "__main__":
    main()
