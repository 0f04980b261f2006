"""Published forms: shown, answered, thanked for; on a page of their own and in the frame of another site."""

from flask import Response

from portal.web.public import answering, closing
from portal.web.public.blueprint import bp
from portal.web.public.visits import Place
from portal.web.shared.guards import public


@bp.get("/f/<slug>")
@public()
def show(slug: str) -> Response:
    """The form's first page."""
    return answering.first_page(slug, place=Place.PAGE)


@bp.post("/f/<slug>")
@public(late_write=True)
def submit(slug: str) -> Response:
    """A step, or the whole form."""
    return answering.answer(slug, place=Place.PAGE)


@bp.get("/f/<slug>/embed")
@public()
def show_embedded(slug: str) -> Response:
    """The first page inside another site, which the form must name."""
    return answering.first_page(slug, place=Place.EMBED)


@bp.post("/f/<slug>/embed")
@public(late_write=True)
def submit_embedded(slug: str) -> Response:
    """A step, or the whole form, inside another site."""
    return answering.answer(slug, place=Place.EMBED)


@bp.get("/f/<slug>/thanks/<reference>")
@public()
def thanks(slug: str, reference: str) -> Response:
    """The same words for everyone."""
    return closing.thanks(slug, reference)


@bp.get("/f/<slug>/embed/thanks/<reference>")
@public()
def thanks_embedded(slug: str, reference: str) -> Response:
    """The same inside another site."""
    return closing.thanks(slug, reference, place=Place.EMBED)
