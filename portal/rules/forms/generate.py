"""Forms from the agreement: a whole definition in one action (S7), and the refresh of one made earlier."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from portal.rules.agreement.terms import Level, Terms, Unknown
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.questions.key import Key, KeyKind, Option, Settings, TypeName
from portal.rules.questions.types.registry import TYPES

ONE_STEP = 6
"""Up to so many questions stay on one page; a longer form asks who first and what second."""

_KINDS: Mapping[KeyKind, int] = {
    kind: place
    for place, kind in enumerate(
        (KeyKind.CONTACT, KeyKind.SIZING, KeyKind.NEED, KeyKind.READINESS, KeyKind.QUESTION, KeyKind.CONSENT)
    )
}


def from_terms(terms: Terms, page: Page, library: Sequence[Key]) -> Definition:
    """A form that asks exactly what the agreement needs, and its consents; optional keys are left to the builder."""
    known = _known(terms, library)
    consents = [agreed.key.key for agreed in terms.keys if agreed.key.kind is KeyKind.CONSENT]
    asked = [known[key] for key in dict.fromkeys((*terms.must_be_asked(), *consents)) if key in known]
    places = {key: place for place, key in enumerate(known)}
    ordered = sorted(asked, key=lambda key: (_KINDS[key.kind], places[key.key]))
    return Definition(page=page, steps=_steps([new_field(key, terms) for key in ordered]))


def with_agreement(definition: Definition, terms: Terms, library: Sequence[Key]) -> Definition:
    """The form under other terms: type, options, limits, level and "I don't know yet" of library fields are renewed.

    Wording, order, conditions, tightening and free questions stay. Keys that the form lacks are not added: the
    publish gate names them.
    """
    known = _known(terms, library)
    return replace(
        definition,
        steps=tuple(
            replace(step, fields=tuple(_renewed(field, terms, known) for field in step.fields))
            for step in definition.steps
        ),
    )


def new_field(key: Key, terms: Terms | None = None) -> Field:
    """A key of the library as a field, with its level under the terms."""
    agreed = terms.agreed(key.key) if terms is not None else None
    return Field(
        key=key.key,
        type=key.type,
        kind=key.kind,
        label=key.label,
        help=key.help,
        level=agreed.level if agreed is not None else Level.OPTIONAL,
        unknown=agreed.unknown if agreed is not None else Unknown.NOT_OFFERED,
        options=key.options,
        settings=key.settings,
    )


def new_question(type_name: TypeName, label: str, taken: Iterable[str]) -> Field:
    """A free question of the form's own; its key comes from the label and is none of those taken."""
    return Field(
        key=_free_key(label, frozenset(taken)),
        type=type_name,
        kind=KeyKind.QUESTION,
        label=label,
        options=(Option("option_1", "First answer"), Option("option_2", "Second answer"))
        if TYPES[type_name].has_options
        else (),
        settings=Settings(currency="USD") if type_name is TypeName.MONEY else Settings(),
    )


def _known(terms: Terms, library: Sequence[Key]) -> dict[str, Key]:
    """The library's keys in its order, then those that only the agreement still has."""
    return {key.key: key for key in library} | {
        agreed.key.key: agreed.key for agreed in terms.keys if agreed.key.key not in {key.key for key in library}
    }


def _steps(fields: Sequence[Field]) -> tuple[Step, ...]:
    who = tuple(field for field in fields if field.kind is KeyKind.CONTACT)
    what = tuple(field for field in fields if field.kind is not KeyKind.CONTACT)
    if len(fields) <= ONE_STEP or not who or not what:
        return (Step("about", "About you", tuple(fields)),)
    return (Step("about", "About you", who), Step("project", "Your company and your plans", what))


def _renewed(field: Field, terms: Terms, known: Mapping[str, Key]) -> Field:
    key = known.get(field.key)
    if field.is_free or key is None:
        return field
    return replace(
        new_field(key, terms),
        label=field.label,
        help=field.help,
        required=field.required,
        show_if=field.show_if,
        prefill=field.prefill,
        why=field.why,
        keep_days=field.keep_days,
    )


def _free_key(label: str, taken: frozenset[str]) -> str:
    """``q_`` keeps free questions apart from keys that the library may get later."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    base = f"q_{re.sub('[^a-z0-9]+', '_', plain).strip('_')[:40] or 'question'}"
    numbered = (f"{base}_{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)
