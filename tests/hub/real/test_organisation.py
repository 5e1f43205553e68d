"""Single sign-on against an organisation that the test plays: who it vouches for comes in."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlparse

import pytest
import requests

from greaterdata_lessons.hub import accounts
from tests.hub.real.door import Place, Visitor

SECRET = "what only the organisation and the hub know"


class Organisation(BaseHTTPRequestHandler):
    """The three addresses of OpenID Connect that a hub asks."""

    who: ClassVar[dict[str, Any]] = {}
    asked: ClassVar[dict[str, list[str]]] = {}

    def do_GET(self) -> None:
        asked = parse_qs(urlparse(self.path).query)
        if self.path.startswith("/authorize"):
            type(self).asked = asked
            back = urlencode({"code": "a-code", "state": asked["state"][0]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri'][0]}?{back}")
            self.end_headers()
        else:
            self.answer(self.who)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert sent["code"] == ["a-code"]
        assert sent["client_secret"] == [SECRET]
        self.answer({"access_token": "a-token", "token_type": "Bearer"})

    def answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A hub that trusts the organisation, and lets in two people and a domain."""
    place = Place(tmp_path_factory.mktemp("organisation"), 8120, mode="single-sign-on")
    with ThreadingHTTPServer(("127.0.0.1", 0), Organisation) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_address[1]}"
        file = place.settings.folder(accounts.FILE)
        file.touch(mode=0o600)
        file.write_text(
            f'provider = "other"\nname = "Council"\nclient_id = "hub"\nclient_secret = "{SECRET}"\n'
            f'authorize_url = "{at}/authorize"\ntoken_url = "{at}/token"\n'
            f'userdata_url = "{at}/userinfo"\npeople = ["jo@council.example"]\n'
            'domains = ["charity.example"]\nhosts = ["priya@council.example"]\n'
        )
        with place.open() as address:
            yield address
        server.shutdown()


def arrive(hub: str, **who: Any) -> tuple[Visitor, requests.Response]:
    """Somebody chooses the one button, and the organisation says this of them."""
    Organisation.who = who
    visitor = Visitor(hub)
    return visitor, visitor.page("/hub/oauth_login")


@pytest.mark.parametrize(
    "email", ["jo@council.example", "Jo@Council.Example", "anybody@charity.example"]
)
def test_somebody_on_the_list_comes_in(hub: str, email: str) -> None:
    visitor, _ = arrive(hub, sub="1", email=email, email_verified=True)
    assert visitor.is_in()
    assert visitor.page("/hub/admin").status_code == 403


@pytest.mark.parametrize(
    "who",
    [
        {"email": "mallory@council.example", "email_verified": True},
        {"email": "jo@council.example", "email_verified": False},
        {"email": "jo@council.example"},
        {"email": "jo@council.example.evil.example", "email_verified": True},
        {"email": "x@evil.example@charity.example", "email_verified": True},
        {"email": "", "email_verified": True},
        {"name": "Jo"},
    ],
)
def test_nobody_else_does(hub: str, who: dict[str, Any]) -> None:
    visitor, answer = arrive(hub, sub="2", **who)
    assert answer.status_code in (403, 500)
    assert not visitor.is_in()


def test_the_organisation_is_asked_as_it_should_be(hub: str) -> None:
    arrive(hub, sub="1", email="jo@council.example", email_verified=True)
    asked = Organisation.asked
    assert asked["redirect_uri"] == [accounts.callback(hub)]
    assert asked["code_challenge_method"] == ["S256"]
    assert set(asked["scope"][0].split()) == {"openid", "email", "profile"}
    assert SECRET not in str(asked)


def test_an_answer_that_nobody_asked_for_opens_nothing(hub: str) -> None:
    Organisation.who = {"sub": "1", "email": "jo@council.example", "email_verified": True}
    visitor = Visitor(hub)
    answer = visitor.page("/hub/oauth_callback?code=a-code&state=made-up")
    assert answer.status_code in (400, 403)
    assert not visitor.is_in()


def test_the_sign_in_page_names_the_organisation_and_has_no_form(hub: str) -> None:
    shown = Visitor(hub).page().text
    assert "Sign in with Council" in shown
    assert "<form" not in shown
