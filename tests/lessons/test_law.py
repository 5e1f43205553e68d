"""What a lesson says about law is current, sourced, dated, and none of fifteen known mistakes."""

import pytest

from tests.lessons import law, style
from tools.lesson_source import NOT_ADVICE, Lesson


def claims(lesson: Lesson) -> list[str]:
    """Everything the lesson itself says, to any reader, on any path; not what answers may say."""
    live = style.live_words(style.read_notebook(lesson))
    return [*style.said(lesson), *style.asked(style.read_compiled(lesson)), *live]


@pytest.mark.parametrize("print_", law.FINGERPRINTS, ids=lambda each: each.mistake)
def test_a_fingerprint_finds_its_mistake_and_lets_the_truth_pass(print_: law.Fingerprint) -> None:
    assert print_.found(print_.guilty)
    assert not print_.found(print_.innocent)
    assert not print_.found(f'Somebody says: "{print_.guilty}"')


def test_no_lesson_makes_a_known_mistake_about_law(lesson: Lesson) -> None:
    assert law.mistakes(claims(lesson)) == []


def test_a_lesson_that_states_law_says_when_it_was_checked_and_where_it_stands(
    lesson: Lesson,
) -> None:
    texts = claims(lesson)
    states = [text for text in texts if law.LAW.search(text) and text != NOT_ADVICE]
    assert bool(states) == bool(lesson.front.law_checked_on), states[:3]
    cited = law.provisions(lesson.front.law)
    assert law.provisions(texts) - cited == set(), "name each provision in the front matter's law"
    assert [p for p, source in lesson.front.law.items() if "as at" not in source] == []


def test_the_line_on_legal_advice_stands_once_where_law_is_stated(lesson: Lesson) -> None:
    times = sum(cell.source.count("not legal advice") for cell in lesson.cells)
    assert times == bool(lesson.front.law_checked_on)


def test_a_basis_for_sharing_comes_with_its_condition_for_health_data(lesson: Lesson) -> None:
    found = law.provisions(claims(lesson))
    assert "article 6" not in found or "article 9" in found
