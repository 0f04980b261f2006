"""Campaign links of a form: made, renamed, archived. A printed code never stops working."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.link import UTM, FormLink
from portal.models.team.user import User
from portal.services.forms import drafting
from portal.services.ops import history

LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""Without those that are misread on paper."""
LENGTH = 7


def make(form: Form, name: str, values: Mapping[str, str], *, by: User, now: datetime) -> FormLink:
    """A link with those UTM values; names that are missing stay empty."""
    utm = {key: values.get(key, "") for key in UTM}
    link = FormLink(form_id=form.id, code=_free_code(), name=name, created_by_id=by.id, created_at=now, **utm)
    db.session.add(link)
    db.session.flush()
    history.record("form.link_made", drafting.subject(form), now=now, actor=by, data={"link": link.code})
    return link


def archive(form: Form, link: FormLink, *, by: User, now: datetime) -> None:
    """Off the list; the address goes on working."""
    if link.archived_at is None:
        link.archived_at = now
        history.record("form.link_archived", drafting.subject(form), now=now, actor=by, data={"link": link.code})


def restore(form: Form, link: FormLink, *, by: User, now: datetime) -> None:
    """Back on the list."""
    if link.archived_at is not None:
        link.archived_at = None
        history.record("form.link_restored", drafting.subject(form), now=now, actor=by, data={"link": link.code})


def _free_code() -> str:
    codes = ("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(50))
    return next(code for code in codes if db.session.scalar(select(FormLink.id).where(FormLink.code == code)) is None)
