"""Editing a draft's keys: which are asked, how much each matters, how "I don't know yet" counts."""

from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.agreement.version import AgreementVersion
from portal.rules.agreement.faults import FULL_CONTACT, faults
from portal.rules.agreement.terms import AgreedKey, Level, Terms, Unknown
from portal.rules.agreement.words import name_of
from portal.rules.questions.key import Key
from portal.rules.questions.library import EMAIL_KEY
from portal.rules.questions.types.registry import of
from portal.services.agreement import editing, library
from portal.web.marketing import agreements_reading as reading
from portal.web.marketing.agreements_saving import save, shown_rev, typed
from portal.web.marketing.blueprint import bp
from portal.web.shared.guards import roles

LEVEL_CHOICES = (
    (Level.MQL, "Needed for an MQL"),
    (Level.SQL, "Needed for an SQL"),
    (Level.OPTIONAL, "May be asked"),
)
UNKNOWN_CHOICES = (
    (Unknown.NOT_OFFERED, "Not offered"),
    (Unknown.MISSING, "Offered, counts as missing"),
    (Unknown.COMPLETE, "Offered, counts as given"),
)
Wanted = dict[str, tuple[Level, Unknown]]


@dataclass(frozen=True)
class KeyRow:
    """One agreed key in the form, with what was posted for it and what is wrong with that."""

    key: str
    name: str
    question: str
    type: str
    floor: str
    level: str
    unknown: str
    errors: tuple[tuple[str, str], ...]

    @property
    def error(self) -> dict[str, str]:
        """Part of the row (level, unknown) → sentence."""
        return dict(self.errors)


@bp.get("/agreements/<int:number>/edit/keys")
@roles(*reading.EDITORS)
def agreement_keys(number: int) -> ResponseReturnValue:
    """The keys with their levels."""
    return _page(reading.draft_or_refuse(number), {})


@bp.post("/agreements/<int:number>/edit/keys")
@roles(*reading.EDITORS)
def save_agreement_keys(number: int) -> ResponseReturnValue:
    """Save every level and every way to count "I don't know yet"."""
    version = reading.draft_or_refuse(number)
    wanted = _posted(reading.terms_of(version))
    errors = _errors(reading.terms_of(version), wanted)
    if errors:
        return _page(version, errors), 422
    said = "The levels are saved."
    return save(version, lambda terms: editing.set_levels(terms, wanted), to=_here(number), said=said)


@bp.post("/agreements/<int:number>/edit/keys/additions")
@roles(*reading.EDITORS)
def add_agreement_key(number: int) -> ResponseReturnValue:
    """Add a key of the library."""
    version = reading.draft_or_refuse(number)
    key = library.by_name().get(typed("key"))
    level = _level(typed("level"))
    if key is None or level is None:
        return _page(version, {"add": "Choose a key of the library."}), 422
    said = f"{name_of(key)} is part of the draft."
    return save(version, lambda terms: editing.add_key(terms, key, level), to=_here(number), said=said)


@bp.get("/agreements/<int:number>/edit/keys/<key>/removal")
@roles(*reading.EDITORS)
def agreement_key_removal(number: int, key: str) -> ResponseReturnValue:
    """Ask before a key leaves the draft."""
    version = reading.draft_or_refuse(number)
    agreed = _agreed_or_404(version, key)
    return render_template(
        "marketing/agreements/edit/remove.html",
        version=version,
        rev=shown_rev(version),
        what=name_of(agreed.key),
        follows="Forms no longer have to ask it. Answers that were given stay.",
        back=_here(number),
    )


@bp.post("/agreements/<int:number>/edit/keys/<key>/removal")
@roles(*reading.EDITORS)
def remove_agreement_key(number: int, key: str) -> ResponseReturnValue:
    """Take the key out of the draft."""
    version = reading.draft_or_refuse(number)
    return save(version, lambda terms: editing.drop_key(terms, key), to=_here(number), said="The key is removed.")


@bp.post("/agreements/<int:number>/edit/keys/renewal")
@roles(*reading.EDITORS)
def renew_agreement_keys(number: int) -> ResponseReturnValue:
    """Take words and options of every key from the library as it is now."""
    version = reading.draft_or_refuse(number)
    known = library.by_name()
    said = "The draft has the library's words and options."
    return save(version, lambda terms: editing.take_library(terms, known), to=_here(number), said=said)


def _here(number: int) -> str:
    return url_for(".agreement_keys", number=number)


def _agreed_or_404(version: AgreementVersion, key: str) -> AgreedKey:
    agreed = reading.terms_of(version).agreed(key)
    if agreed is None:
        abort(404)
    return agreed


def _posted(terms: Terms) -> Wanted:
    """What was posted for each agreed key; one that the page did not have, or with an unknown word, stays as it is."""
    found: Wanted = {}
    for item in terms.keys:
        level, unknown = (typed(f"{part}.{item.key.key}") for part in ("level", "unknown"))
        if level in set(Level) and unknown in set(Unknown):
            found[item.key.key] = Level(level), Unknown(unknown)
    return found


def _level(word: str) -> Level | None:
    return Level(word) if word in set(Level) else None


def _errors(terms: Terms, wanted: Wanted) -> dict[str, str]:
    """Field name → sentence, for what is below the floor or contradicts itself in the levels that were posted."""
    places = {f"keys.{key}.{part}": f"{part}.{key}" for key in wanted for part in ("level", "unknown")}
    found = faults(editing.set_levels(terms, wanted))
    return {places[fault.where]: fault.message for fault in found if fault.where in places}


def _page(version: AgreementVersion, errors: dict[str, str]) -> str:
    terms, known = reading.terms_of(version), library.by_name()
    rows = ((words, [_row(item, errors) for item in items]) for words, items in _by_kind(terms))
    return render_template(
        "marketing/agreements/edit/keys.html",
        version=version,
        rev=shown_rev(version),
        groups=[(words, items) for words, items in rows if items],
        errors=errors,
        summary=[
            ("f-key" if name == "add" else f"f-{name.replace('.', '-')}", words) for name, words in errors.items()
        ],
        level_choices=LEVEL_CHOICES,
        unknown_choices=UNKNOWN_CHOICES,
        addable=_addable(known, terms),
        outdated=[name_of(item.key) for item in editing.outdated(terms, known)],
    )


def _by_kind(terms: Terms) -> list[tuple[str, list[AgreedKey]]]:
    return [(words, [item for item in terms.keys if item.key.kind is kind]) for kind, words in reading.KINDS.items()]


def _row(item: AgreedKey, errors: dict[str, str]) -> KeyRow:
    key, name = item.key, item.key.key
    return KeyRow(
        key=name,
        name=name_of(key),
        question=key.label,
        type=of(key.type).title,
        floor=_floor(name),
        level=request.form.get(f"level.{name}", item.level),
        unknown=request.form.get(f"unknown.{name}", item.unknown),
        errors=tuple((part, errors[f"{part}.{name}"]) for part in ("level", "unknown") if f"{part}.{name}" in errors),
    )


def _floor(name: str) -> str:
    """Why the key cannot be removed; empty where it can."""
    if name == EMAIL_KEY:
        return "Always needed for an MQL: it says who the prospect is."
    return "Full contact: always needed for an SQL at least." if name in FULL_CONTACT else ""


def _addable(known: dict[str, Key], terms: Terms) -> list[tuple[str, list[tuple[str, str]]]]:
    """Kind in words → keys of the library that the draft does not have."""
    free = [key for key in known.values() if terms.agreed(key.key) is None]
    groups = (
        (words, [(key.key, name_of(key)) for key in free if key.kind is kind]) for kind, words in reading.KINDS.items()
    )
    return [(words, keys) for words, keys in groups if keys]
