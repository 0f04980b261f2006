"""Answers as JSON documents, so that a stored submission or profile reads back the same."""

from collections.abc import Mapping

from portal.rules.canonical import Json
from portal.rules.questions.answer import Answer, Answers, AnswerState
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.base import NotAnAnswer
from portal.rules.questions.types.registry import TYPES

_STATES: Mapping[str, AnswerState] = {state.value: state for state in AnswerState}


def answer_to_json(answer: Answer, type_name: TypeName) -> Json:
    """``{"state", "value", "raw", "own"}``; the value only of a given answer, the others where there are any."""
    document: dict[str, Json] = {"state": answer.state.value}
    if answer.answered and answer.value is not None:
        document["value"] = TYPES[type_name].to_json(answer.value)
    if answer.raw:
        document["raw"] = answer.raw
    if answer.own:
        document["own"] = answer.own
    if answer.cleared:
        document["cleared"] = True
    return document


def answer_from_json(key: str, document: Json, type_name: TypeName) -> Answer:
    """The answer of its document. Raises NotAnAnswer for what ``answer_to_json`` cannot have written."""
    if not isinstance(document, Mapping):
        raise NotAnAnswer(f"the answer to {key} is an object")
    state, raw, own = _STATES.get(str(document.get("state"))), document.get("raw", ""), document.get("own", "")
    if state is None:
        raise NotAnAnswer(f"the answer to {key} has no state")
    if (
        not isinstance(raw, str)
        or not isinstance(own, str)
        or (state is AnswerState.ANSWERED) is not ("value" in document)
    ):
        raise NotAnAnswer(f"the answer to {key} has a value exactly when it was given")
    value = TYPES[type_name].from_json(document["value"]) if state is AnswerState.ANSWERED else None
    return Answer(key, state, value, raw, document.get("cleared") is True, own)


def answers_to_json(answers: Answers, types: Mapping[str, TypeName]) -> Json:
    """Key → document, for the answers whose type is given; others cannot be written."""
    return {key: answer_to_json(answer, types[key]) for key, answer in answers.items() if key in types}


def answers_from_json(document: Json, types: Mapping[str, TypeName]) -> dict[str, Answer]:
    """The answers of their documents, for the keys whose type is given. Raises NotAnAnswer."""
    if not isinstance(document, Mapping):
        raise NotAnAnswer("answers are an object by key")
    return {key: answer_from_json(key, part, types[key]) for key, part in document.items() if key in types}
