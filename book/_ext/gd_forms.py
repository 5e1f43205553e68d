"""Place an evaluation form, the words to read it aloud, or a record to fill in, in a page."""

from __future__ import annotations

from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from greaterdata_lessons.governance.kind import kind
from greaterdata_lessons.governance.record_form import form_html as record_html
from greaterdata_lessons.learning.forms import Spec, spec
from greaterdata_lessons.show.form import aloud_html, form_html


class FormDirective(SphinxDirective):
    """A form to fill in on the page or to print."""

    required_arguments = 1
    final_argument_whitespace = False

    def run(self) -> list[nodes.Node]:
        """Write the form's HTML."""
        return [nodes.raw("", self.html(spec(self.arguments[0])), format="html")]

    def html(self, form: Spec) -> str:
        """Return the form as HTML."""
        return form_html(form)


class AloudDirective(FormDirective):
    """The same form as words for a host to read aloud."""

    def html(self, form: Spec) -> str:
        """Return the words to read aloud as HTML."""
        return aloud_html(form)


class RecordDirective(SphinxDirective):
    """A record to fill in, save, open again and print."""

    required_arguments = 1
    final_argument_whitespace = False

    def run(self) -> list[nodes.Node]:
        """Write the record's form as HTML."""
        return [nodes.raw("", record_html(kind(self.arguments[0])), format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the three directives."""
    app.add_directive("form", FormDirective)
    app.add_directive("form-aloud", AloudDirective)
    app.add_directive("record", RecordDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
