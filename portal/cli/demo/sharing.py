"""Where Marlow shows its forms: a link for each place, with a code on paper."""

from datetime import datetime

from portal.cli.demo.people import Company
from portal.models.forms.form import Form
from portal.services.forms import links

PLACES = (
    ("Hannover fair, booth", {"utm_source": "fair", "utm_medium": "booth", "utm_campaign": "hannover"}),
    ("Newsletter, autumn", {"utm_source": "newsletter", "utm_medium": "email", "utm_campaign": "autumn"}),
)


def share(company: Company, forms: dict[str, Form], at: datetime) -> None:
    """Every form has a link for each of the places."""
    for form in forms.values():
        for name, values in PLACES:
            links.make(form, name, values, by=company.one("marketing"), now=at)
