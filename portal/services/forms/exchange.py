"""Forms as files: written as JSON, read with a check that names every fault by its place."""

import json
from typing import Any

from portal.models.forms.form import Form
from portal.rules.forms.definition import Definition
from portal.rules.forms.document import DefinitionError, from_json, to_document_of
from portal.rules.forms.limits import MAX_DOCUMENT
from portal.rules.forms.past import with_past
from portal.rules.forms.schema import FORMAT, VERSION
from portal.rules.refusal import Refusal
from portal.services.forms import drafting, past


class ImportRefused(Refusal):
    """The file holds no form that can be used here; ``faults`` say why, in words, by place."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def written(form: Form, schema_url: str) -> str:
    """What is being edited, as the text of a file."""
    head = {"$schema": schema_url, FORMAT: VERSION, "name": form.name}
    definition = to_document_of(drafting.draft_of(form))
    return json.dumps({**head, "definition": definition}, ensure_ascii=False, indent=2) + "\n"


def read(text: str, form: Form | None = None) -> tuple[str, Definition]:
    """The name and the form of a file, for a new form or as a draft of ``form``. Raises ImportRefused."""
    document = _parsed(text)
    if document.get(FORMAT) != VERSION or not isinstance(document.get("definition"), dict):
        raise ImportRefused(f"The file holds no form of Baton: it lacks “{FORMAT}”: {VERSION}, or its definition.")
    unknown = sorted(str(name) for name in document if name not in ("$schema", FORMAT, "name", "definition"))
    if unknown:
        raise ImportRefused(f"The form: “{unknown[0][:80]}” is not known.")
    try:
        definition = from_json(json.dumps(document["definition"], ensure_ascii=False))
    except DefinitionError as error:
        raise ImportRefused(*error.faults) from None
    versions = past.published(form) if form is not None else []
    faults = past.faults_in(definition, versions)
    if faults:
        raise ImportRefused(*faults)
    name = document.get("name")
    return name if isinstance(name, str) else "", with_past(definition, versions)


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > MAX_DOCUMENT:
        raise ImportRefused(f"A form holds at most {MAX_DOCUMENT:,} characters.")
    if not text.strip():
        raise ImportRefused("Choose a file, or paste the text of one.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ImportRefused("The file is not valid JSON.") from None
    if not isinstance(document, dict):
        raise ImportRefused("The file holds no form of Baton.")
    return document
