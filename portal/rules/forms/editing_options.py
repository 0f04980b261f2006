"""Edits of the options of a free question. Ids never change, so that a rename splits no data (B11)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from portal.rules.forms.definition import Field
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import Option, Settings, TypeName
from portal.rules.questions.types.own_words import own_option
from portal.rules.questions.types.registry import TYPES

_MONEY = "USD"
_FIGURES = "0123456789"
_OTHER = "Other"


def new_option(label: str, taken: Iterable[str]) -> Option:
    """An option with an id of its own, made from its first label."""
    known = frozenset(taken)
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    base = re.sub("[^a-z0-9]+", "_", plain).strip("_")[:32].strip("_") or "option"
    names = (base, *(f"{base}_{number}" for number in range(2, len(known) + 3)))
    return Option(next(name for name in names if name not in known), label)


def without_option(options: Sequence[Option], option_id: str, published: AbstractSet[str]) -> tuple[Option, ...]:
    """Without the option; one that visitors may have chosen is retired, so that old answers stay readable."""
    if option_id in published:
        return tuple(replace(one, retired=True) if one.id == option_id else one for one in options)
    return tuple(one for one in options if one.id != option_id)


def offered_again(options: Sequence[Option], option_id: str) -> tuple[Option, ...]:
    """With a retired option on offer again."""
    return tuple(replace(one, retired=False) if one.id == option_id else one for one in options)


def with_own_words(options: Sequence[Option], wanted: bool, published: AbstractSet[str]) -> tuple[Option, ...]:
    """With an option on offer that asks for words of one's own, or without one. One called "Other" becomes it."""
    asking = own_option(options)
    if not wanted:
        return tuple(options) if asking is None else without_option(options, asking.id, published)
    if asking is not None:
        return tuple(options)
    other = next((one for one in options if one.own_words or one.label.strip().casefold() == _OTHER.casefold()), None)
    if other is None:
        return (*options, replace(new_option(_OTHER, (one.id for one in options)), own_words=True))
    return tuple(replace(one, own_words=True, retired=False) if one.id == other.id else one for one in options)


def moved_option(options: Sequence[Option], option_id: str, by: int) -> tuple[Option, ...]:
    """One place up (-1) or down (1) among the options on offer; retired ones come last."""
    shown = [one for one in options if not one.retired]
    place = next((place for place, one in enumerate(shown) if one.id == option_id), None)
    if place is not None and 0 <= place + by < len(shown):
        shown[place], shown[place + by] = shown[place + by], shown[place]
    return (*shown, *(one for one in options if one.retired))


def placed_option(options: Sequence[Option], option_id: str, place: int) -> tuple[Option, ...]:
    """To that place (0 is the first) among the options on offer; retired ones come last."""
    shown = [one for one in options if not one.retired]
    moved = next((one for one in shown if one.id == option_id), None)
    if moved is not None:
        shown.remove(moved)
        shown.insert(max(place, 0), moved)
    return (*shown, *(one for one in options if one.retired))


def sorted_options(options: Sequence[Option]) -> tuple[Option, ...]:
    """By label, numbers by what they say; one that asks for words of one's own after them, retired ones last."""
    return tuple(sorted(options, key=lambda one: (one.retired, one.own_words, _sounding(one.label), one.id)))


def with_pasted(options: Sequence[Option], text: str) -> tuple[Option, ...]:
    """With an option for each line that is none yet; before one that asks for words of one's own."""
    found = list(options)
    known = {one.label.strip().casefold() for one in options if not one.retired}
    place = next((place for place, one in enumerate(found) if one.own_words), len(found))
    for label in filter(None, map(one_line, text.splitlines())):
        if label.casefold() not in known:
            known.add(label.casefold())
            found.insert(place, new_option(label, (one.id for one in found)))
            place += 1
    return tuple(found)


def _sounding(label: str) -> tuple[tuple[bool, int, str], ...]:
    """Letters without case and accents, and figures by their value: 9 before 10."""
    plain = unicodedata.normalize("NFKD", label.casefold())
    parts = re.findall(r"[0-9]+|[^0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return tuple((False, int(part), "") if part[0] in _FIGURES else (True, 0, part.strip()) for part in parts)


def retyped(field: Field, type_name: TypeName) -> Field:
    """The free question with another type of answer; what the type has no use for goes."""
    if field.type is type_name:
        return field
    kind, settings = TYPES[type_name], field.settings
    allowed = {name: getattr(settings, name) for name in kind.settings if name in TYPES[field.type].settings}
    fresh = Settings(**allowed)
    if type_name is TypeName.MONEY and not fresh.currency:
        fresh = replace(fresh, currency=_MONEY)
    options = field.options if kind.has_options else ()
    if kind.has_options and not options:
        options = (Option("option_1", "First answer"), Option("option_2", "Second answer"))
    return replace(field, type=type_name, options=options, settings=fresh)
