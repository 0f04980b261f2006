"""Terms as the canonical text that is hashed, signed and stored, and back."""

from portal.rules.agreement.terms import Terms
from portal.rules.canonical import digest
from portal.rules.documents import DocumentError, Fault, from_text, to_text


class TermsError(ValueError):
    """The text holds no terms; ``faults`` say what is wrong and where."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.message}" for fault in faults))
        self.faults = faults


def terms_to_json(terms: Terms) -> str:
    """Canonical text with every value written out, defaults too: what is signed must not change with our defaults."""
    return to_text(terms)


def terms_from_json(text: str) -> Terms:
    """The terms that the text holds. Raises ``TermsError``; a name that is left out takes its default."""
    try:
        return from_text(Terms, text)
    except DocumentError as error:
        raise TermsError(error.faults) from None


def hash_of(terms: Terms) -> str:
    """SHA-256 of the canonical text. A stored version is checked against the hash of its stored text."""
    return digest(terms_to_json(terms))
