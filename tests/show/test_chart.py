"""A chart cannot go without words, looks the same each time, and holds small groups back."""

from io import BytesIO

import pandas as pd
import pytest
from PIL import Image

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.fairness.result import Audit
from greaterdata_lessons.errors import LearnerError

BARS = pd.Series({"Halton": 1.03, "Sefton": 0.99}, name="patients for each resident")
TITLE, ALT = "Halton is above Sefton", "Patients for each resident: Halton 1.03, Sefton 0.99."


def found() -> "gd.representation":
    def cube(*counts: int) -> Cube:
        return Cube(pd.DataFrame({"group": list("ABC"), "count": counts}), by=("group",))

    return gd.representation(cube(500, 497, 3), against=cube(5000, 4000, 1000))


@pytest.mark.parametrize("alt", ["", "   ", "A chart", TITLE])
def test_a_chart_without_a_real_text_alternative_is_refused(alt: str) -> None:
    with pytest.raises(LearnerError, match="Say what it shows, with the numbers"):
        gd.chart(BARS, title=TITLE, alt=alt)


def test_a_chart_without_a_finding_is_refused() -> None:
    with pytest.raises(LearnerError, match="Say its finding"):
        gd.chart(BARS, title=" ", alt=ALT)


def test_nothing_to_draw_gets_a_sentence() -> None:
    with pytest.raises(LearnerError, match="nothing to draw"):
        gd.chart(BARS.iloc[:0], title=TITLE, alt=ALT)


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert gd.chart(BARS, title=TITLE, alt=ALT).png == gd.chart(BARS, title=TITLE, alt=ALT).png


def test_other_numbers_give_another_picture() -> None:
    assert gd.chart(BARS, title=TITLE, alt=ALT).png != gd.chart(BARS * 2, title=TITLE, alt=ALT).png


def test_the_page_gets_finding_alternative_and_numbers() -> None:
    html = gd.chart(BARS, title=TITLE, alt=ALT)._repr_html_()
    assert f"<figcaption>{TITLE}</figcaption>" in html
    assert f'alt="{ALT}"' in html
    assert (
        '<th scope="row" style="text-align:left">Halton</th><td class="gd-number">1.03</td>' in html
    )


def test_words_from_data_cannot_become_markup() -> None:
    evil = pd.Series({"<script>x</script>": 1.0}, name="n")
    html = gd.chart(
        evil, title='"><script>', alt='A long enough "><script> alternative'
    )._repr_html_()
    assert "<script>" not in html


def test_a_group_held_back_leaves_no_number_and_no_place_in_the_ranking() -> None:
    whole = gd.chart(found(), title=TITLE, alt=ALT)
    safer = gd.chart(found(), title=TITLE, alt=ALT, small="hold back")
    assert list(whole.table["group"]) == ["C", "A", "B"]
    assert list(safer.table["group"]) == ["A", "B", "C"]
    row = safer.table.set_index("group").loc["C"]
    assert set(row) == {"too few to report"}
    assert whole.png != safer.png


def test_a_picture_is_wide_enough_for_a_screen_and_light() -> None:
    png = gd.chart(found(), title=TITLE, alt=ALT).png
    with Image.open(BytesIO(png)) as image:
        assert image.width >= 700
    assert len(png) < 30_000


def test_a_chart_prints_as_its_words() -> None:
    assert repr(gd.chart(BARS, title=TITLE, alt=ALT)) == f"Chart: {TITLE}\n{ALT}"


def test_a_cut_axis_shortens_bars_and_leaves_the_numbers_as_they_are() -> None:
    whole = gd.chart(BARS, title=TITLE, alt=ALT)
    cut = gd.chart(BARS, title=TITLE, alt=ALT, axis_from=0.9 * float(BARS.min()))
    assert whole.png != cut.png
    assert whole.table.equals(cut.table)


def audited() -> Audit:
    need, picked = [1] * 40 + [0] * 40, [0] * 15 + [1] * 25 + [0] * 40
    return gd.audit(need, picked, by=["A", "B"] * 40, measures=["missed"])


def test_a_chart_of_an_audit_has_the_people_of_each_group_in_its_table() -> None:
    table = gd.chart(audited(), title=TITLE, alt=ALT).table
    assert table[["group", "missed", "of"]].to_numpy().tolist() == [["A", 8, 20], ["B", 7, 20]]
    assert table["in every 100"].tolist() == [40.0, 35.0]


def test_a_group_with_nobody_in_need_is_drawn_without_a_bar_and_said_to_be_undefined() -> None:
    found = gd.audit([1, 1, 1, 0], [1, 1, 0, 0], by=list("AAAB"), measures=["missed"])
    table = gd.chart(found, title=TITLE, alt=ALT).table.set_index("group")
    assert table.loc["B", "of"] == 0
    assert table.loc["B", "95% interval"] == "not defined"


def test_bars_drawn_by_fairlearn_get_words_and_a_table_and_leave_no_figure_open() -> None:
    from fairlearn.experimental.enable_metric_frame_plotting import plot_metric_frame
    from matplotlib import pyplot

    plot = plot_metric_frame(audited().metric_frame(), kind="bar", metrics="missed")
    chart = gd.chart(plot, title=TITLE, alt=ALT)
    assert chart.table.to_numpy().tolist() == [["A", 0.4], ["B", 0.35]]
    assert pyplot.get_fignums() == []


def test_a_drawing_without_bars_is_refused_with_a_sentence() -> None:
    from matplotlib.figure import Figure

    with pytest.raises(LearnerError, match="no bars to take over"):
        gd.chart(Figure().subplots(), title=TITLE, alt=ALT)


def test_a_table_of_something_else_says_what_it_can_show() -> None:
    with pytest.raises(LearnerError, match='the kind "dict"'):
        gd.table({"people": 3}, caption="Three")  # type: ignore[arg-type]
