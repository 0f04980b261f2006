"""A request for a form as values: which form, which page of it was answered, what was posted, where it came from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from flask import abort, current_app, request
from markupsafe import Markup, escape

from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import FORM_TOKEN, PAGE_NAMES, FieldError, Posted
from portal.rules.forms.translation import in_language, languages
from portal.rules.questions.cleaning import without_controls
from portal.services.forms.live import LiveForm, Version, live, version
from portal.services.intake import sources
from portal.services.intake.uploads import Taken, file_fields
from portal.web.public import tokens, uploading
from portal.web.public.tokens import Token
from portal.web.shared.clock import utcnow
from portal.web.shared.headers import allow_framing
from portal.web.shared.language import choose, speak, spoken

STEP, GO, SHOWN, DECOY, PROOF, SURE = PAGE_NAMES
PLAIN = "/plain"
"""The end of the address that takes posts of plain HTML."""
KEPT = 64
_SPOKEN_IN: dict[str, Definition] = {}
"""Published versions in their other languages, by the digest of the version: three milliseconds for a long form."""
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?")


class Place(StrEnum):
    """Where the form is shown: on a page of its own, in the frame of another site, on the screen of a booth. The value
    is the end of its address."""

    PAGE = ""
    EMBED = "/embed"
    KIOSK = "/kiosk"


@dataclass(frozen=True)
class Visit:
    """One post. ``version`` is the one that was shown, None with a token that is broken or too old. ``step`` is the
    page that was answered, None for the whole form at once; ``back`` asks for the page before, ``later``
    for a link to go on with."""

    form: LiveForm
    place: Place
    posted: Posted
    token: Token | None
    version: Version | None
    step: int | None
    back: bool
    later: bool
    now: datetime
    file_errors: tuple[FieldError, ...] = ()
    """What is wrong with files that were sent."""

    @property
    def definition(self) -> Definition:
        """What was shown, else what is shown now."""
        return self.form.definition if self.version is None else self.version.definition

    @property
    def shown(self) -> frozenset[str] | None:
        """The keys that the page asked; None when the post does not say."""
        said = self.posted.get(SHOWN)
        return None if said is None else frozenset(",".join(said).split(","))


def find(slug: str, *, place: Place) -> LiveForm:
    """The form that was published at that address, else 404. Only the origins that it names may frame the answer."""
    form = live(slug)
    if form is None:
        abort(404)
    if place is Place.EMBED:
        frame(form)
    return spoken_to(form)


def spoken_to(form: LiveForm) -> LiveForm:
    """The form in the visitor's language, which this answer speaks from here on. Somebody else's page is in a language
    of its own, whatever the browser likes: its posts are read in the form's, or the one that its address names."""
    codes = languages(form.definition)
    language = choose(codes, browser=not request.path.endswith(PLAIN))
    speak(language, codes)
    return replace(form, version=_in_language(form.version)) if language != form.definition.locale else form


def _in_language(version: Version) -> Version:
    """The version in the language of this answer. Its digest names both, since pages are remembered by it."""
    name = f"{version.digest}-{spoken()}"
    definition = _SPOKEN_IN.get(name) or in_language(version.definition, spoken())
    if definition is version.definition:
        return version
    _SPOKEN_IN[name] = definition
    if len(_SPOKEN_IN) > KEPT:
        del _SPOKEN_IN[next(iter(_SPOKEN_IN))]
    return replace(version, digest=name, definition=definition)


def frame(form: LiveForm) -> None:
    """Let the origins that the form names show this answer in a frame."""
    allow_framing(tuple(origin for origin in form.definition.embed_origins if _ORIGIN.fullmatch(origin)))


def visit_of(form: LiveForm, *, place: Place, files: bool = True) -> Visit:
    """What was posted to the form. One query more when an older version was shown. ``files``: take files in, which
    needs the database."""
    uploading.make_room(form.definition)
    now, posted = utcnow(), _posted()
    token = tokens.read("".join(posted.get(FORM_TOKEN, ())), secret())
    token = token if token is not None and token.form_id == form.form_id else None
    shown = None if token is None or token.expired(now) else version_of(form, token.version_id)
    definition = form.definition if shown is None else shown.definition
    posted = _without_files(posted, definition)
    taken = Taken(posted)
    if files:
        taken = uploading.taken_in(definition, posted, form.form_id, token.attempt_key if token else "")
    step = _step(definition, posted)
    going = "".join(posted.get(GO, ()))
    return Visit(
        form=form,
        place=place,
        posted=taken.posted,
        token=token,
        version=shown,
        step=step if going else None,
        back=going == "back" and step is not None,
        later=going == "later" and step is not None,
        now=now,
        file_errors=taken.errors,
    )


def touch() -> dict[str, str]:
    """Where the visitor came from, by address and Referer; an embedding page's script says more in the address. Our own
    pages, such as the form in another language, are nowhere to come from."""
    told = request.args.to_dict(flat=False) if request.query_string else {}
    home = current_app.config["BATON"].BASE_URL
    path = f"{request.script_root}{request.full_path.removesuffix('?')}"
    return came_from(home, request.host, path, request.referrer, told)


def came_from(
    home: str, host: str, path: str, referrer: str | None, told: Mapping[str, Sequence[str]] = {}
) -> dict[str, str]:
    """The same by values; ``told`` is what the address says after its question mark. ``home`` is the portal's address;
    ``host``, which the client names, is never repeated."""
    found = {"landing_url": [f"{home}{path}"], **told}
    if referrer and _host_in(referrer) not in (host, _host_in(home)):
        found.setdefault("referrer", [referrer])
    return sources.clean(found)


def _host_in(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:  # anybody can send anything for the page that they came from
        return ""


def secret() -> str:
    """What tokens are signed with."""
    return str(current_app.config["SECRET_KEY"])


def hidden(name: str, value: str) -> Markup:
    """A hidden input."""
    return Markup(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">')  # noqa: S704  both escaped


def _posted() -> Posted:
    """Every name with its values, without control characters; a file is a name that no form knows."""
    fields = {
        without_controls(name): [without_controls(value) for value in values] for name, values in request.form.lists()
    }
    return {**{without_controls(name): [""] for name in request.files}, **fields}


def _without_files(posted: Posted, definition: Definition) -> Posted:
    """Without the empty place of a question's file: it is stored apart, and its token comes in its place."""
    keys = {item.key for item in file_fields(definition)}
    return {name: [text for text in values if text] if name in keys else values for name, values in posted.items()}


def version_of(form: LiveForm, version_id: int) -> Version | None:
    """The version of that id, if it is one of this form's."""
    if version_id == form.version_id:
        return form.version
    older = version(version_id)
    return _in_language(older) if older is not None and older.form_id == form.form_id else None


def _step(definition: Definition, posted: Posted) -> int | None:
    text = "".join(posted.get(STEP, ()))
    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        return None
    return int(text) if int(text) < len(definition.steps) else None
