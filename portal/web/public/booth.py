"""A form's page as a booth's screen asks it: the browser is to fill in nothing of a visitor before."""

from dataclasses import replace

from portal.web.shared.form_page import FormPage
from portal.web.shared.questions import Question


def without_autofill(page: FormPage) -> FormPage:
    """The page with every control that a browser would fill in told not to."""
    return replace(page, rows=tuple(tuple(_asked(item) for item in row) for row in page.rows))


def _asked(item: Question) -> Question:
    if "autocomplete" not in item.keywords:
        return item
    return replace(item, keywords={**item.keywords, "autocomplete": "off"})
