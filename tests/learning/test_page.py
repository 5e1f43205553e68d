"""Questions in a page, with no server and no kernel, in a real browser."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser import axe_violations

KEY = "greaterdata:v1:answers"
TOLD = "form [role=status] > :not(.gd-borne-out)"


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """The page with every kind of question; any error in it fails the test."""
    opened = browser.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(site)
    opened.locator("form").first.wait_for()
    yield opened
    opened.close()
    assert errors == []


def form(page: Page, title: str) -> Locator:
    return page.locator("form", has=page.locator(".gd-title", has_text=title))


def reply(question: Locator) -> str:
    return question.get_by_role("status").inner_text()


def answer_every_question(page: Page) -> None:
    """Answer each question somehow, so that every part of it shows."""
    for question in page.locator("form").all():
        for box in question.get_by_role("combobox").all():
            box.select_option("1")
        for fold in question.locator(".gd-sure summary").all():
            fold.click()
        for group in question.locator(":is(.gd-part, .gd-sure):has([type=radio])").all():
            group.get_by_role("radio").first.check()
        if question.locator(".gd-whole [type=checkbox]").count():
            question.locator(".gd-whole [type=checkbox]").first.check()
        for box in question.get_by_role("textbox").all():
            box.fill("1.8")
        question.get_by_role("button").click()
        assert reply(question)
        for fold in question.locator("summary:visible").all():
            fold.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1000])
def test_every_kind_is_accessible_before_and_after_an_answer(
    page: Page, scheme: str, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    assert axe_violations(page) == []
    answer_every_question(page)
    assert page.locator("form .gd-status:not(:empty)").count() == page.locator("form").count()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_are_at_least_24_pixels(page: Page) -> None:
    answer_every_question(page)
    for target in page.locator("form :is(input, select, textarea, button, summary):visible").all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24, target.evaluate("node => node.outerHTML")


def test_each_control_has_a_name_and_each_question_a_group(page: Page) -> None:
    for question in page.locator("form").all():
        group = question.get_by_role("group").first
        assert group.evaluate("node => node.querySelector('legend').textContent")
        described = group.get_attribute("aria-describedby")
        assert page.locator(f"[id='{described}']").inner_text()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))


def test_two_questions_are_answered_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    for key in ("Space", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    guess = form(page, "Guess first")
    assert reply(guess).startswith("Kept. You said: about 490,000.")
    assert page.evaluate("document.activeElement.textContent") == "Change my guess"
    page.keyboard.press("Tab")
    page.keyboard.type("60/6000")
    for key in ("Tab", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.type") == "submit"
    ratio = form(page, "Reached, out of expected")
    assert reply(ratio).startswith("Not yet. That is the group's share of referrals.")
    assert ratio.get_by_text("You said: fairly sure.").is_visible()
    ratio.get_by_role("textbox").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("0,556")
    page.keyboard.press("Enter")
    assert (
        reply(ratio) == "Right. The scheme reached a little over half of the people you "
        "would expect."
    )


def test_hints_open_one_at_a_time_and_the_solution_after_a_try(page: Page) -> None:
    ratio = form(page, "Reached, out of expected")
    assert ratio.locator("summary:visible").all_inner_texts() == ["Hint 1"]
    ratio.get_by_role("button").click()
    assert reply(ratio) == "Not tried yet. Give your answer, then check it."
    assert ratio.locator("summary:visible").all_inner_texts() == ["Hint 1"]
    ratio.get_by_text("Hint 1").focus()
    page.keyboard.press("Enter")
    ratio.get_by_text("Hint 2").wait_for()
    ratio.get_by_role("textbox").fill("a few")
    ratio.get_by_role("button").click()
    assert reply(ratio).startswith("I could not read that. Write one number")
    assert ratio.get_by_role("textbox").get_attribute("aria-invalid") == "true"
    ratio.get_by_text("Worked solution").click()
    assert ratio.locator("details[open] ol strong").inner_text() == "0.56"


def test_answers_are_kept_shown_again_and_forgotten(page: Page) -> None:
    guess, own = form(page, "Guess first"), form(page, "Your own list")
    assert page.locator(".gd-prediction").inner_text() == "You have not guessed yet."
    guess.get_by_label("about 590,000").check()
    guess.get_by_role("button").click()
    assert page.locator(".gd-prediction").inner_text() == "You said: about 590,000."
    own.get_by_role("textbox").fill("Our phone list.")
    own.get_by_role("button").click()
    own.get_by_label("I named a list").check()
    page.reload()
    assert guess.get_by_label("about 590,000").is_checked()
    assert reply(guess).startswith("Kept. You said: about 590,000.")
    assert own.get_by_role("textbox").input_value() == "Our phone list."
    assert own.get_by_label("I named a list").is_checked()
    page.get_by_role("button", name="Forget my answers").click()
    said = "Done. 2 answers were removed from this browser."
    assert page.locator(".gd-forgotten").inner_text() == said
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    assert page.locator(".gd-prediction").inner_text() == "You have not guessed yet."
    assert own.get_by_role("textbox").input_value() == ""
    assert not guess.get_by_label("about 590,000").is_checked()


def test_every_kind_shows_a_kept_answer_again(page: Page) -> None:
    answer_every_question(page)
    steps = form(page, "In which order?")
    for number, box in zip("3412", steps.get_by_role("combobox").all(), strict=True):
        box.select_option(number)
    steps.get_by_role("button").click()
    replies = page.locator(TOLD).all_inner_texts()
    page.reload()
    assert page.locator(TOLD).all_inner_texts() == replies


def test_a_decision_with_a_bad_reason_is_told_so_and_a_good_one_is_right(page: Page) -> None:
    decide = form(page, "Before Monday")
    decide.get_by_label("leave it out").check()
    decide.get_by_label("people could be recognised").check()
    decide.get_by_role("button").click()
    assert reply(decide).startswith("Not yet. A sound action.")
    decide.get_by_label("a small number can still be").check()
    decide.get_by_role("button").click()
    assert reply(decide).startswith("Right. Leaving it out protects people")
    decide.get_by_label("the board only needs big numbers").check()
    decide.get_by_role("button").click()
    assert reply(decide) == "Not yet. Too small to report is not too small to matter."


def test_several_options_are_chosen_by_keyboard_and_certainty_is_said_once(page: Page) -> None:
    fears = form(page, "Which are about misuse?")
    fears.get_by_label("The list is sold").focus()
    for key in ("Space", "Tab", "Space", "Tab", "Tab", "Tab", "Space", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    assert reply(fears).startswith("Not yet. Look again at what you chose:")
    assert "Something that belongs is not chosen yet." in reply(fears)
    assert fears.get_by_text("You said: fairly sure.").is_visible()
    assert fears.get_by_role("radio").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Check my answer"
    fears.get_by_label("A letter goes").uncheck()
    fears.get_by_label("A landlord reads").check()
    fears.get_by_role("button").click()
    assert reply(fears) == "Right. Both use the list for something nobody was told."
    record = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))["every-kind/what-fears"]
    assert record["answer"] == [
        "The list is sold to a company",
        "A landlord reads it to choose tenants",
    ]
    assert (record["first"], record["sure"], record["tries"]) == ("not yet", "fairly", 2)


def test_how_sure_somebody_was_is_told_back_after_three_answers(page: Page) -> None:
    asked = {"Slips everybody makes": "0.25", "The same in per cent": "25", "Worked out": "11"}
    for title, answer in asked.items():
        question = form(page, title)
        question.get_by_text("Say how sure you are").click()
        question.get_by_label("Very sure").check()
        question.get_by_role("textbox").fill(answer)
        question.get_by_role("button").click()
    said = 'When you said "very sure", your first answer was right 2 times in 3.'
    assert question.locator(".gd-borne-out").inner_text() == said
    assert form(page, "Slips everybody makes").locator(".gd-borne-out").count() == 0


def test_an_answer_that_cannot_be_read_never_replaces_a_kept_one(page: Page) -> None:
    doubled = form(page, "Worked out")
    for text in ("12", "a few", ""):
        doubled.get_by_role("textbox").fill(text)
        doubled.get_by_role("button").click()
    page.reload()
    assert doubled.get_by_role("textbox").input_value() == "12"
    assert reply(doubled).startswith("Right.")


def test_a_huge_answer_and_a_script_are_shown_as_text_and_kept(page: Page) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    own, doubled = form(page, "Your own list"), form(page, "Worked out")
    text = "<img src=x onerror=alert(1)>" + "word " * 20_000
    own.get_by_role("textbox").fill(text)
    own.get_by_role("button").click()
    doubled.get_by_role("textbox").fill("9" * 100_000)
    doubled.get_by_role("button").click()
    assert reply(doubled).startswith("I could not read that.")
    page.reload()
    assert own.get_by_role("textbox").input_value() == text


def test_what_is_done_in_the_notebook_says_so_and_holds_no_answer(page: Page) -> None:
    value = page.locator(".gd-question", has_text="The smallest group")
    said = "This one is done in the notebook: the answer is a value from your code."
    assert value.get_by_text(said).is_visible()
    assert value.get_by_role("textbox").count() == 0


def test_a_decision_shows_how_it_is_marked_before_it_is_made(page: Page) -> None:
    decide = form(page, "Would you say yes?")
    assert decide.get_by_text("2 of the 3 actions can earn them.").is_visible()
    decide.get_by_label("No", exact=True).check()
    decide.get_by_label("People were not told").check()
    decide.get_by_role("button").click()
    assert reply(decide).startswith("Right. You asked what it is for")


def test_nothing_moves_on_a_question(page: Page) -> None:
    moving = """[...document.querySelectorAll(".gd-question, .gd-question *")].filter((node) => {
        const style = getComputedStyle(node);
        return style.animationName !== "none" || style.transitionDuration !== "0s";
    }).length"""
    assert page.evaluate(moving) == 0


@pytest.mark.parametrize("broken", ["{", "[]", "null", '"text"', "7"])
def test_a_damaged_store_is_said_once_and_set_aside(page: Page, broken: str) -> None:
    page.evaluate(f"localStorage.setItem('{KEY}', {json.dumps(broken)})")
    page.reload()
    said = (
        "The answers kept in this browser could not be read, so you start afresh. Nothing is lost"
    )
    assert page.locator(".gd-notice").inner_text().startswith(said)
    form(page, "Guess first").get_by_label("about 390,000").check()
    form(page, "Guess first").get_by_role("button").click()
    page.reload()
    assert page.locator(".gd-notice").inner_text() == ""
    assert page.locator(".gd-prediction").inner_text() == "You said: about 390,000."
    assert page.evaluate(f"localStorage.getItem('{KEY}:set-aside')") == f"{broken}\n"
    page.get_by_role("button", name="Forget my answers").click()
    said = "Done. 1 answer was removed from this browser. What could not be read was removed too."
    assert page.locator(".gd-forgotten").inner_text() == said
    assert page.evaluate("localStorage.length") == 0


def test_what_cannot_be_set_aside_is_not_written_over(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.add_init_script(f"""localStorage.setItem("{KEY}", "half an ans");
        Storage.prototype.setItem = () => {{ throw new DOMException("full"); }}""")
    page.goto(site)
    form(page, "Guess first").get_by_label("about 390,000").check()
    form(page, "Guess first").get_by_role("button").click()
    assert page.locator(".gd-notice").inner_text().startswith("This browser does not keep")
    assert page.locator(".gd-prediction").inner_text() == "You said: about 390,000."
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == "half an ans"
    page.close()


def test_what_is_forgotten_in_another_tab_does_not_come_back(page: Page) -> None:
    form(page, "Guess first").get_by_label("about 390,000").check()
    form(page, "Guess first").get_by_role("button").click()
    page.evaluate("localStorage.clear()")  # as another tab does
    form(page, "Worked out").get_by_role("textbox").fill("12")
    form(page, "Worked out").get_by_role("button").click()
    kept = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    assert list(kept) == ["every-kind/doubled"]


@pytest.mark.parametrize("record", [5, None, {"answer": 99}, {"answer": {"action": []}}, []])
def test_a_kept_answer_that_no_longer_fits_is_left_out(page: Page, record: object) -> None:
    names = ["guess", "ratio", "doubled", "who-counts", "steps", "what-next", "your-list"]
    names += ["what-fears", "slips", "per-cent", "share-it"]
    kept = json.dumps({f"every-kind/{name}": record for name in names})
    page.evaluate(f"localStorage.setItem('{KEY}', {json.dumps(kept)})")
    page.reload()
    assert page.locator("form").count() == 11
    assert reply(form(page, "Guess first")) == ""


@pytest.mark.parametrize("call", ["getItem", "setItem"])
def test_a_page_works_where_storage_is_refused_and_says_so_once(
    browser: Browser, site: str, call: str
) -> None:
    page = browser.new_page()
    page.add_init_script(f"Storage.prototype.{call} = () => {{ throw new DOMException('full'); }}")
    page.goto(site)
    guess = form(page, "Guess first")
    guess.get_by_label("about 390,000").check()
    guess.get_by_role("button").click()
    said = "This browser does not keep your answers: they are gone when you leave this page."
    assert page.locator(".gd-notice").inner_text() == said
    assert reply(guess).startswith("Kept.")
    assert page.locator(".gd-prediction").inner_text() == "You said: about 390,000."
    page.close()


def test_without_javascript_every_question_can_be_read(browser: Browser, site: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(site)
    assert page.locator(".gd-question").count() == 16
    assert page.locator("form").count() == 0
    assert page.get_by_text("1.8 % of residents are").is_visible()
    assert not page.get_by_role("button", name="Forget my answers").is_visible()
    assert page.locator("summary", has_text="Worked solution").count() == 14
    page.get_by_text("Hint 1").first.click()
    assert page.get_by_text("How many of 6,000 people would you expect").is_visible()
    page.close()


def test_text_that_looks_like_markup_is_shown_as_text(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{site}/hostile.html")
    question = page.locator("form")
    assert question.locator("legend").inner_text() == "<img src=x onerror=alert(1)>"
    assert question.locator(".gd-prompt").inner_text() == "Is <script>alert(1)</script> shown?"
    question.get_by_label("</script><script>alert(1)</script>").check()
    question.get_by_role("button").click()
    said = "You said: </script><script>alert(1)</script>."
    assert page.locator(".gd-prediction").inner_text() == said
    assert reply(question).startswith(f"Kept. {said}")
    page.close()


def test_the_page_asks_nothing_of_another_host(browser: Browser, site: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site)
    answer_every_question(page)
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    page.close()


def test_controls_stay_visible_in_forced_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    button = form(page, "Guess first").get_by_role("button")
    border = button.evaluate("node => getComputedStyle(node).borderTopColor")
    ground = button.evaluate("node => getComputedStyle(node).backgroundColor")
    assert border != ground
