"""One criterion as a form: how a key is compared and with what, who brought it in, what follows when it fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import request

from portal.rules.agreement.terms import AllOf, Criterion, Level, OnFail, Side, Terms
from portal.rules.questions.key import Key, TypeName
from portal.rules.questions.logic import Operator
from portal.rules.questions.types.registry import of
from portal.services.agreement import comparisons, wording
from portal.web.shared.forms import clean

ON_FAIL: Mapping[OnFail, str] = {
    OnFail.NURTURE: "The lead is unqualified and stays with marketing",
    OnFail.DISQUALIFY: "The lead is disqualified",
}
LINES = frozenset({TypeName.TEXT, TypeName.LONG_TEXT, TypeName.EMAIL, TypeName.PHONE, TypeName.URL, TypeName.COUNTRY})
"""Types of which several values are typed one a line."""


@dataclass(frozen=True)
class CriterionForm:
    """What the form shows. ``control``: boxes, lines, two (inputs, the second for "between"), yes_no or nothing."""

    key: Key
    op: str
    values: tuple[str, ...]
    owner: str
    on_fail: str
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def operators(self) -> list[tuple[str, str]]:
        """The comparisons on offer."""
        return [(str(op), words) for op, words in comparisons.offered(self.key)]

    @property
    def control(self) -> str:
        """How the value is asked."""
        if len(self.operators) == 1:
            return "nothing"
        if self.key.type in comparisons.PICKED:
            return "boxes"
        if self.key.type is TypeName.YES_NO:
            return "yes_no"
        return "lines" if self.key.type in LINES else "two"

    @property
    def boxes(self) -> list[tuple[str, str]]:
        """The key's options, retired ones too."""
        return [(option.id, f"{option.label}{' (retired)' if option.retired else ''}") for option in self.key.options]

    @property
    def error(self) -> dict[str, str]:
        """Field → sentence."""
        return dict(self.errors)


def blank_form(key: Key) -> CriterionForm:
    """A form for a new criterion."""
    return CriterionForm(key, str(Operator.COMPLETE), (), str(Side.JOINT), str(OnFail.NURTURE))


def form_of(criterion: Criterion, key: Key) -> CriterionForm:
    """The form filled in with a criterion."""
    typed = comparisons.typed_of(criterion.value)
    if key.type is TypeName.COUNTRY:
        typed = tuple(of(key.type).friendly(code, key) for code in typed)
    return CriterionForm(key, str(criterion.op), typed, str(criterion.owner), str(criterion.on_fail))


def posted_form(key: Key) -> CriterionForm:
    """The form as it was posted."""
    values = tuple(line for text in request.form.getlist("value") for line in _lines(text, key))
    chosen = (str(clean(request.form.get(name, ""))) for name in ("op", "owner", "on_fail"))
    op, owner, on_fail = chosen
    return CriterionForm(key, op, values, owner, on_fail)


def read(form: CriterionForm) -> tuple[CriterionForm, Criterion | None]:
    """The criterion that the form describes, or None with the form telling what is wrong."""
    if form.op not in dict(form.operators):
        return replace(form, errors=(("op", "Choose how to compare."),)), None
    try:
        value = comparisons.value_of(form.key, Operator(form.op), form.values)
    except comparisons.NotAValue as refusal:
        return replace(form, errors=(("value", str(refusal)),)), None
    owner = Side(form.owner) if form.owner in set(Side) else Side.JOINT
    on_fail = OnFail(form.on_fail) if form.on_fail in set(OnFail) else OnFail.NURTURE
    return form, Criterion(form.key.key, Operator(form.op), value, owner, on_fail)


def owner_choices() -> list[tuple[str, str]]:
    """Who can have brought a criterion in."""
    return [(str(side), words) for side, words in wording.SIDES.items()]


def on_fail_choices(level: str) -> Sequence[tuple[str, str]]:
    """What can follow; only an MQL criterion can disqualify."""
    return [(str(on_fail), words) for on_fail, words in ON_FAIL.items()] if level == Level.MQL else ()


def root_of(terms: Terms, level: str) -> AllOf:
    """The criteria tree of the level."""
    return terms.mql if level == Level.MQL else terms.sql


def with_root(terms: Terms, level: str, root: AllOf) -> Terms:
    """The terms with another tree at the level."""
    return replace(terms, mql=root) if level == Level.MQL else replace(terms, sql=root)


def _lines(text: str, key: Key) -> list[str]:
    return text.splitlines() if key.type in LINES else [text]
