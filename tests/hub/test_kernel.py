"""What a hub's kernels do before the first cell works, and is quiet."""

import pytest

from greaterdata_lessons.hub.server.kernel import steps


def test_every_step_of_the_warming_up_works_and_prints_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert len(list(steps())) == 3
    assert capsys.readouterr() == ("", "")
