"""What a browser reads in a page: its form, its scripts, and the settings of JupyterLab."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Form:
    """A form: where it is sent, and its fields as they stand."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.files: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(has.get("action", "")))
        if tag == "input" and self.forms and has.get("name"):
            self.forms[-1].fields[has["name"]] = has.get("value", "")
        if tag == "script" and has.get("src"):
            self.files.append(has["src"])
        if tag == "link" and has.get("rel") in ("stylesheet", "preload"):
            self.files.append(has["href"])


def sign_in_form(page: str) -> Form | None:
    """Return the page's form that asks for a code, if it has one."""
    reader = _Reader()
    reader.feed(page)
    return next((form for form in reader.forms if "password" in form.fields), None)


def files_of(page: str) -> list[str]:
    """Return the addresses of the scripts and style sheets that the page asks for."""
    reader = _Reader()
    reader.feed(page)
    return reader.files


def lab_settings(page: str) -> dict[str, Any]:
    """Return what JupyterLab's page tells its scripts; empty for another page."""
    found = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    settings: dict[str, Any] = json.loads(found.group(1)) if found else {}
    return settings


def extension_files(page: str) -> list[str]:
    """Return the addresses of the scripts that JupyterLab's extensions begin with."""
    settings = lab_settings(page)
    base = settings.get("fullLabextensionsUrl", "")
    extensions = settings.get("federated_extensions", [])
    return [f"{base}/{extension['name']}/{extension['load']}" for extension in extensions]
