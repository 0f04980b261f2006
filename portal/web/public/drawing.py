"""Drawing a form's pages. The first page is drawn once per version and process; only its token and source are new."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import urlencode

from flask import Response, current_app, render_template, request
from markupsafe import Markup, escape

from portal.rules.forms.browser import browser_rules
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import FORM_TOKEN, SOURCE_NAMES, FieldError, Posted
from portal.services.forms.live import LiveForm
from portal.services.intake.incoming import EMAIL
from portal.web.public import tokens, uploading
from portal.web.public.booth import without_autofill
from portal.web.public.thanking import allow_leading_on
from portal.web.public.theme import look_of
from portal.web.public.tokens import Token
from portal.web.public.visits import DECOY, PROOF, SHOWN, STEP, SURE, Place, hidden, secret
from portal.web.shared.form_page import FormPage, page_of
from portal.web.shared.language import name_of, offered, spoken, told

KEPT = 256
PRISTINE = "baton_pristine_forms"
REST = "rest-of-the-address"
"""Stands in a page that is remembered where the rest of the visitor's address belongs."""
LAYOUTS = {
    Place.PAGE: "layouts/public.html",
    Place.EMBED: "layouts/embed.html",
    Place.KIOSK: "layouts/kiosk.html",
}


@dataclass(frozen=True)
class Trouble:
    """Why a page is shown once more: what is wrong with which field, and with the page as a whole. ``sure``: the
    address that is taken if it is sent once more."""

    status: int = 422
    errors: Sequence[FieldError] = ()
    notes: Sequence[str] = ()
    title: str | None = None
    sure: str = ""


@dataclass(frozen=True)
class Around:
    """What stands around the questions. ``action``: where the page is posted, None for where it was opened. ``begun``:
    it is shown as it was left, and ``go_on`` is the way to the page that was reached. ``fresh``: nobody touched it.
    ``languages``: it can be opened in the form's other languages, with nothing lost."""

    action: str | None = None
    begun: bool = False
    go_on: str = ""
    fresh: bool = False
    languages: bool = False


Pristine: TypeAlias = tuple[str, str, str]
"""A page that nobody has touched, around the places of its token and of its source inputs."""

AS_OPENED = Around()
UNTOUCHED = Around(fresh=True, languages=True)
PREFILLED = Around(languages=True)


def first(form: LiveForm, token: Token, source: Mapping[str, str], *, place: Place) -> Response:
    """The first page as nobody has touched it yet."""
    allow_leading_on(form, form.definition)
    return _response(filled(pristine(form, place=place), tokens.sign(token, secret()), source))


def filled(page: Pristine, token: str, source: Mapping[str, str]) -> str:
    """The page with what is new in it."""
    before, between, after = page
    travelling = "".join(hidden(key, value) for key, value in source.items())
    return f"{before}{token}{between}{travelling}{after}"


def pristine(form: LiveForm, *, place: Place) -> Pristine:
    """The page as it is remembered, drawn if it is not yet; with the links of this address."""
    shelf: dict[tuple[object, ...], Pristine] = current_app.extensions.setdefault(PRISTINE, {})
    name = (form.version.digest, form.organisation, form.privacy_url, place)
    if name not in shelf or current_app.debug:
        shelf[name] = _pristine(form, place=place)
        if len(shelf) > KEPT:
            del shelf[next(iter(shelf))]
    before, between, after = shelf[name]
    return (before.replace(REST, _rest()) if form.definition.translations else before), between, after


def step(
    form: LiveForm,
    definition: Definition,
    posted: Posted,
    token: Token,
    index: int,
    *,
    place: Place,
    trouble: Trouble | None = None,
    around: Around = AS_OPENED,
) -> Response:
    """A page with what was typed kept."""
    allow_leading_on(form, definition)
    wrong = trouble or Trouble(200)
    names = uploading.names(definition, posted)
    errors = [replace(error, message=told(error.message)) for error in wrong.errors]
    notes = [told(note) for note in wrong.notes]
    page = page_of(definition, posted, index=index, errors=errors, notes=notes, uploads=names, links=_links(place))
    asked = [(SURE, wrong.sure)] if wrong.sure else []
    travelling = [*_sources(posted), *page.carried, *asked]
    inputs = _inputs(page, tokens.sign(token, secret())) + Markup("").join(hidden(*pair) for pair in travelling)
    html = _draw(form, page, inputs, place=place, title=wrong.title, around=around)
    return _response(html.replace(REST, _rest()) if around.languages else html, wrong.status)


def _pristine(form: LiveForm, *, place: Place) -> Pristine:
    token, source = secrets.token_hex(16), hidden(secrets.token_hex(16), "")
    page = page_of(form.definition, {}, index=0, links=_links(place))
    html = _draw(form, page, _inputs(page, token) + source, place=place, around=UNTOUCHED)
    before, rest = html.split(token)
    between, after = rest.split(source)
    return before, between, after


def _inputs(page: FormPage, token: str) -> Markup:
    inputs = hidden(FORM_TOKEN, token)
    if page.several:
        inputs += hidden(STEP, str(page.index))
    if _has_puzzle(page):
        inputs += hidden(PROOF, "")
    return inputs + hidden(SHOWN, ",".join(page.shown)) if page.branches else inputs


def _sources(posted: Posted) -> list[tuple[str, str]]:
    return [(name, value) for name in SOURCE_NAMES for value in posted.get(name, ())[:1] if value]


def _draw(
    form: LiveForm,
    page: FormPage,
    inputs: Markup,
    *,
    place: Place,
    title: str | None = None,
    around: Around = AS_OPENED,
) -> str:
    return render_template(
        "public/form.html",
        layout=LAYOUTS[place],
        page=without_autofill(page) if place is Place.KIOSK else page,
        organisation=form.organisation,
        privacy_url=None if place is Place.KIOSK else form.privacy_url or None,
        hidden=inputs,
        decoy=DECOY,
        embedded=place is not Place.PAGE,
        action=around.action,
        begun=around.begun,
        puzzle=_has_puzzle(page),
        notice=told(_notice(page)) if place is not Place.KIOSK else "",
        go_on=around.go_on,
        counted="fresh" if around.fresh else "again",
        slug=form.slug,
        later=place is Place.PAGE and _may_be_mailed(page),
        problem_title=told(title or "") or page.definition.page.error_title or None,
        look=look_of(form.slug, page.definition),
        languages=_offered() if around.languages and place is not Place.KIOSK else (),
        rules=browser_rules(page.definition) if page.lives else None,
    )


def _offered() -> list[tuple[str, str, bool]]:
    """The languages of the form: code, own name, whether it is this one; none for a form in one language."""
    codes = offered()
    return [(code, name_of(code), code == spoken()) for code in codes] if len(codes) > 1 else []


def _rest() -> str:
    """What the address says beside the language, for links to the other ones."""
    told_so = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return str(escape(f"&{urlencode(told_so)}")) if told_so else ""


def _links(place: Place) -> bool:
    """Nobody leaves a booth by a link."""
    return place is not Place.KIOSK


def _has_puzzle(page: FormPage) -> bool:
    return page.may_send and page.definition.behaviour.puzzle


def _notice(page: FormPage) -> str:
    """On the page that asks for the address of a form in steps: what is kept although it is not sent (P9)."""
    asks = page.several and any(field.key == EMAIL for field in page.step.fields)
    return page.definition.behaviour.notice if asks else ""


def _may_be_mailed(page: FormPage) -> bool:
    """The visitor gave an address on an earlier page, so a link to go on with can be mailed there."""
    return page.back and any(name == EMAIL for name, _ in page.carried)


def _response(html: str, status: int = 200) -> Response:
    """Kept by the visitor's own browser only, so that "back" shows what was typed."""
    response = Response(html, status, mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-cache"
    if len(offered()) > 1:
        response.vary.add("Accept-Language")
    return response
