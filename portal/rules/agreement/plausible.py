"""Which answers are doubted, and why; what is wrong with plausibility rules (X12)."""

from collections.abc import Iterator, Mapping

from portal.rules.agreement.criterion_faults import value_faults
from portal.rules.agreement.doubts import PlausibilityRule, Sign
from portal.rules.agreement.terms import Level, Terms
from portal.rules.agreement.words import asked_in_words, joined, name_of
from portal.rules.documents import Fault
from portal.rules.identity import domain_of, is_free_mail
from portal.rules.questions.answer import Answer, Answers
from portal.rules.questions.key import Key, TypeName
from portal.rules.questions.logic import Operator, Test, test_holds

MAX_RULES, MAX_SIGNS, LONGEST_NAME = 20, 5, 120


def implausible(profile: Answers, terms: Terms) -> Mapping[str, str]:
    """Doubted key → why, in words. A blank is not doubted, nor is what a person has cleared (``Answer.cleared``)."""
    if not terms.plausibility:
        return {}
    found: dict[str, str] = {}
    for rule in terms.plausibility:
        if all(_holds(sign, profile.get(sign.key)) for sign in rule.when):
            for key in rule.doubts:
                answer = profile.get(key)
                if answer is not None and answer.answered and not answer.cleared:
                    found.setdefault(key, reason(rule, terms))
    return found


def reason(rule: PlausibilityRule, terms: Terms) -> str:
    """``Work email is a free mail address and Number of employees is at least 5,000``."""
    keys = {item.key.key: item.key for item in terms.keys}
    return joined([sign_in_words(sign, keys.get(sign.key)) for sign in rule.when])


def rule_in_words(rule: PlausibilityRule, terms: Terms) -> str:
    """The whole rule in a sentence without a full stop."""
    names = [name_of(item.key) for item in terms.keys if item.key.key in rule.doubts]
    return f"{joined(names)} {'is' if len(names) == 1 else 'are'} doubted where {reason(rule, terms)}"


def sign_in_words(sign: Sign, key: Key | None) -> str:
    """One sign: ``Number of employees is at most 1``."""
    name = name_of(key) if key is not None else sign.key
    if sign.free_mail:
        return f"{name} is a free mail address"
    return f"{name} is {asked_in_words(sign.op, sign.value, key)}"


def plausibility_faults(terms: Terms) -> Iterator[Fault]:
    """What keeps the rules from being signed, with their place."""
    if len(terms.plausibility) > MAX_RULES:
        yield Fault("plausibility", f"Agree on at most {MAX_RULES} plausibility rules.")
    for index, rule in enumerate(terms.plausibility):
        where = f"plausibility[{index}]"
        yield from (Fault(f"{where}.{part}", message) for part, message in _rule_faults(rule, terms))
        if [other.name for other in terms.plausibility].count(rule.name) > 1:
            yield Fault(f"{where}.name", f"Two plausibility rules are called “{rule.name}”.")


def _rule_faults(rule: PlausibilityRule, terms: Terms) -> Iterator[tuple[str, str]]:
    if not rule.name.strip() or len(rule.name) > LONGEST_NAME:
        yield "name", f"Give the rule a name of at most {LONGEST_NAME} characters."
    if not 1 <= len(rule.when) <= MAX_SIGNS:
        yield "when", f"Give the rule one to {MAX_SIGNS} signs."
    if not rule.doubts:
        yield "doubts", "Say which answers the rule casts doubt on."
    for sign in rule.when:
        yield from (("when", message) for message in _sign_faults(sign, terms))
    for key in rule.doubts:
        agreed = terms.agreed(key)
        if agreed is None:
            yield "doubts", f"“{key}” is not among the agreed keys: add it there first."
        elif agreed.level is Level.MQL:
            name = name_of(agreed.key)
            yield "doubts", f"Without {name} there is no MQL, and a doubt must not block: doubt another key."


def _sign_faults(sign: Sign, terms: Terms) -> Iterator[str]:
    agreed = terms.agreed(sign.key)
    if agreed is None:
        yield f"“{sign.key}” is not among the agreed keys: add it there first."
    elif sign.free_mail:
        if agreed.key.type is not TypeName.EMAIL:
            yield f"{name_of(agreed.key)} is no email address."
    elif sign.op is not Operator.IS_ANSWERED:
        yield from value_faults(sign.op, sign.value, agreed.key)


def _holds(sign: Sign, answer: Answer | None) -> bool:
    """Only what was answered is a sign of anything."""
    if answer is None or not answer.answered:
        return False
    if sign.free_mail:
        return is_free_mail(domain_of(str(answer.value)))
    return test_holds(Test(sign.key, sign.op, sign.value), answer)
