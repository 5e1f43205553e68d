"""Who comes in at a real hub, and who does not: cards, passwords, an organisation's accounts."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from greaterdata_lessons.hub import cards, people_list
from greaterdata_lessons.hub.people_list import People, read_people, reset_password
from tests.hub.real.door import Place, alarm

TODAY = date.today()
WRONG = "That name and that code do not go together. Look at each letter and try again."


class DropIn(Place):
    """A hub whose cards the test knows."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 8100, seats=4)
        self.path = self.settings.folder("cards.json")
        self.cards: dict[str, str] = {}
        self.deal()

    def deal(self, until: date = TODAY) -> None:
        deck, dealt = cards.deal(4, until)
        deck.write(self.path)
        self.cards = {card.name: card.spaced for card in dealt}
        self.names = deck.names()


@pytest.fixture(scope="module")
def drop_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DropIn]:
    hub = DropIn(tmp_path_factory.mktemp("drop-in"))
    with hub.open():
        yield hub


def test_a_card_opens_its_seat_however_it_is_typed(drop_in: DropIn) -> None:
    name = drop_in.names[0]
    somebody = drop_in.visitor("127.0.1.1")
    code = drop_in.cards[name].upper().replace(" ", "-")
    assert somebody.sign_in(name.replace("-", " ").title(), code).status_code == 302
    assert somebody.is_in()
    assert "administrator" not in somebody.page("/hub/home").text
    assert somebody.page("/hub/admin").status_code == 403


def test_a_wrong_code_and_an_unknown_name_hear_the_same_sentence(drop_in: DropIn) -> None:
    somebody = drop_in.visitor("127.0.1.2")
    wrong = somebody.sign_in(drop_in.names[0], "ccccdddd")
    unknown = somebody.sign_in("purple-unicorn", "ccccdddd")
    other = somebody.sign_in(drop_in.names[0], drop_in.cards[drop_in.names[1]])
    assert [answer.status_code for answer in (wrong, unknown, other)] == [403] * 3
    assert [alarm(answer) for answer in (wrong, unknown, other)] == [WRONG] * 3
    assert not somebody.is_in()
    assert alarm(somebody.sign_in("", "")) == "Type the name and the code, then choose Sign in."


def test_guessing_is_slowed_and_keeps_nobody_out_who_has_the_card(drop_in: DropIn) -> None:
    name = drop_in.names[2]
    stranger, holder = drop_in.visitor("127.0.1.3"), drop_in.visitor("127.0.1.4")
    for _ in range(4):
        assert stranger.sign_in(name, "ccccdddd").status_code == 403
    slowed = stranger.sign_in(name, "ccccdddd")
    assert slowed.status_code == 429
    assert alarm(slowed).startswith("That was wrong a few times. Wait ")
    assert 0 < int(slowed.headers["Retry-After"]) <= 5
    assert stranger.sign_in(name, drop_in.cards[name]).status_code == 429  # the right one too
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Real-Ip": "203.0.113.9"}
    stranger.session.headers.update(forged)
    assert stranger.sign_in(name, "ccccdddd").status_code == 429
    assert holder.sign_in(name, drop_in.cards[name]).status_code == 302


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/%5Cevil.example",
        "%5C%5Cevil.example",
        "http:evil.example",
        "https://127.0.0.1:8100@evil.example/",
    ],
)
def test_signing_in_leads_nowhere_but_to_the_hub(drop_in: DropIn, elsewhere: str) -> None:
    name = drop_in.names[1]
    answer = drop_in.visitor("127.0.1.5").sign_in(name, drop_in.cards[name], elsewhere)
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"].split("%5C")[0]
    assert answer.headers["Location"].startswith("/hub/") or (
        answer.headers["Location"].startswith("/%5C")
    )


def test_a_form_from_another_page_is_refused(drop_in: DropIn) -> None:
    somebody = drop_in.visitor("127.0.1.6")
    name = drop_in.names[1]
    form = {"username": name, "password": drop_in.cards[name]}
    answer = somebody.session.post(f"{somebody.hub}/hub/login", form, timeout=30)
    assert answer.status_code == 403
    assert not somebody.is_in()


def test_the_host_has_a_card_of_their_own_and_is_no_administrator(drop_in: DropIn) -> None:
    host = drop_in.visitor("127.0.1.7")
    answer = host.sign_in("host", drop_in.cards["host"])
    assert (answer.status_code, answer.headers["Location"]) == (302, "/services/room/")
    assert host.page("/hub/admin").status_code == 403
    api = host.page("/hub/api/users")
    assert api.status_code == 403


def test_cards_that_ran_out_open_nothing_and_say_so(drop_in: DropIn) -> None:
    drop_in.deal(until=TODAY - timedelta(days=1))
    name = drop_in.names[0]
    answer = drop_in.visitor("127.0.1.8").sign_in(name, drop_in.cards[name])
    assert answer.status_code == 403
    assert alarm(answer).startswith("The cards ran out on ")
    drop_in.deal()
    name = drop_in.names[0]
    assert drop_in.visitor("127.0.1.8").sign_in(name, drop_in.cards[name]).status_code == 302


class Returning(Place):
    """A hub for people on a list, who choose their own passwords."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 8110, mode="returning")
        self.list = self.settings.folder(people_list.FILE)
        People().added("jo").added("sam").added("priya", host=True).write(self.list)


@pytest.fixture(scope="module")
def returning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Returning]:
    hub = Returning(tmp_path_factory.mktemp("returning"))
    with hub.open():
        yield hub


def test_the_first_password_of_somebody_on_the_list_is_theirs(returning: Returning) -> None:
    jo, thief = returning.visitor("127.0.2.1"), returning.visitor("127.0.2.2")
    assert "at least 12" in alarm(jo.sign_in("jo", "short"))
    assert jo.sign_in("Jo", "harbour lemon seven").status_code == 302
    assert thief.sign_in("jo", "another one instead").status_code == 403
    assert thief.sign_in("jo", "harbour lemon seven").status_code == 302


def test_nobody_comes_in_who_is_not_on_the_list(returning: Returning) -> None:
    nobody = returning.visitor("127.0.2.3")
    answer = nobody.sign_in("mallory", "harbour lemon seven")
    assert answer.status_code == 403
    assert alarm(answer).startswith("That name and that password do not go together.")


def test_somebody_taken_off_the_list_is_out_and_a_reset_lets_them_choose_again(
    returning: Returning,
) -> None:
    sam = returning.visitor("127.0.2.4")
    assert sam.sign_in("sam", "harbour lemon seven").status_code == 302
    people = read_people(returning.list)
    people.without("sam").write(returning.list)
    assert returning.visitor("127.0.2.5").sign_in("sam", "harbour lemon seven").status_code == 403
    people.write(returning.list)
    assert reset_password(returning.settings, "sam")
    again, stale = returning.visitor("127.0.2.6"), returning.visitor("127.0.2.7")
    assert again.sign_in("sam", "silver bridge twelve").status_code == 302
    assert stale.sign_in("sam", "harbour lemon seven").status_code == 403
