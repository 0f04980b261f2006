"""What publishing a draft would delete, because its answers are older than the draft keeps them."""

from collections.abc import Iterator

from portal.models.forms.form import Form
from portal.reports import aged
from portal.rules.agreement.words import joined
from portal.rules.forms import keeping
from portal.rules.forms.definition import Definition
from portal.rules.forms.keeping import Line
from portal.services.forms.live import version
from portal.web.shared.clock import utcnow


def soon_gone(form: Form, draft: Definition) -> tuple[str, ...]:
    """In sentences. Nothing for what visitors are told already: that is deleted as it comes of age."""
    live = version(form.live_version_id) if form.live_version_id else None
    if live is None:
        return ()
    known = keeping.lines(live.definition)
    return tuple(_sentences(form, draft, [line for line in keeping.lines(draft) if line not in known]))


def _sentences(form: Form, draft: Definition, lines: list[Line]) -> Iterator[str]:
    now = utcnow()
    for line in lines:
        count = aged.older_than(form.id, line.since(now), line.keys)
        if count:
            old = f"{_which(count)} older than {_days(line.days)}"
            yield f"Soon after you publish, {_what(draft, line)} {old} are deleted."


def _what(draft: Definition, line: Line) -> str:
    if line.keys is None:
        return "all answers and files of"
    names = [f"“{field.label}”" for field in draft.fields() if field.key in line.keys]
    return f"answers to {joined(names)} in"


def _which(count: int) -> str:
    many = f"more than {aged.MOST:,}" if count > aged.MOST else f"{count:,}"
    return "one submission" if count == 1 else f"{many} submissions"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"
