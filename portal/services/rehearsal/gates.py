"""Publishing and signing, with the test visitors asked first: a result that nobody accepted stands in the way (X6)."""

from collections.abc import Sequence
from datetime import datetime

from portal.models.agreement import standard
from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.team.user import User
from portal.rules.agreement.terms import Side
from portal.rules.refusal import Refusal
from portal.services.agreement import drafting as agreements
from portal.services.agreement import signing
from portal.services.forms import drafting, publishing
from portal.services.forms.publishing import Gate
from portal.services.rehearsal.running import Rehearsal, rehearse, rehearse_live


class ResultsChanged(Refusal):
    """Test visitors would fare differently, and nobody has accepted that; ``rehearsals`` are those."""

    def __init__(self, found: Sequence[Rehearsal]) -> None:
        names = ", ".join(f"“{item.visitor.name}”" for item in found)
        super().__init__(f"The result of a test visitor has changed: {names}. Accept the new result first.")
        self.rehearsals = tuple(found)


def publish(form: Form, *, rev: int, by: User, now: datetime) -> FormVersion:
    """Publish as ``publishing.publish`` does. Raises ResultsChanged besides; then nothing has changed."""
    drafting.locked(form)
    _refuse(on_publish(form, publishing.gate_of(form)))
    return publishing.publish(form, rev=rev, by=by, now=now)


def sign(version: AgreementVersion, side: Side, by: User, now: datetime, *, seen_hash: str | None = None) -> None:
    """Sign as ``signing.sign`` does. Raises ResultsChanged besides; then nothing has changed."""
    agreements.locked(version)
    _refuse(on_signing(version))
    signing.sign(version, side, by, now, seen_hash=seen_hash)


def on_publish(form: Form, gate: Gate) -> tuple[Rehearsal, ...]:
    """The form's test visitors on what would be published; none are asked while the form cannot be published anyway."""
    by = standard.active()
    return rehearse(form, gate.definition, by) if by is not None and gate.is_open else ()


def on_signing(version: AgreementVersion) -> tuple[Rehearsal, ...]:
    """The test visitors of all live forms under the version that is up for signing."""
    return rehearse_live(standard.of_version(version.id)) if version.status is AgreementStatus.PROPOSED else ()


def _refuse(found: Sequence[Rehearsal]) -> None:
    changed = [item for item in found if item.changed]
    if changed:
        raise ResultsChanged(changed)
