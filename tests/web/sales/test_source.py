"""P10: where a prospect came from, first and last, stands in the portal, the mail, the webhook and the file."""

import csv
import html
import io
import json
from functools import partial

from sqlalchemy import select

from portal.mail.compose import compose
from portal.mail.hooks.body import body_of
from portal.mail.links import Links
from portal.models.base import db
from portal.models.intake.submission import Submission
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.reports.briefing import brief_of
from portal.rules.forms.reading import SOURCE_NAMES
from portal.services.team import links as one_time
from portal.web.shared.clock import utcnow
from tests.support.company import Company
from tests.support.portal import SECRET
from tests.web.sales.conftest import Browse, Enquire

LINKS = Links("https://leads.example.com", SECRET, partial(one_time.token_of, secret=SECRET))
ADDRESSES = ("referrer", "landing_url", "embed_url")
SOURCE = {
    name: f"https://site.example/{name}" if name.removeprefix("first_") in ADDRESSES else f"value-of-{name}"
    for name in SOURCE_NAMES
}


def test_first_and_last_touch_are_in_portal_mail_webhook_and_file(
    house: Company, browse: Browse, enquire: Enquire
) -> None:
    lead = enquire(source=SOURCE)
    message = db.session.scalars(
        select(Message).where(Message.kind == "lead-offered", Message.lead_id == lead.id)
    ).one()
    letter = compose(message, links=LINKS, brief_of=brief_of, now=utcnow())
    events = db.session.scalars(select(Event).where(Event.lead_id == lead.id).order_by(Event.id)).all()
    submission = db.session.scalars(select(Submission).where(Submission.lead_id == lead.id)).one()
    caused = next(event for event in events if event.data.get("submission_id") == submission.id)
    told = json.loads(body_of(caused, "https://leads.example.com"))["data"]["submission"]["source"]
    browser = browse(house.sam)
    page = html.unescape(browser.get(f"/leads/{lead.id}").text)
    file = browser.get("/leads.csv").get_data(as_text=True).removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(file))
    for name, value in SOURCE.items():
        assert value in page, f"portal: {name}"
        assert value in letter.text, f"mail: {name}"
        assert value in html.unescape(letter.html), f"mail in HTML: {name}"
        assert told[name] == value, f"webhook: {name}"
        assert row[name] == value, f"file: {name}"
