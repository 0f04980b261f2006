"""Acting on what was typed: done, or the form with a sentence at the field that is to be mended."""

from collections.abc import Callable

from portal.rules.refusal import FieldRefused
from portal.web.shared.forms import BatonForm


def done(form: BatonForm, act: Callable[[], object]) -> bool:
    """Validate and act. False with the errors at their fields; the act has then changed nothing."""
    if not form.validate():
        return False
    try:
        act()
    except FieldRefused as refusal:
        form[refusal.field].errors = (str(refusal),)
        return False
    return True
