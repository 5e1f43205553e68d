"""How easy a text is to read: counted as textstat counts, in Python and in the page alike."""

import re

import pytest
import textstat
from playwright.sync_api import Browser, expect

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.show.live import MODULE, STYLE
from greaterdata_lessons.show.reading import LONG, plain_words
from tests.browser import axe_violations, serve
from tests.lessons import style
from tests.show.test_live import PAGE, THEME
from tools.book_toc import read_lessons
from tools.lesson_source import LESSONS as FOLDER
from tools.lesson_source import Lesson

LESSONS = read_lessons(FOLDER.parent)
HARD = "Going forward we will utilise robust methodology. " + "It is so and " * 9 + "that is all."
TEXTS = [
    "We asked 40 people. Most said no.", HARD, "", "...", "One word", "Ça va? Très bien.",
    "- a list\n- of things\n\nAnd 1,250 more (12.5%).", 'She said "no." He said yes.',
    "The table was placed, created, wanted, boxes, houses, little, Knowsley's St. Helens.",
    "<script>alert(1)</script> stakeholders' service-users",
]  # fmt: skip


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_the_ease_of_a_lesson_is_near_what_textstat_says(lesson: Lesson) -> None:
    text = re.sub(r"[*`#_]", "", style.body(lesson))
    assert gd.reading(text).ease == pytest.approx(textstat.flesch_reading_ease(text), abs=6)


def test_long_sentences_and_words_with_a_plainer_one_are_named() -> None:
    said = gd.reading(HARD)
    words = [word for word, _ in said.jargon]
    assert words == ["going forward", "methodology", "robust", "utilise"]
    assert [sentence[:8] for sentence in said.long] == ["It is so"]
    assert 'Instead of "utilise": use.' in repr(said)


def test_a_word_is_found_whole_and_in_the_plural_and_not_inside_another() -> None:
    assert [word for word, _ in gd.reading("Our COHORTS met.").jargon] == ["cohort"]
    assert gd.reading("Prior tours of a non-robust plan, provisional.").jargon == ()


def test_nothing_written_has_no_words_and_is_no_error() -> None:
    assert (gd.reading("").words, gd.reading("  ...  ").sentences) == (0, 0)


@pytest.mark.parametrize(("text", "says"), [(40, "in quotes"), ("a" * 20_001, "one page")])
def test_what_cannot_be_read_is_refused_with_a_sentence(text: object, says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        gd.reading(text)  # type: ignore[arg-type]


def test_the_page_counts_as_python_does_and_its_box_works(browser: Browser, tmp_path) -> None:  # type: ignore[no-untyped-def]
    for file in (MODULE, STYLE, THEME):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "index.html").write_text(PAGE.format(elements=gd.rewrite(HARD, most=20).html()))
    with serve(tmp_path) as address:
        page = browser.new_page()
        page.goto(address)
        texts = TEXTS + [style.body(lesson) for lesson in LESSONS]
        counted = page.evaluate(
            """async ([texts, plan]) => {
                const { reading } = await import("./explore.mjs");
                return texts.map((text) => reading(text, plan));
            }""",
            [texts, {"long": LONG, "words": plain_words()}],
        )
        for text, there in zip(texts, counted, strict=True):
            here = gd.reading(text)
            assert there["ease"] == pytest.approx(here.ease)
            assert [there["words"], there["sentences"]] == [here.words, here.sentences]
            assert [tuple(found) for found in there["jargon"]] == list(here.jargon)
            assert there["long"] == list(here.long)
        status = page.get_by_role("status")
        expect(status).to_contain_text("46 words, 26 too many")
        assert axe_violations(page) == []
        page.get_by_label("Write it again").fill("We asked 40 people. Most said no.")
        expect(status).to_have_text(
            "7 words of at most 20. 4 words a sentence. Reading ease 100: plain."
        )
        page.emulate_media(media="print")
        expect(page.get_by_text("It is so and").first).to_be_visible()
        page.close()
