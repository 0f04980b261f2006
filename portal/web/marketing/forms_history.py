"""What was done to a form, as entries of a timeline."""

from collections.abc import Sequence
from itertools import groupby

from portal.models.ops.event import Event
from portal.reports.directory import names
from portal.web.shared.filters import when

WORDS = {
    "form.created": ("Begun", "plus"),
    "form.saved": ("Draft saved", "save"),
    "form.undone": ("An edit undone", "undo-2"),
    "form.redone": ("An edit done again", "redo-2"),
    "form.discarded": ("Draft discarded", "undo-2"),
    "form.published": ("Published", "globe"),
    "form.renamed": ("Name or address changed", "type"),
    "form.given": ("Given to somebody else", "user-check"),
    "form.paused": ("Paused", "pause"),
    "form.resumed": ("Opened again", "play"),
    "form.archived": ("Archived", "archive"),
    "form.restored": ("Restored", "undo-2"),
    "form.link_made": ("Campaign link made", "link"),
    "form.link_archived": ("Campaign link archived", "archive"),
    "form.link_restored": ("Campaign link put back", "undo-2"),
}


def happened(events: Sequence[Event]) -> list[dict[str, object]]:
    """Newest first; one person's saves in a row are one entry. One query."""
    people = names(event.actor_id for event in events)
    runs = (list(run) for _, run in groupby(events, key=lambda event: (event.kind, event.actor_id)))
    return [_entry(run, people.get(run[0].actor_id or 0, "Baton")) for run in runs]


def _entry(run: list[Event], who: str) -> dict[str, object]:
    event = run[0]
    title, icon = WORDS.get(event.kind, (event.kind, "info"))
    version = f"as version {event.data['number']}, " if "number" in event.data else ""
    times = f", {len(run)} times" if len(run) > 1 else ""
    return {"icon": icon, "title": title, "detail": f"{version}by {who}{times}", "when": when(event.at), "at": event.at}
