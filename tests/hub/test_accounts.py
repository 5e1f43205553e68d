"""Single sign-on: nobody comes in by an oversight in its file."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub.accounts import TEMPLATE, Accounts, read_accounts

READY = Accounts(
    provider="microsoft",
    client_id="1f0c",
    client_secret="s3cret",
    tenant="0b5e",
    people=("jo@council.example",),
    domains=("charity.example",),
    hosts=("priya@council.example",),
)
ADDRESS = "https://lessons.example.org"


def write(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_file_that_is_ready_has_no_problems() -> None:
    assert list(READY.problems(ADDRESS)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"client_secret": "REPLACE-ME"}, "client_secret is still to be filled in"),
        ({"tenant": "common"}, "tenant is the ID of your own organisation"),
        ({"people": (), "domains": ()}, "nobody but the hosts could come in"),
        ({"hosts": ()}, "nobody could open the host's page"),
        ({"people": ("jo",)}, '"jo" is no e-mail address'),
        ({"domains": ("*",)}, '"\\*" is no domain'),
        ({"provider": "gogle"}, 'Did you mean "google"'),
        ({"provider": "other"}, "authorize_url has to be an address that begins with https"),
    ],
)
def test_each_oversight_is_named(change: dict[str, object], said: str) -> None:
    problems = list(replace(READY, **change).problems(ADDRESS))
    assert any(re.search(said, problem) for problem in problems), problems


def test_an_address_without_https_is_named() -> None:
    assert "single sign-on needs one with https://" in "".join(READY.problems("http://hub.local"))


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("jo@council.example", True),
        ("JO@Council.Example", True),
        ("anybody@charity.example", True),
        ("anybody@council.example", False),
        ("jo@council.example.evil.example", False),
        ("charity.example", False),
        ("@charity.example", False),
        ("x@evil.example@charity.example", False),
        ("", False),
    ],
)
def test_only_those_on_the_lists_come_in(name: str, allowed: bool) -> None:
    assert READY.allows(name) is allowed
    assert Accounts().allows(name) is False


def test_an_address_counts_only_where_somebody_stands_for_it() -> None:
    google = replace(READY, provider="google")
    assert google.vouched({"email_verified": True})
    assert not google.vouched({"email_verified": False})
    assert not google.vouched({})
    assert READY.vouched({})
    assert not replace(READY, tenant="common").vouched({})


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "sign-in.toml", 'provider = "google"\n', mode=0o640)
    with pytest.raises(LearnerError, match="Others on this machine can read"):
        read_accounts(file)


def test_a_misspelt_entry_is_named_with_the_nearest(tmp_path: Path) -> None:
    file = write(tmp_path / "sign-in.toml", 'clientid = "x"\n')
    with pytest.raises(LearnerError, match='Did you mean "client_id"'):
        read_accounts(file)


@pytest.mark.parametrize("line", ['people = "jo@council.example"', "client_id = 7", "people = [1]"])
def test_a_wrong_kind_of_entry_is_named(line: str, tmp_path: Path) -> None:
    with pytest.raises(LearnerError, match=line.partition(" ")[0]):
        read_accounts(write(tmp_path / "sign-in.toml", line))


def test_the_secret_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TEMPLATE.format(provider="google", callback="https://lessons.example.org/x")
    file = write(tmp_path / "sign-in.toml", text)
    monkeypatch.setenv("GREATERDATA_CLIENT_SECRET", "from-outside")
    assert read_accounts(file).client_secret == "from-outside"
    assert read_accounts(file).client_id == "REPLACE-ME"
