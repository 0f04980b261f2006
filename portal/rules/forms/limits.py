"""How large a form may be, and the letters that its names may hold. Checked whenever a definition is read."""

import re
from collections.abc import Iterator

from portal.rules.forms.behaviour import LONGEST_KEPT, behaviour_faults
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.theme import theme_faults
from portal.rules.forms.translation import translation_faults
from portal.rules.questions.cleaning import storable
from portal.rules.questions.days import bound
from portal.rules.questions.key import Settings, TypeName
from portal.rules.questions.library import MAX_OPTIONS
from portal.rules.questions.types.file import MAX_FILES, MAX_MEGABYTES
from portal.rules.questions.types.rating import MAX_SCALE, MIN_SCALE

MAX_DOCUMENT = 300_000
MAX_STEPS = 20
MAX_FIELDS = 100
MAX_POINTS = 12
MAX_ORIGINS = 20

LONGEST_TEXT = 3_000
LONGEST_CONSENT = 1_500
LONGEST_LABEL = 500

PREFILL = re.compile(r"([a-z][a-z0-9_-]{0,39})?")
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_STEP_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")


def limit_faults(definition: Definition) -> tuple[str, ...]:
    """What is too long, too many, or no name, in words."""
    return tuple(_faults(definition))


def _faults(definition: Definition) -> Iterator[str]:
    if len(definition.steps) > MAX_STEPS:
        yield f"A form has at most {MAX_STEPS} steps."
    if sum(1 for _ in definition.fields()) > MAX_FIELDS:
        yield f"A form has at most {MAX_FIELDS} questions."
    if sum(1 for item in definition.items() if not item.asks) > MAX_FIELDS:
        yield f"A form has at most {MAX_FIELDS} headings, texts and pictures."
    yield from _page_faults(definition.page)
    yield from _setting_faults(definition)
    yield from theme_faults(definition.theme)
    yield from translation_faults(definition)
    yield from behaviour_faults(definition.behaviour)
    for step in definition.steps:
        yield from _step_faults(step)
    for field in definition.items():
        yield from _field_faults(field)


def _page_faults(page: Page) -> Iterator[str]:
    yield from _text_faults("The title", page.title, 200)
    yield from _text_faults("The introduction", page.intro, 2000)
    yield from _text_faults("The text of the button", page.button, 60)
    yield from _text_faults("The privacy note", page.privacy_note, 2000)
    yield from _text_faults("The title of the thank-you page", page.thanks_title, 200)
    yield from _text_faults("The text of the thank-you page", page.thanks_text, 2000)
    yield from _text_faults("The quote", page.quote, 400)
    yield from _text_faults("The name under the quote", page.quote_by, 120)
    yield from _text_faults("The words over errors", page.error_title, 120)
    if len(page.points) > MAX_POINTS:
        yield f"A page lists at most {MAX_POINTS} points."
    for point in page.points:
        yield from _text_faults("A point", point, 300)


def _setting_faults(definition: Definition) -> Iterator[str]:
    if not _LOCALE.fullmatch(definition.locale):
        yield "The language must be a code like en or de-CH."
    if not re.fullmatch(r"[A-Z]{2}", definition.default_country):
        yield "The default country must be a code of two capital letters, like US."
    if len(definition.embed_origins) > MAX_ORIGINS:
        yield f"A form may be embedded on at most {MAX_ORIGINS} sites."
    for origin in definition.embed_origins:
        if not _ORIGIN.fullmatch(origin):
            yield f"“{origin[:80]}” is not the address of a site, like https://www.company.com."


def _step_faults(step: Step) -> Iterator[str]:
    if not _STEP_ID.fullmatch(step.id):
        yield f"“{step.id[:40]}” cannot name a step: use small letters, digits and hyphens."
    yield from _text_faults("The title of a step", step.title, 120)


def _field_faults(field: Field) -> Iterator[str]:
    if not KEY.fullmatch(field.key):
        yield f"“{field.key[:60]}” cannot name a question: use small letters, digits and underscores, a letter first."
    yield from _text_faults("A text" if field.type is TypeName.PARAGRAPH else "A label", field.label, longest(field))
    yield from _text_faults("A help text", field.help, 500)
    yield from _text_faults("The reason of a question", field.why, 200)
    if len(field.options) > MAX_OPTIONS:
        yield f"“{field.label[:60]}” has more than {MAX_OPTIONS} options."
    for option in field.options:
        yield from _text_faults("The label of an option", option.label, 200)
        yield from _text_faults("The id of an option", option.id, 40)
        yield from _text_faults("The help of an option", option.help, 200)
    yield from _limit_faults(field.settings, field.label)
    yield from _own_faults(field)


def longest(field: Field) -> int:
    """How many characters the words of the field may have: texts and consents are longer than questions."""
    return {TypeName.PARAGRAPH: LONGEST_TEXT, TypeName.CONSENT: LONGEST_CONSENT}.get(field.type, LONGEST_LABEL)


def _own_faults(field: Field) -> Iterator[str]:
    """The limits of the types that came later."""
    settings, name = field.settings, f"“{field.label[:60]}”"
    if settings.scale is not None and not MIN_SCALE <= settings.scale <= MAX_SCALE:
        yield f"{name}: a scale has {MIN_SCALE} to {MAX_SCALE} points."
    if settings.max_megabytes is not None and not 1 <= settings.max_megabytes <= MAX_MEGABYTES:
        yield f"{name}: a file may have 1 to {MAX_MEGABYTES} MB."
    if settings.max_files is not None and not 1 <= settings.max_files <= MAX_FILES:
        yield f"{name}: 1 to {MAX_FILES} files may be sent."
    if field.keep_days is not None and not 1 <= field.keep_days <= LONGEST_KEPT:
        yield f"{name}: answers are kept for 1 to {LONGEST_KEPT:,} days, or as long as the form keeps them."
    if not PREFILL.fullmatch(field.prefill):
        yield f"{name}: a name in the address has small letters, digits, hyphens and underscores, a letter first."
    if not re.fullmatch(r"([A-Za-z0-9][A-Za-z0-9._-]{0,119})?", settings.asset):
        yield f"{name}: “{settings.asset[:60]}” cannot name a picture."
    yield from _text_faults("The words at an end of a scale", settings.low_words, 60)
    yield from _text_faults("The words at an end of a scale", settings.high_words, 60)
    yield from _text_faults("A hidden value", settings.value, 200)


def _limit_faults(settings: Settings, label: str) -> Iterator[str]:
    if settings.max_length is not None and not 1 <= settings.max_length <= 20_000:
        yield f"“{label[:60]}”: the greatest length must be from 1 to 20,000 characters."
    if settings.min_length is not None and not 1 <= settings.min_length <= 20_000:
        yield f"“{label[:60]}”: the least length must be from 1 to 20,000 characters."
    if settings.increment is not None and settings.increment <= 0:
        yield f"“{label[:60]}”: a step must be more than 0."
    for day in (settings.earliest, settings.latest):
        if day and bound(day) != day:
            yield f"“{label[:60]}”: “{day[:40]}” is no day like 2027-03-31, today or today+14."
    if not re.fullmatch(r"([A-Z]{2})?", settings.country):
        yield f"“{label[:60]}”: the country must be a code of two capital letters, like US."
    if not re.fullmatch(r"([A-Z]{3})?", settings.currency):
        yield f"“{label[:60]}”: the currency must be a code of three capital letters, like USD."


def _text_faults(what: str, text: str, longest: int) -> Iterator[str]:
    if len(text) > longest:
        yield f"{what} is longer than {longest:,} characters."
    if not storable(text):
        yield f"{what} holds characters that cannot be shown."
