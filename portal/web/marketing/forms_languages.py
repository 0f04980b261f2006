"""The languages of a form: which ones, how far they are, and each text beside its translation (P17)."""

from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.mail.languages.catalogue import SPOKEN, base, catalogue
from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.reports.forms import state_of
from portal.rules.forms import translation
from portal.rules.forms.definition import Definition
from portal.rules.forms.editing import EditRefused
from portal.services.forms import drafting
from portal.web.marketing import forms_words as words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import open_form
from portal.web.marketing.forms_page import LOCALES
from portal.web.marketing.forms_reading import tabs_of
from portal.web.marketing.forms_saving import save
from portal.web.shared.forms import clean
from portal.web.shared.guards import forms_right
from portal.web.shared.language import name_of

LONG = 60
"""Characters from which on a text gets several lines."""
PLACES = {
    "page.title": "Page: title",
    "page.intro": "Page: introduction",
    "page.points": "Page: point",
    "page.button": "Page: button",
    "page.privacy_note": "Page: privacy note",
    "page.thanks_title": "Thank-you page: title",
    "page.thanks_text": "Thank-you page: text",
    "page.quote": "Page: quote",
    "page.quote_by": "Page: who said the quote",
    "page.error_title": "Page: title over errors",
    "behaviour.partial_note": "Notice about what is kept",
    "behaviour.free_mail_note": "Words about free-mail addresses",
    "behaviour.disposable_note": "Words about disposable addresses",
    "page": "Page",
    "step": "Step: title",
    "behaviour": "Notice",
    "logo": "Logo in words",
}
"""What places of texts are called; a place that is not listed by what it begins with."""
SCALE = {"low": "lowest point", "high": "highest point"}


@dataclass(frozen=True)
class Progress:
    """A language and how far its translation is. ``spoken``: Baton's own sentences come in it too."""

    code: str
    name: str
    done: int
    of: int
    stale: int
    spoken: bool


@dataclass(frozen=True)
class Line:
    """A text beside its translation."""

    path: str
    where: str
    source: str
    text: str
    stale: bool
    long: bool


@bp.get("/forms/<int:form_id>/languages")
@forms_right(FormRight.EDITOR)
def form_languages(form_id: int) -> ResponseReturnValue:
    """Every language of the form."""
    return _list(open_form(form_id))


@bp.post("/forms/<int:form_id>/languages")
@forms_right(FormRight.EDITOR)
def add_language(form_id: int) -> ResponseReturnValue:
    """Offer the form in one more language."""
    form, code = open_form(form_id), request.form.get("language", "")
    if code not in dict(_free(drafting.current(form))):
        return _list(form, "Choose a language that the form does not have yet."), 422
    there, words = url_for(".form_language", form_id=form_id, locale=code), _known(drafting.current(form), code)
    said = f"Baton knows {len(words)} of the texts in that language. Look through them." if words else ""
    try:
        return save(form, lambda definition: translation.with_words(definition, code, words), to=there, said=said)
    except EditRefused as refusal:
        return _list(form, str(refusal)), 422


@bp.get("/forms/<int:form_id>/languages/<locale>")
@forms_right(FormRight.EDITOR)
def form_language(form_id: int, locale: str) -> ResponseReturnValue:
    """Each text beside its translation."""
    form = open_form(form_id)
    return _sheet(form, locale, words_of(drafting.current(form), locale))


@bp.post("/forms/<int:form_id>/languages/<locale>")
@forms_right(FormRight.EDITOR)
def save_language(form_id: int, locale: str) -> ResponseReturnValue:
    """Save what was translated. A translation that is older than its text counts as fresh once it was changed, or
    ticked as still right."""
    form = open_form(form_id)
    before = words_of(drafting.current(form), locale)
    typed = {
        name.removeprefix("text:"): str(clean(value)) for name, value in request.form.items() if name[:5] == "text:"
    }
    right = set(request.form.getlist("right"))
    changed = {path: text for path, text in typed.items() if text != before.get(path, "") or path in right}
    here = url_for(".form_language", form_id=form_id, locale=locale)
    try:
        return save(
            form,
            lambda definition: translation.with_words(definition, locale, changed),
            to=here,
            said="The translation is saved in the draft. Visitors read it when you publish.",
        )
    except EditRefused as refusal:
        return _sheet(form, locale, {**before, **typed}, str(refusal)), 422


@bp.post("/forms/<int:form_id>/languages/<locale>/removal")
@forms_right(FormRight.EDITOR)
def remove_language(form_id: int, locale: str) -> ResponseReturnValue:
    """Offer the form no longer in that language; undo brings the translation back."""
    form = open_form(form_id)
    words_of(drafting.current(form), locale)
    there = url_for(".form_languages", form_id=form_id)
    said = f"The form is not offered in {name_of(locale, 'en')} any more. Undo brings the translation back."
    return save(form, lambda definition: translation.without_language(definition, locale), to=there, said=said)


def name_in_english(locale: str) -> str:
    """What the portal calls the language."""
    return name_of(locale, "en")


def words_of(definition: Definition, locale: str) -> dict[str, str]:
    """What is translated into that language; else 404."""
    found = translation.translation_of(definition, locale)
    if found is None:
        abort(404)
    return {text.path: text.text for text in found.texts}


def _known(definition: Definition, code: str) -> dict[str, str]:
    """Texts of a form in English that are the library's and the templates' own words, in that language."""
    known = catalogue(code) if base(definition.locale) == "en" else {}
    return {path: known[text] for path, text in translation.texts(definition).items() if text in known}


def _list(form: Form, problem: str = "") -> str:
    definition = drafting.current(form)
    return render_template(
        "marketing/forms/languages.html",
        form=form,
        own=name_of(definition.locale, "en"),
        languages=[_progress(definition, found.locale) for found in definition.translations],
        free=_free(definition),
        problem=problem,
        rev=form.draft_rev,
        state=words.STATES[state_of(form)],
        tabs=tabs_of(form, "form_languages"),
    )


def _sheet(form: Form, locale: str, shown: dict[str, str], problem: str = "") -> str:
    definition = drafting.current(form)
    return render_template(
        "marketing/forms/language.html",
        form=form,
        progress=_progress(definition, locale),
        own=name_of(definition.locale, "en"),
        lines=_lines(definition, locale, shown),
        problem=problem,
        rev=request.form.get("rev", form.draft_rev),
        tabs=tabs_of(form, "form_languages"),
    )


def _progress(definition: Definition, locale: str) -> Progress:
    of, missing = len(translation.texts(definition)), len(translation.missing(definition, locale))
    old = sum(found.locale == locale for found in translation.stale(definition))
    return Progress(locale, name_of(locale, "en"), of - missing, of, old, base(locale) in SPOKEN)


def _lines(definition: Definition, locale: str, shown: dict[str, str]) -> list[Line]:
    old = {found.path for found in translation.stale(definition) if found.locale == locale}
    return [
        Line(
            path,
            where(path, definition),
            text,
            shown.get(path, ""),
            path in old,
            max(len(text), len(shown.get(path, ""))) > LONG,
        )
        for path, text in translation.texts(definition).items()
    ]


def where(path: str, definition: Definition) -> str:
    """``Work email: help``, ``Page: title``."""
    kind, _, rest = path.partition(".")
    if kind != "field":
        return PLACES.get(path) or PLACES.get(path.rpartition(".")[0]) or PLACES[kind]
    key, _, part = rest.partition(".")
    field = definition.find(key)
    name = "help of an option" if part.startswith("option.") and part.endswith(".help") else part.partition(".")[0]
    return f"{field.label if field else key}: {SCALE.get(name, name)}"


def _free(definition: Definition) -> list[tuple[str, str]]:
    taken = set(translation.languages(definition))
    return [(code, name_of(code, "en")) for code in LOCALES if code not in taken]
