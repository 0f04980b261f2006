"""Marlow's test visitors: two answer sets that both sides count on."""

from collections.abc import Mapping
from datetime import datetime

from portal.cli.demo.people import Company
from portal.models.agreement import standard
from portal.models.forms.form import Form
from portal.services.forms import drafting
from portal.services.rehearsal import running, visitors

BUYER = {
    "first_name": "Test",
    "last_name": "Buyer",
    "work_email": "test.buyer@buyers.example.com",
    "phone": "+1 415 555 2671",
    "job_title": "Head of Operations",
    "company": "Buyers and Sons",
    "employees": "250",
    "annual_revenue": "10m_50m",
    "interest": "evaluation",
}
WITHOUT_A_SIZE = {key: value for key, value in BUYER.items() if key != "employees"}


def rehearse(company: Company, forms: Mapping[str, Form], at: datetime) -> None:
    """Kept from the preview of "Contact sales", with what comes of them."""
    form, by = forms["contact-sales"], standard.in_force()
    for name, answers in (("Buyer of 250 people", BUYER), ("Buyer who does not say how many", WITHOUT_A_SIZE)):
        posted = {key: [value] for key, value in answers.items()}
        outcome = running.run(form.slug, drafting.current(form), posted, by).outcome
        visitors.keep(form, name, posted, outcome, by, by=company.one("marketing"), now=at)
