"""Short addresses of campaign links: they lead to the form with the link's UTM values."""

from urllib.parse import urlencode

from flask import Response, abort, request

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.link import FormLink, link_by_code
from portal.services.intake import sources
from portal.web.public.blueprint import bp
from portal.web.shared.guards import public
from portal.web.shared.language import onward


@bp.get("/l/<code>")
@public()
def follow_link(code: str) -> Response:
    """On to the form. What an advertiser appended to the address (gclid) goes along; the link's own values win."""
    link = link_of(code)
    form = db.session.get(Form, link.form_id) if link else None
    if link is None or form is None:
        abort(404)
    told = {**sources.clean(dict(request.args.lists())), **link.utm()}
    address = onward(f"{request.script_root}/f/{form.slug}?{urlencode(told)}".removesuffix("?"))
    return Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})


def link_of(code: str) -> FormLink | None:
    """The link of that code, archived or not."""
    return db.session.scalars(link_by_code(code.strip().lower()[:16])).first() if code.isascii() else None
