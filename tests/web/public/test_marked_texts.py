"""Links, bold words and lists in the texts of a form, as visitors, their proof and colleagues see them."""

import html
from dataclasses import replace
from hashlib import sha256

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.consent import ConsentRecord
from portal.rules.forms.definition import Definition
from portal.rules.questions.key import TypeName
from portal.web.shared.marked import line, passage
from tests.support.company import COMPLETE
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_field_types import ADDRESS, own, with_fields

pytestmark = pytest.mark.one_database
WORDS = "I agree to the [privacy policy](https://acme.example/privacy) <now>."
CONSENT = own("q_terms", TypeName.CONSENT, WORDS, required=True)
LINK = (
    '<a href="https://acme.example/privacy" target="_blank" rel="noopener noreferrer">privacy policy '
    '<span class="away">(opens in a new tab)</span></a> &lt;now&gt;.'
)


def form() -> Definition:
    made = with_fields(
        CONSENT,
        own("q_text", TypeName.PARAGRAPH, "Read **this**:\n\n- one\n- [two](javascript:alert(1))"),
        own("q_size", TypeName.TEXT, help="As in [our guide](https://acme.example/guide)"),
    )
    return replace(made, page=replace(made.page, privacy_note="See [how](https://acme.example/how)"))


def test_the_page_leads_where_its_texts_say(visitor: Visitor, publish: Publish) -> None:
    publish(form())
    page = visitor.open(ADDRESS).html
    assert LINK in page
    assert "<p>Read <strong>this</strong>:</p><ul><li>one</li><li>[two](javascript:alert(1))</li></ul>" in page
    assert 'id="f-q_size-help">As in <a href="https://acme.example/guide"' in page
    assert 'See <a href="https://acme.example/how"' in page


def test_the_proof_is_of_the_very_text(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(form())
    assert visitor.post(ADDRESS, {**COMPLETE, "q_terms": "yes"}, visitor.open(ADDRESS)).status == 303
    with app.app_context():
        record = db.session.scalars(select(ConsentRecord).where(ConsentRecord.purpose == "q_terms")).one()
        assert (record.text, record.text_hash) == (WORDS, sha256(WORDS.encode()).hexdigest())


def test_the_error_says_the_words_without_marks(visitor: Visitor, publish: Publish) -> None:
    publish(form())
    again = visitor.post(ADDRESS, COMPLETE, visitor.open(ADDRESS))
    assert "Tick the box to go on: “I agree to the privacy policy &lt;now&gt;.”" in again.html


def test_nobody_leaves_a_booth_by_a_link(visitor: Visitor, publish: Publish) -> None:
    publish(form())
    page = visitor.open(f"{ADDRESS}/kiosk").html
    assert "acme.example" not in page
    assert "I agree to the privacy policy &lt;now&gt;." in page


@given(
    st.lists(st.text() | st.sampled_from(["**", "[", "](https://x.example)", "<script>", '"', "\n\n- "])).map("".join)
)
def test_nothing_that_is_written_becomes_markup(text: str) -> None:
    drawn = line(text)
    for tag in ("<strong>", "</strong>", "<a ", "</a>", '<span class="away">', "</span>"):
        drawn = drawn.replace(tag, "")  # type: ignore[assignment]  # a text
    assert "<" not in str(drawn)
    assert "script" not in html.unescape(passage(text)).lower() or "script" in text.lower()
