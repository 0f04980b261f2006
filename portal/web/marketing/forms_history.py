"""What was done to a form, as entries of a timeline."""

from collections.abc import Sequence
from itertools import groupby

from portal.models.ops.event import Event
from portal.reports.directory import names
from portal.web.shared.filters import when
from portal.web.shared.form_events import FORM_EVENTS, told


def happened(events: Sequence[Event]) -> list[dict[str, object]]:
    """Newest first; one person's saves in a row are one entry. One query."""
    people = names(event.actor_id for event in events)
    runs = (list(run) for _, run in groupby(events, key=lambda event: (event.kind, event.actor_id)))
    return [_entry(run, people.get(run[0].actor_id or 0, "Baton")) for run in runs]


def _entry(run: list[Event], who: str) -> dict[str, object]:
    event = run[0]
    title, icon = FORM_EVENTS.get(event.kind, (event.kind, "info"))
    times = f", {len(run)} times, last" if len(run) > 1 else ""
    about = told(event.kind, event.data)
    detail = f"by {who}{times}: {about}" if about else f"by {who}{times.removesuffix(', last')}"
    return {"icon": icon, "title": title, "detail": detail, "when": when(event.at), "at": event.at}
