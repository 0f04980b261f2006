"""The length guard in words (S12): what each question costs and is there for, and what to think about."""

from collections import Counter
from dataclasses import dataclass

from flask import url_for

from portal.models.agreement import standard
from portal.models.forms.form import Form
from portal.rules.agreement.words import joined
from portal.rules.forms.advice import Advice, AdviceKind, Cost, advice, costs
from portal.rules.forms.definition import Definition
from portal.rules.forms.translation import stale
from portal.services.handoff.trial import rules_by_key
from portal.web.marketing import forms_words as words
from portal.web.shared.language import name_of

NAMED = 4
"""Questions that advice names at most."""
NOBODY_SAYS = "nobody has said what for"


@dataclass(frozen=True)
class Advised:
    """One thing to think about, and the place where it is mended."""

    words: str
    href: str
    link: str


def costs_of(definition: Definition) -> tuple[Cost, ...]:
    """Every question with its seconds and what it is there for. Two queries."""
    by = standard.active()
    return costs(definition, by.terms if by else None, rules_by_key())


def reasons_of(definition: Definition) -> dict[str, str]:
    """Key → what an extra question is there for; those that the agreement needs carry its level already."""
    return {cost.field.key: cost.reason or NOBODY_SAYS for cost in costs_of(definition) if cost.extra}


def advised(form: Form, definition: Definition) -> list[Advised]:
    """What does not keep the form from being published, with links; many silent questions at once."""
    found = advice(definition)
    silent = [item.field.words for item in found if item.kind is AdviceKind.NO_WHY and item.field]
    if len(silent) <= NAMED:
        return [_advised(form, definition, item) for item in found]
    said = f"{len(silent)} questions do not say why they are asked: {_some(silent)}."
    many = Advised(said, f"{url_for('marketing.publish_form', form_id=form.id)}#questions", "Look at them all")
    return [*(_advised(form, definition, item) for item in found if item.kind is not AdviceKind.NO_WHY), many]


def _some(labels: list[str]) -> str:
    """The first labels, and how many more there are."""
    more = len(labels) - NAMED
    return joined(labels) if more < 2 else f"{', '.join(labels[:NAMED])} and {more} more"


def _advised(form: Form, definition: Definition, item: Advice) -> Advised:
    page = url_for("marketing.edit_page", form_id=form.id)
    builder = url_for("marketing.edit_form", form_id=form.id)
    match item.kind:
        case AdviceKind.LONG:
            extra = [cost.field.words for cost in costs_of(definition) if cost.extra]
            could = f" The agreement needs none of: {_some(extra)}." if extra else ""
            said = f"It is long: {words.length_of(definition)}. Long forms are finished less often.{could}"
            return Advised(said, builder, "Open the builder")
        case AdviceKind.NO_WHY:
            field = item.field
            place = url_for("marketing.edit_field", form_id=form.id, field_key=field.key if field else "")
            return Advised(f"“{field.words if field else ''}” does not say why it is asked.", place, "Say why")
        case AdviceKind.NO_THANKS:
            return Advised("The thank-you page has no text.", page, "Write one")
        case AdviceKind.NO_CONSENT:
            said = "It asks for no consent: whoever sends it may be answered, and must not get other mail."
            return Advised(said, builder, "Add a consent")
        case AdviceKind.STALE:
            old = Counter(found.locale for found in stale(definition))
            place = url_for("marketing.form_language", form_id=form.id, locale=next(iter(old)))
            many = ", ".join(f"{count} in {name_of(locale, 'en')}" for locale, count in old.items())
            return Advised(f"Translations are older than their text: {many}.", place, "Look at them")
