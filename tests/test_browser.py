"""The browser the other tests stand on: found or explained, local, and honest about axe."""

from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.browser import axe_violations, serve
from tools import chromium
from tools.chromium import NoChromiumError, find_chromium, install_command

GOOD = '<!doctype html><html lang="en-GB"><title>A page</title><main><h1>Hello</h1></main></html>'


def test_a_chromium_is_found_on_this_machine() -> None:
    assert find_chromium().exists()


def test_no_chromium_names_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(chromium.shutil, "which", lambda _name: None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(NoChromiumError, match="playwright install chromium") as raised:
        find_chromium()
    assert "\n" not in str(raised.value)


def test_debian_and_ubuntu_are_told_to_use_their_own_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chromium.platform, "system", lambda: "Linux")
    monkeypatch.setattr(chromium.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert install_command() == "sudo apt-get install chromium"


def test_serve_gives_the_folder_on_the_local_machine_alone(tmp_path: Path) -> None:
    (tmp_path / "module.mjs").write_text("export {}", encoding="utf-8")
    with serve(tmp_path) as address, urlopen(f"{address}/module.mjs") as reply:
        assert address.startswith("http://127.0.0.1:")
        assert reply.headers["Content-Type"] == "text/javascript"
        assert reply.read() == b"export {}"


def test_axe_names_the_rule_and_the_element_at_fault(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(GOOD)
    assert axe_violations(page) == []
    page.set_content(GOOD.replace("<h1>", '<img src="x.png"><h1>'))
    assert [line.split(" | ")[0] for line in axe_violations(page)] == ["image-alt: img"]
    assert axe_violations(page, colours=True) == []
    page.set_content(GOOD.replace("<h1>", '<h1 style="color: #ccc">'))
    assert axe_violations(page, colours=False) == []
    assert [line.split(" | ")[0] for line in axe_violations(page, colours=True)] == [
        "color-contrast: h1"
    ]
    rows = "<tr><td>Tea and toast</td></tr>" * 50
    odd = '<tr><td style="color: #ccc">Tea alone</td></tr>'
    page.set_content(GOOD.replace("</main>", f"<table>{rows}{odd}{rows}</table></main>"))
    assert len(axe_violations(page, colours=True)) == 1
    page.close()
