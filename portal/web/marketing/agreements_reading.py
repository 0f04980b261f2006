"""What the agreement's pages show: who may see which version, its text in words, its faults with links."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from portal.models.agreement.signature import Signature
from portal.models.agreement.version import AgreementStatus, AgreementVersion, active_agreement, agreement_by_number
from portal.models.base import db
from portal.models.team.user import Role, User
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.fit_modes import fit_in_words
from portal.rules.agreement.plausible import rule_in_words
from portal.rules.agreement.terms import AgreedKey, Level, Side, Terms
from portal.rules.agreement.words import name_of
from portal.rules.documents import Fault
from portal.rules.questions.key import KeyKind
from portal.rules.questions.types.registry import of
from portal.services.agreement import comparing, drafting, fitting, signing, wording
from portal.web.shared.loading import visible_or_404
from portal.web.shared.login import signed_in_user

EDITORS = (Role.MARKETING, Role.MANAGER)
KINDS = {
    KeyKind.CONTACT: "Who to speak to",
    KeyKind.SIZING: "How large",
    KeyKind.NEED: "What they need",
    KeyKind.READINESS: "When and how",
    KeyKind.CONSENT: "Consent",
    KeyKind.QUESTION: "Questions",
}


@dataclass(frozen=True)
class KeyLine:
    """An agreed key as the text shows it."""

    name: str
    question: str
    type: str
    options: tuple[str, ...]
    level: str
    unknown: str


@dataclass(frozen=True)
class AgreementText:
    """Everything that both sides sign, in words; templates only draw it. ``misfits`` are live forms to be mended."""

    version: AgreementVersion
    terms: Terms
    mql_keys: tuple[str, ...]
    mql: tuple[wording.Phrase, ...]
    sql_keys: tuple[str, ...]
    sql: tuple[wording.Phrase, ...]
    keys: tuple[tuple[str, tuple[KeyLine, ...]], ...]
    sales: tuple[tuple[str, str], ...]
    marketing: tuple[tuple[str, str], ...]
    doubts: tuple[tuple[str, str], ...]
    fit_call: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    author: str
    misfits: tuple[fitting.Misfit, ...]


def may_edit() -> bool:
    """Whether the reader may draft, propose and withdraw."""
    return signed_in_user().has(*EDITORS)


def readable_or_404(number: int) -> AgreementVersion:
    """The version; drafts only for those who edit them."""
    return visible_or_404(agreement_by_number(number, with_drafts=may_edit()))


def draft_or_refuse(number: int) -> AgreementVersion:
    """The draft of that number. Raises NotADraft once it was proposed."""
    version = readable_or_404(number)
    if version.status is not AgreementStatus.DRAFT:
        raise drafting.NotADraft(version)
    return version


def terms_of(version: AgreementVersion) -> Terms:
    """The version's content as a value."""
    return terms_from_json(version.content)


def text_of(version: AgreementVersion) -> AgreementText:
    """The version in words."""
    terms = terms_of(version)
    return AgreementText(
        version=version,
        terms=terms,
        mql_keys=_names(terms, Level.MQL),
        mql=wording.phrases(terms.mql, terms),
        sql_keys=_names(terms, Level.SQL),
        sql=wording.phrases(terms.sql, terms),
        keys=keys_by_kind(terms),
        sales=(*wording.sales_promises(terms.promises), ("Follow-up", _follow_up(terms))),
        marketing=wording.marketing_promises(terms.promises),
        doubts=tuple((rule.name, f"{rule_in_words(rule, terms)}.") for rule in terms.plausibility),
        fit_call=fit_in_words(terms),
        reasons=tuple((reason.label, wording.reason_in_words(reason)) for reason in terms.reject_reasons),
        figures=_figures(terms),
        author=db.session.get_one(User, version.created_by_id).name,
        misfits=() if version.status is AgreementStatus.SUPERSEDED else fitting.misfits(terms),
    )


def keys_by_kind(terms: Terms) -> tuple[tuple[str, tuple[KeyLine, ...]], ...]:
    """Kind in words → its agreed keys, most needed first."""
    groups = ((words, [item for item in terms.keys if item.key.kind is kind]) for kind, words in KINDS.items())
    return tuple((words, tuple(map(_key_line, _by_need(items)))) for words, items in groups if items)


def against_active(version: AgreementVersion) -> tuple[AgreementVersion, tuple[comparing.Change, ...]] | None:
    """The version in force and what this one changes in it; None when there is none, or it is this one or older."""
    active = db.session.scalars(active_agreement()).first()
    if active is None or active.number >= version.number:
        return None
    return active, comparing.changes(terms_of(active), terms_of(version))


def signatures(version: AgreementVersion) -> Sequence[Signature]:
    """The signatures that count."""
    return signing.signatures(version)


def open_sides(version: AgreementVersion, user: User) -> tuple[Side, ...]:
    """The sides that the user could sign for now."""
    if version.status is not AgreementStatus.PROPOSED:
        return ()
    given = {signature.side for signature in signatures(version)}
    return tuple(side for side in signing.SIGNERS if side not in given and signing.may_sign(user, side))


def next_review(version: AgreementVersion) -> datetime | None:
    """When the agreement in force is to be looked at again."""
    if version.activated_at is None or version.status is not AgreementStatus.ACTIVE:
        return None
    return add_months(version.activated_at, terms_of(version).review_every_months)


def add_months(moment: datetime, months: int) -> datetime:
    """The same day so many months on, or the month's last."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def fault_links(version: AgreementVersion, found: Iterable[Fault]) -> list[tuple[str, str]]:
    """Each fault as (address of the page that mends it, sentence)."""
    return [(_mending(version.number, fault.where), fault.message) for fault in found]


def _mending(number: int, where: str) -> str:
    section = where.partition(".")[0].partition("[")[0]
    if section in ("mql", "sql"):
        return url_for("marketing.agreement_criteria", number=number, level=section)
    endpoint = {
        "keys": "marketing.agreement_keys",
        "promises": "marketing.agreement_promises",
        "plausibility": "marketing.agreement_doubts",
        "playbook": "marketing.agreement_playbook",
        "fit_call": "marketing.agreement_fit_call",
        "reject_reasons": "marketing.agreement_reasons",
    }.get(section, "marketing.agreement_details")
    return url_for(endpoint, number=number)


def _follow_up(terms: Terms) -> str:
    words = wording.playbook_in_words(terms.playbook)
    return f"{wording.sentence(words)}{' of working time' if len(terms.playbook) > 1 else ''}."


def _names(terms: Terms, level: Level) -> tuple[str, ...]:
    return tuple(name_of(item.key) for item in terms.keys if item.level is level)


def _by_need(items: list[AgreedKey]) -> list[AgreedKey]:
    return sorted(items, key=lambda item: list(Level).index(item.level))


def _key_line(item: AgreedKey) -> KeyLine:
    options = tuple(option.label for option in item.key.options if not option.retired)
    level, unknown = (wording.sentence(words) for words in (wording.LEVELS[item.level], wording.UNKNOWNS[item.unknown]))
    return KeyLine(name_of(item.key), item.key.label, of(item.key.type).title, options, level, unknown)


def _figures(terms: Terms) -> tuple[tuple[str, str], ...]:
    budget = ("Budget", wording.budget_in_words(terms.budget))
    review = ("The agreement is reviewed", wording.review_in_words(terms.review_every_months))
    return (*wording.targets_in_words(terms.targets), budget, review)
