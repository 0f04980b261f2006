"""A field of a form as the macro that draws it: one place decides how each type is asked, on the public page and in
the builder's preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.rules.agreement.terms import Level
from portal.rules.forms.definition import Field
from portal.rules.forms.names import OWN_SUFFIX, UNKNOWN_SUFFIX
from portal.rules.forms.reading import Posted, given
from portal.rules.questions.days import fixed
from portal.rules.questions.key import Display, Settings, TypeName
from portal.rules.questions.library import autocomplete
from portal.rules.questions.types.choice import offered
from portal.rules.questions.types.country import country_names
from portal.rules.questions.types.file import endings, limits_in_words, most_files
from portal.rules.questions.types.own_words import own_option
from portal.rules.questions.types.rating import scale_of
from portal.rules.questions.types.registry import TYPES
from portal.web.shared.language import t, told
from portal.web.shared.marked import line, passage

FEW = 6
"""Up to so many options are shown side by side; more go into a list."""

NOTHING: Mapping[str, str] = {}
_SHORT = frozenset({TypeName.WHOLE, TypeName.DECIMAL, TypeName.MONEY})


@dataclass(frozen=True)
class Question:
    """``macro`` of components/field.html, called with name, label and the keywords. ``shown``: False is in the page but
    hidden, because an answer beside it may call for it."""

    name: str
    label: str
    macro: str
    keywords: dict[str, Any]
    shown: bool = True
    asks: bool = True
    """False for headings, texts and pictures; their macros are in components/passage.html."""


def id_of(name: str) -> str:
    """The id of the control that posts under that name: where a link in the error summary leads."""
    return f"f-{name.replace('.', '-')}"


def question(
    field: Field,
    posted: Posted,
    *,
    errors: Mapping[str, str] = NOTHING,
    locale: str,
    shown: bool = True,
    uploads: Mapping[str, str] = NOTHING,
    links: bool = True,
) -> Question:
    """The field as it is asked, with what was typed before. ``errors``: posted name → sentence. ``uploads``: the token
    of a file sent before → its name. ``links`` False leaves the words of links, in a booth."""
    values = posted.get(field.key, ())
    if not field.asks:
        return Question(field.key, field.label, str(field.type), _drawn(field, links), shown, asks=False)
    if field.type is TypeName.HIDDEN:
        return Question(field.key, field.label, "hidden", {"value": "".join(given(field, posted))}, shown)
    macro, own = _files(field, values, uploads) if field.type is TypeName.FILE else _control(field, values, locale)
    common = {
        "help": line(field.help, links=links) or None,
        "error": errors.get(field.key),
        "required": field.must_answer,
        "optional": is_optional(field),
        "unknown": _unknown(field, posted),
    }
    if macro in {"tick", "upload"}:
        del common["unknown"]
    label = line(field.label, links=links) if field.type is TypeName.CONSENT else field.label
    return Question(field.key, label, macro, {**common, **own, **_own_words(field, posted, errors)}, shown)


def _drawn(field: Field, links: bool) -> dict[str, Any]:
    match field.type:
        case TypeName.PARAGRAPH:
            return {"text": passage(field.label, links=links)}
        case TypeName.IMAGE:
            return {"asset": field.settings.asset}
        case _:
            return {"help": line(field.help, links=links) or None}


def _files(field: Field, tokens: Sequence[str], uploads: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    most = most_files(field.settings)
    return "upload", {
        "accept": ",".join(endings(field.settings)),
        "several": most > 1,
        "limits": told(limits_in_words(field.settings)),
        "kept": tuple((token, uploads.get(token, "") or t("A file")) for token in tokens if token),
    }


def is_optional(field: Field) -> bool:
    """Whether it says "(optional)": an sql key that may stay blank says neither that nor "*" (domain: marking)."""
    return not field.must_answer and (field.is_free or field.level is Level.OPTIONAL)


def _unknown(field: Field, posted: Posted) -> dict[str, Any] | None:
    if not field.offers_unknown:
        return None
    name = field.key + UNKNOWN_SUFFIX
    return {"name": name, "checked": any(posted.get(name, ()))}


def _own_words(field: Field, posted: Posted, errors: Mapping[str, str]) -> dict[str, Any]:
    """The line for words of one's own, for whoever chooses the option that asks for them."""
    option, name = own_option(field.options), field.key + OWN_SUFFIX
    if option is None:
        return {}
    typed = "".join(posted.get(name, ())[:1])
    return {
        "own": {
            "option": option.id,
            "name": name,
            "label": t("Please say what you mean by “{option}”", option=option.label),
            "value": typed,
            "error": errors.get(name),
        }
    }


def _control(field: Field, values: Sequence[str], locale: str) -> tuple[str, dict[str, Any]]:
    typed = values[0] if values else ""
    match field.type:
        case TypeName.RATING:
            return "rating", _scale(field.settings, typed)
        case TypeName.CHOICE:
            return _choice(field, typed)
        case TypeName.CHOICES:
            return "checkboxes", {"options": _helped(field), "values": list(values), "hint": _hint(field)}
        case TypeName.YES_NO:
            return "radios", {"options": [("yes", t("Yes")), ("no", t("No"))], "value": typed}
        case TypeName.CONSENT:
            return "tick", {"value": "yes", "checked": bool(typed)}
        case _:
            return _written(field, typed, locale)


def _choice(field: Field, typed: str) -> tuple[str, dict[str, Any]]:
    options, display = _helped(field), field.settings.display
    if display is Display.LIST or (display is Display.AUTO and len(options) > FEW):
        return "select", _select(options, field, typed)
    layout = "list" if display is Display.RADIOS else "cards"
    return "radios", {"options": options, "value": typed, "layout": layout}


def _scale(settings: Settings, typed: str) -> dict[str, Any]:
    points = tuple(str(point) for point in range(1, scale_of(settings) + 1))
    return {"points": points, "low": settings.low_words, "high": settings.high_words, "value": typed}


def _select(options: Sequence[tuple[str, ...]], field: Field, typed: str) -> dict[str, Any]:
    fill = autocomplete(field.key) or None
    return {"options": options, "value": typed, "blank": t("Choose…"), "autocomplete": fill}


def _helped(field: Field) -> list[tuple[str, str, str]]:
    return [(option.id, option.label, option.help) for option in offered(field.options)]


def _hint(field: Field) -> str:
    low, high = field.settings.minimum, field.settings.maximum
    if high == 1:
        return str(t("choose one"))
    if low is not None and low > 1:
        many = t("choose {low} or more", low=low)
        return str(many if high is None else t("choose {low} to {high}", low=low, high=high))
    return str(t("choose all that apply") if high is None else t("choose up to {high}", high=high))


def _written(field: Field, typed: str, locale: str) -> tuple[str, dict[str, Any]]:
    if field.type is TypeName.COUNTRY:
        return "select", _select(list(country_names(locale).items()), field, typed)
    common = {"value": typed, "autocomplete": autocomplete(field.key) or None}
    if field.type is TypeName.LONG_TEXT:
        return "textarea", {**common, "most": field.settings.max_length}
    asked = TYPES[field.type].input
    return "text", {
        **common,
        "type": asked.type,
        "inputmode": asked.inputmode or None,
        "prefix": field.settings.currency or None if field.type is TypeName.MONEY else None,
        "width": "short" if field.type in _SHORT else "medium" if field.type is TypeName.DATE else None,
        "attrs": _bounds(field.settings),
    }


def _bounds(settings: Settings) -> dict[str, str | None]:
    """What a browser can hold back itself. A page is kept over midnight, so a day told from today is left to the
    reader; numbers are typed as text."""
    first, last = fixed(settings.earliest), fixed(settings.latest)
    return {"min": first.isoformat() if first else None, "max": last.isoformat() if last else None}
