"""What happened to a form, in words: on its own page and in the audit log (B14)."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.web.shared.form_events import FORM_EVENTS
from tests.support.building import Builder
from tests.support.company import Company
from tests.web.marketing.conftest import Browsers

SERVICES = Path("portal/services")


def test_every_kind_of_event_has_words() -> None:
    code = "".join(path.read_text() for path in SERVICES.rglob("*.py"))
    kinds = set(re.findall(r'"(form\.[a-z_]+)"', code))
    assert "form.visitor_kept" in kinds
    assert kinds <= FORM_EVENTS.keys()


@pytest.mark.one_database
def test_the_log_says_what_was_edited_and_on_which_form(house: Company, builder: Builder, browse: Browsers) -> None:
    builder.post("/fields/company", label="Your firm")
    builder.post("/undo")
    builder.post("/redo")
    builder.publish()
    log: FlaskClient = browse(house.ada)
    page = log.get("/admin/history").text
    for words in ("Form: draft saved", "Form: an edit undone", "Question changed", house.form.name, "version 2"):
        assert words in page, words
    assert "form 1" not in page
    timeline = builder.client.get("/forms/1").text
    assert "by Mary Marketing: Question changed: Company → Your firm" in timeline
    assert "form." not in timeline.partition("What happened")[2].partition("</section>")[0]
