"""Four questions, and the files that come of them."""

import stat
import subprocess
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from greaterdata_lessons import cli
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub import cards, checks, running, settings, setup, tljh
from greaterdata_lessons.hub.people_list import People
from greaterdata_lessons.hub.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BIG = checks.Machine(memory_mb=24_000, free_mb=100_000)

# What The Littlest JupyterHub 2 reads of config.yaml (tljh/configurer.py and tljh/traefik.py).
READ_BY_TLJH = {
    "base_url": None,
    "auth": {"type": None},
    "users": {"allowed": None, "banned": None, "admin": None, "extra_user_groups": None},
    "limits": {"memory": None, "cpu": None},
    "http": {"address": None, "port": None},
    "https": {
        "enabled": None,
        "address": None,
        "port": None,
        "tls": {"cert": None, "key": None},
        "letsencrypt": {"email": None, "domains": None, "staging": None},
    },
    "user_environment": {"default_app": None},
    "services": {
        "cull": {
            "enabled": None,
            "timeout": None,
            "every": None,
            "concurrency": None,
            "users": None,
            "max_age": None,
            "remove_named_servers": None,
        }
    },
}


class Keyboard:
    """Somebody at the keyboard, and what they read."""

    def __init__(self, *typed: str) -> None:
        self.typed, self.read = list(typed), []

    def ask(self, prompt: str) -> str:
        return self.typed.pop(0)

    def tell(self, words: str) -> None:
        self.read.append(words)


def test_four_times_enter_gives_a_hub_to_try_out() -> None:
    somebody = Keyboard("", "", "", "")
    assert setup.answers({}, somebody.ask, somebody.tell) == Settings()
    assert len(somebody.read) == 4


def test_a_wrong_answer_gets_one_sentence_and_is_asked_again() -> None:
    somebody = Keyboard("4", "2", "lots", "12", "", "lessons.example.org")
    found = setup.answers({}, somebody.ask, somebody.tell)
    assert found == Settings("returning", 12, 30, "https://lessons.example.org")
    assert '"lots" is no number of learners' in "".join(somebody.read)


def test_given_answers_are_not_asked_and_a_wrong_one_stops() -> None:
    given = {"mode": "drop-in", "seats": "10", "keep_days": "0", "address": "10.42.0.1"}
    nobody = Keyboard()
    assert setup.answers(given, nobody.ask, nobody.tell).address == "http://10.42.0.1:8000"
    with pytest.raises(LearnerError, match='"droping" is none of the three'):
        setup.answers(given | {"mode": "droping"}, nobody.ask, nobody.tell)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "here",
        "ftp://lessons.example.org",
        "https://lessons.example.org/course",
        "https://jo:secret@lessons.example.org",
        "lessons..example.org",
        "lessons example.org",
        "https://lessons.example.org:99999",
        'lessons.example.org"; rm -rf',
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(LearnerError, match="is no address"):
        setup.read_address(typed)


@pytest.mark.parametrize("mode", settings.MODES)
@pytest.mark.parametrize("address", ["https://lessons.example.org", "http://10.42.0.1:8000"])
def test_what_comes_next_is_five_lines_at_most(mode: str, address: str) -> None:
    for folder in ("hub-files", ""):
        for ready in (True, False):
            steps = list(setup.next_steps(Settings(mode, address=address), folder, ready))
            assert 3 <= len(steps) <= 5
            assert all(len(step) < 120 for step in steps)


def test_a_server_gets_settings_that_read_back_and_keys_that_tljh_reads(tmp_path: Path) -> None:
    found = Settings("single-sign-on", 40, 14, "https://lessons.example.org")
    written = tljh.write_tljh(found, tmp_path, "it@example.org")
    assert settings.read(tmp_path / "hub.toml") == found
    config = yaml.safe_load((tmp_path / "config.yaml").read_text())
    assert_read(config, READ_BY_TLJH)
    assert config["https"]["letsencrypt"] == {
        "email": "it@example.org",
        "domains": ["lessons.example.org"],
    }
    assert config["services"]["cull"]["enabled"] is False
    assert all(path.exists() for path in written)
    assert stat.S_IMODE((tmp_path / "sign-in.toml").stat().st_mode) == 0o600


def assert_read(given: dict[str, object], known: dict[str, object]) -> None:
    """Every key stands where TLJH looks for it."""
    for key, value in given.items():
        assert key in known, key
        if isinstance(value, dict):
            assert_read(value, known[key])


def test_writing_again_leaves_what_the_it_team_filled_in(tmp_path: Path) -> None:
    found = Settings("single-sign-on", address="https://lessons.example.org")
    tljh.write_tljh(found, tmp_path)
    (tmp_path / "sign-in.toml").write_text("filled in")
    tljh.write_tljh(found, tmp_path)
    assert (tmp_path / "sign-in.toml").read_text() == "filled in"


def test_the_configuration_of_an_own_machine_is_the_one_in_deploy() -> None:
    assert (ROOT / "deploy" / "hub" / "jupyterhub_config.py").read_text() == running.CONFIG


def test_no_secret_stands_in_what_the_repository_ships() -> None:
    for path in (ROOT / "deploy").rglob("*"):
        if path.is_file():
            text = path.read_text().lower()
            assert "client_secret =" not in text.replace("client_secret = os.", "")
            assert "token =" not in text


@pytest.fixture
def ready(tmp_path: Path) -> tuple[Settings, Path]:
    """A hub with cards and lessons, where nothing is wrong."""
    found = Settings(seats=2, address="http://10.42.0.1:8000", state=str(tmp_path / "state"))
    found.folder("lessons.git").mkdir(parents=True)
    found.folder("").chmod(0o711)
    deck = cards.Deck(date.today(), {"amber-otter": "", "host": ""})
    deck.write(found.folder("cards.json"))
    return found, found.write(tmp_path / "hub.toml")


def test_a_hub_that_is_ready_has_nothing_to_put_right(ready: tuple[Settings, Path]) -> None:
    assert checks.check(ready[1], BIG) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"address": "https://lessons.example.org"}, "still the one of an example"),
        ({"address": "http://lessons.charity.uk:8000"}, "everybody on the way can read the codes"),
        ({"mode": "returning"}, "The list is empty: nobody comes in"),
        ({"mode": "single-sign-on"}, "sign-in.toml is missing"),
        ({"seats": 1, "disk_mb": 200_000}, "GB are free in"),
        ({"seats": 60}, "60 learners need about 23 GB"),
    ],
)
def test_check_says_what_is_wrong(
    ready: tuple[Settings, Path], change: dict[str, object], said: str
) -> None:
    file = replace(ready[0], **change).write(ready[1])
    problems = checks.check(file, replace(BIG, memory_mb=16_000))
    assert any(said in problem for problem in problems), problems


def test_check_sees_a_firewall_between_learners_and_the_hub(
    ready: tuple[Settings, Path], tmp_path: Path
) -> None:
    assert not checks.is_shut(tmp_path)
    (tmp_path / "ufw.conf").write_text("ENABLED=yes\n")
    assert checks.is_shut(tmp_path)
    said = checks.check(ready[1], replace(BIG, shut=True))
    assert said == [
        "This machine's firewall keeps learners' servers from the hub. "
        "Type: sudo ufw allow from 198.18.0.0/15"
    ]
    (tmp_path / "user.rules").write_text("-A ufw-user-input -s 198.18.0.0/15 -j ACCEPT\n")
    assert not checks.is_shut(tmp_path)


def test_check_names_cards_that_ran_out_and_a_file_that_others_can_read(
    ready: tuple[Settings, Path],
) -> None:
    place = ready[0].folder("cards.json")
    cards.Deck(date.today() - timedelta(days=1), {"amber-otter": ""}).write(place)
    place.chmod(0o644)
    problems = " ".join(checks.check(ready[1], BIG))
    assert "The cards ran out on " in problems
    assert f"chmod 600 {place}" in problems
    place.unlink()
    assert "There are no cards for the next session" in " ".join(checks.check(ready[1], BIG))


def test_check_names_missing_lessons_where_start_could_not_bring_them(
    ready: tuple[Settings, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready[0].folder("lessons.git").rmdir()
    assert checks.check(ready[1], BIG) == []  # this folder is the course
    monkeypatch.setattr(checks, "course_at_hand", lambda: None)
    assert "There are no lessons yet" in checks.check(ready[1], BIG)[0]


def test_check_names_a_list_without_a_host(ready: tuple[Settings, Path]) -> None:
    found = replace(ready[0], mode="returning", address="http://127.0.0.1:8000")
    found.write(ready[1])
    People(("jo",)).write(found.folder("people.txt"))
    assert checks.check(ready[1], BIG) == [
        "No host is on the list. Type: sudo greaterdata hub people add YOUR-NAME --host"
    ]


def test_check_names_a_misspelt_setting(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("seets = 12\n")
    assert checks.check(file, BIG)[0].endswith('Did you mean "seats"?')


def test_the_command_writes_a_hub_for_a_room_and_for_a_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ["hub", "setup", "--mode", "drop-in", "--seats", "12", "--keep", "0"]
    assert cli.main([*said, "--address", "10.42.0.1", "--to", str(tmp_path / "room")]) == 0
    with (tmp_path / "room" / "hub.toml").open("rb") as file:
        assert tomllib.load(file)["seats"] == 12
    assert cli.main([*said, "--address", "a.b.uk", "--to", str(tmp_path / "server")]) == 0
    assert (tmp_path / "server" / "install.sh").exists()
    assert "20 to 30 minutes" in capsys.readouterr().out
    monkeypatch.setenv(settings.SETTING, str(tmp_path / "room" / "hub.toml"))
    assert cli.main(["hub", "check"]) == 1
    assert "There are no cards for the next session" in capsys.readouterr().out


def test_the_list_of_people_is_kept_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Settings("returning", state=str(tmp_path / "state"))
    monkeypatch.setenv(settings.SETTING, str(found.write(tmp_path / "hub.toml")))
    for words in (["add", "Jo"], ["add", "priya", "--host"], ["list"], ["remove", "jo"]):
        assert cli.main(["hub", "people", *words]) == 0
    assert "jo\npriya (host)\n2 on the list." in capsys.readouterr().out
    assert cli.main(["hub", "people", "reset", "pria"]) == 2
    assert 'Did you mean "priya"' in capsys.readouterr().err
    assert cli.main(["hub", "people", "reset", "priya"]) == 0
    assert "the first password that priya types" in capsys.readouterr().out


def test_the_installer_is_sound_and_installs_tljh_before_the_lessons() -> None:
    script = ROOT / "deploy" / "tljh" / "install.sh"
    subprocess.run(["bash", "-n", str(script)], check=True)
    text = script.read_text()
    assert text.index("tljh.jupyter.org") < text.index("--require-hashes")
    assert "set -euo pipefail" in text


def a_drop_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A drop-in hub of two seats; the pictures need the hub's own environment."""
    found = Settings(seats=2, state=str(tmp_path / "state"))
    monkeypatch.setenv(settings.SETTING, str(found.write(tmp_path / "hub.toml")))
    monkeypatch.setattr("greaterdata_lessons.hub.sheet.picture", lambda link, words: "")
    monkeypatch.chdir(tmp_path)
    return found


def test_cards_that_are_out_are_not_overwritten_by_accident(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = a_drop_in(tmp_path, monkeypatch)
    assert cli.main(["hub", "cards"]) == 0
    assert stat.S_IMODE((tmp_path / "cards.html").stat().st_mode) == 0o600
    before = cards.read_deck(found.folder("cards.json"))
    assert cli.main(["hub", "cards"]) == 2
    assert "2 cards are out that open until" in capsys.readouterr().err
    assert cards.read_deck(found.folder("cards.json")) == before
    assert cli.main(["hub", "cards", "5"]) == 2
    assert cli.main(["hub", "cards", "--new"]) == 0
    assert cards.read_deck(found.folder("cards.json")) != before


def test_after_a_session_is_closed_the_next_gets_cards_without_asking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = a_drop_in(tmp_path, monkeypatch)
    found.folder("").mkdir()
    cards.Deck(date.today(), {"host": "a hash"}).write(found.folder("cards.json"))
    assert cli.main(["hub", "cards", "--until", date.today().isoformat()]) == 0
    deck = cards.read_deck(found.folder("cards.json"))
    assert deck is not None
    assert len(deck.names()) == 2
    assert cli.main(["hub", "cards", "--until", "2020-01-01"]) == 2


def test_one_lost_card_is_replaced_and_the_others_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = a_drop_in(tmp_path, monkeypatch)
    assert cli.main(["hub", "cards"]) == 0
    before = cards.read_deck(found.folder("cards.json"))
    assert before is not None
    one, other = before.names()
    assert cli.main(["hub", "cards", "--replace", one, "--to", "one.html"]) == 0
    after = cards.read_deck(found.folder("cards.json"))
    assert after is not None
    assert after.seats[one] != before.seats[one]
    assert after.seats[other] == before.seats[other]
    assert f"A new card for {one}" in capsys.readouterr().out
