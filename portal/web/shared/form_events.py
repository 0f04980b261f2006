"""What happens to forms, in words: for the form's own timeline and for the audit log."""

from collections.abc import Mapping

FORM_EVENTS: Mapping[str, tuple[str, str]] = {
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
    "form.visitor_kept": ("Test visitor kept", "user-check"),
    "form.visitor_accepted": ("New result of a test visitor accepted", "user-check"),
    "form.visitor_removed": ("Test visitor removed", "trash-2"),
    "form.picture_added": ("Picture added", "image"),
    "form.picture_removed": ("Picture removed", "trash-2"),
    "form.link_made": ("Campaign link made", "link"),
    "form.link_archived": ("Campaign link archived", "archive"),
    "form.link_restored": ("Campaign link put back", "undo-2"),
}
"""By kind of event: a title and an icon."""

_MORE = {
    "form.created": "/f/{slug}",
    "form.saved": "{words}",
    "form.undone": "{words}",
    "form.redone": "{words}",
    "form.published": "version {number}, under agreement version {agreement}",
    "form.renamed": "/f/{slug_before} became /f/{slug}",
    "form.visitor_kept": "“{visitor}”, {result}",
    "form.visitor_accepted": "“{visitor}”, {result}",
    "form.visitor_removed": "“{visitor}”",
    "form.picture_added": "{file}",
    "form.picture_removed": "{file}",
}
_RESULTS = {"refused": "refused", "unqualified": "unqualified", "mql": "MQL", "sql": "SQL"}


def told(kind: str, data: Mapping[str, object]) -> str:
    """What the event says beside its title: ``“Buyer of 250 people”, SQL``; empty where the title says it all."""
    result = str(data.get("result", ""))
    known = {**data, "result": _RESULTS.get(result, result)}
    if kind == "form.renamed" and data.get("slug") == data.get("slug_before"):
        return ""
    try:
        return _MORE.get(kind, "").format(**known)
    except KeyError:  # written before this was noted
        return ""
