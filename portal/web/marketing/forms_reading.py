"""What every page of a form asks first: which form, who may build, where visitors find it."""

from dataclasses import dataclass

from flask import current_app, url_for
from markupsafe import Markup

from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.reports.forms import FormRow, forms
from portal.web.shared.loading import get_or_404
from portal.web.shared.login import signed_in_user

_FRAME = Markup(
    '<iframe src="{base}{path}/embed" title="{title}" width="100%" height="900" style="border: 0"></iframe>\n'
    '<script src="{base}/static/js/embed.js" async></script>'
)

TABS = (
    ("Build", "edit_form", "builders"),
    ("Preview", "preview_form", "readers"),
    ("Paths", "form_paths", "all"),
    ("Design", "form_design", "builders"),
    ("Languages", "form_languages", "builders"),
    ("Overview", "form", "all"),
    ("Share", "form_share", "all"),
    ("Numbers", "form_numbers", "all"),
    ("Test visitors", "form_visitors", "all"),
    ("Versions", "form_versions", "all"),
)
"""The rooms of a form: label, endpoint, and who has the tab: all, builders, or readers (who only look)."""


@dataclass(frozen=True)
class Share:
    """Where visitors find the form. ``embed`` is the code for another site, ``path`` the address without the host."""

    path: str
    address: str
    embed: str
    row: FormRow


def form_or_404(form_id: int) -> Form:
    """The form, put away or not."""
    return get_or_404(Form, form_id)


def may_build() -> bool:
    """Whether the reader may change forms; others only look."""
    return signed_in_user().forms.covers(FormRight.EDITOR)


def may_publish() -> bool:
    """Whether the reader decides what visitors see."""
    return signed_in_user().forms.covers(FormRight.PUBLISHER)


def share_of(form: Form) -> Share:
    """The form's addresses on this portal, and its line of the list."""
    base = str(current_app.config["BATON"].BASE_URL).rstrip("/")
    path = f"/f/{form.slug}"
    frame = _FRAME.format(base=base, path=path, title=form.name)
    return Share(path, base + path, str(frame), forms(form.id)[0])


def tabs_of(form: Form, current: str) -> list[dict[str, object]]:
    """The rooms of one form; those who only look have fewer, and a room that is not built is left out."""
    building = may_build()
    return [
        {"label": label, "href": url_for(f"marketing.{endpoint}", form_id=form.id), "current": endpoint == current}
        for label, endpoint, who in TABS
        if who in ("all", "builders" if building else "readers")
        and f"marketing.{endpoint}" in current_app.view_functions
    ]
