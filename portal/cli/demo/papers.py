"""Marlow's agreement, in two versions, and its published forms."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from portal.cli.demo.german import in_german
from portal.cli.demo.people import Company
from portal.models.agreement.version import AgreementVersion, active_agreement
from portal.models.base import db
from portal.models.forms.form import Form
from portal.rules.agreement.fit_call import FitCall, FitMode, FitSegment
from portal.rules.agreement.templates import TEMPLATES
from portal.rules.agreement.terms import Budget, Promises, Side, Targets, Terms
from portal.rules.forms.behaviour import Behaviour
from portal.rules.forms.definition import Definition, Page, Purpose, Step
from portal.rules.forms.editing import add_field, replace_field
from portal.rules.forms.generate import from_terms, new_field, new_question
from portal.rules.questions.key import Option, TypeName
from portal.rules.questions.logic import Operator, Test
from portal.services.agreement import drafting, library, signing
from portal.services.forms import drafting as form_drafting
from portal.services.forms import publishing
from portal.services.intake import rejudging

POINTS = (
    "A look at your own order data, no slides",
    "A price within one working day",
    "Straight answers on what we cannot do",
)
HEARD = (
    Option("colleague", "From a colleague"),
    Option("search", "By a search"),
    Option("fair", "At a fair"),
    Option("other", "Elsewhere", own_words=True),
)
CONSENT = (
    "Email me news and offers, as the [privacy policy](https://marlow.example.com/privacy) says. "
    "I can stop them at any time."
)
CONTACT_SALES = (
    "first_name",
    "last_name",
    "work_email",
    "phone",
    "job_title",
    "company",
    "employees",
    "annual_revenue",
    "interest",
    "message",
)


def begin(company: Company) -> dict[str, Form]:
    """Version 1 and the forms under it, as the story begins."""
    _sign(company, _terms(Promises(accept_minutes=45)), company.began)
    return {slug: _publish(company, slug, name, definition) for slug, name, definition in _forms()}


def renew(company: Company, forms: dict[str, Form], at: datetime) -> None:
    """Version 2: sales promises to accept sooner. The forms are published again under it."""
    before = db.session.scalars(active_agreement()).one()
    _sign(company, _terms(Promises(accept_minutes=30)), at, based_on=before)
    while rejudging.rejudge(at + timedelta(minutes=5), 100):
        pass
    for form in forms.values():
        publishing.publish(form, rev=form.draft_rev, by=company.one("marketing"), now=at + timedelta(minutes=10))


def discuss(company: Company, at: datetime) -> None:
    """A draft of version 3 that nobody has proposed yet."""
    active = db.session.scalars(active_agreement()).one()
    note = "Sales asks for 25 employees at least; marketing checks what that would cost."
    draft = replace(_terms(Promises(accept_minutes=30)), note=note)
    drafting.new_draft(draft, by=company.one("manager"), now=at, based_on=active)


def _terms(promises: Promises) -> Terms:
    """The template for software sold by a call, with Marlow's figures."""
    return replace(
        TEMPLATES[0].build(library.keys()),
        name="Marlow: marketing and sales",
        promises=promises,
        targets=Targets(mql=120, sql=60, accepted=50, won=8),
        budget=Budget(Decimal(18_000), "USD"),
        fit_call=FitCall(segments=(FitSegment("employees", Operator.GTE, Decimal(500), FitMode.MANDATORY),)),
    )


def _sign(
    company: Company, terms: Terms, at: datetime, *, based_on: AgreementVersion | None = None
) -> AgreementVersion:
    mia, tomas = company.one("marketing"), company.one("manager")
    version = drafting.new_draft(terms, by=mia, now=at, based_on=based_on)
    signing.propose(version, mia, at + timedelta(minutes=2))
    signing.sign(version, Side.MARKETING, mia, at + timedelta(minutes=3))
    signing.sign(version, Side.SALES, tomas, at + timedelta(minutes=4))
    return version


def _publish(company: Company, slug: str, name: str, definition: Definition) -> Form:
    mia, at = company.one("marketing"), company.began
    form = form_drafting.create(name, slug, definition, by=mia, now=at)
    publishing.publish(form, rev=form.draft_rev, by=mia, now=at + timedelta(minutes=10))
    return form


def _forms() -> list[tuple[str, str, Definition]]:
    terms = _terms(Promises())
    known = library.by_name()
    contact = Definition(
        page=Page(
            title="Talk to sales",
            intro="Tell us who you are and what you need. A person answers, usually within minutes.",
            points=POINTS,
            button="Send to sales",
            privacy_note="We use your answers to reply to you, and for nothing else.",
            thanks_text="Your request is with our sales team. You hear from us soon.",
        ),
        steps=(Step("about", "About you", tuple(new_field(known[key], terms) for key in CONTACT_SALES)),),
        embed_origins=("http://localhost:8080",),
    )
    return [
        ("contact-sales", "Contact sales", in_german(contact)),
        ("book-a-demo", "Book a demo", _book_a_demo(terms)),
        ("warehouse-guide", "Warehouse guide", _guide(terms)),
    ]


def _book_a_demo(terms: Terms) -> Definition:
    """Two steps; who moves from another product is asked which one."""
    page = Page(
        title="See Marlow run on your own orders",
        intro="A 30-minute working session with an engineer.",
        points=("A throughput estimate from a week of your orders", "A floor plan that you can keep", *POINTS[2:]),
        button="Book my demo",
        privacy_note="Your answers go to Marlow only.",
        thanks_title="Your demo is on its way",
        thanks_text="An engineer gets in touch to find a time that suits you.",
    )
    known = library.by_name()
    made = from_terms(terms, page, library.keys())
    solution = replace(new_field(known["current_solution"], terms), show_if=Test("interest", Operator.EQ, "migration"))
    more = (solution, new_field(known["timeframe"], terms), new_field(known["message"], terms))
    asked = {field.key for field in made.fields()}
    last = made.steps[-1]
    consent = tuple(field for field in last.fields if field.key == "consent")
    before = tuple(field for field in last.fields if field.key != "consent")
    added = tuple(field for field in more if field.key not in asked)
    behaviour = Behaviour(introduce=True, meeting=True, confirm_mail=True)
    return replace(
        made, behaviour=behaviour, steps=(*made.steps[:-1], replace(last, fields=(*before, *added, *consent)))
    )


def _guide(terms: Terms) -> Definition:
    page = Page(
        title="The warehouse guide",
        intro="Forty pages on picking, slotting and returns, from people who run warehouses.",
        button="Send me the guide",
        thanks_title="The guide is on its way",
        thanks_text="Look into your mailbox in a few minutes.",
    )
    made = replace(from_terms(terms, page, library.keys()), purpose=Purpose.CONTENT)
    heard = new_question(TypeName.CHOICE, "How did you hear of the guide?", (item.key for item in made.items()))
    asked = add_field(made, replace(heard, options=HEARD), after=[one.key for one in made.fields()][-1])
    consent = asked.find("consent")
    return asked if consent is None else replace_field(asked, replace(consent, label=CONSENT))
