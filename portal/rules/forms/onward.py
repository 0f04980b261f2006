"""Whether a page of a form is the last one, or its own answers decide that."""

from portal.rules.forms.definition import Definition, Field
from portal.rules.questions.logic import keys_of


def deciding(definition: Definition, index: int, visible: frozenset[str]) -> tuple[str, ...]:
    """The questions of later steps that answers on the step at ``index`` may call for or call off, where that decides
    whether another page follows; empty where one follows, or none, whatever is answered there.

    ``visible`` are the keys shown by the answers so far.
    """
    here = frozenset(item.key for item in definition.steps[index].fields)
    later = [field for step in definition.steps[index + 1 :] for field in step.fields if field.is_seen]
    hanging = [field for field in later if _looks_at(definition, field, here)]
    if any(field.key in visible and field not in hanging for field in later):
        return ()
    return tuple(field.key for field in hanging)


def _looks_at(definition: Definition, field: Field, keys: frozenset[str]) -> bool:
    """Whether its condition looks at one of the keys, itself or through other questions."""
    waiting, seen = [field.key], set[str]()
    while waiting:
        key = waiting.pop()
        condition = definition.shown_when(key) if definition.find(key) else None
        if key in seen or condition is None:
            continue
        seen.add(key)
        if keys & keys_of(condition):
            return True
        waiting.extend(keys_of(condition))
    return False
