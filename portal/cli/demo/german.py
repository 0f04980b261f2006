"""Marlow's form for sales in German: its own words; those of the field library Baton knows."""

from portal.mail.languages.catalogue import catalogue
from portal.rules.forms.definition import Definition
from portal.rules.forms.translation import texts, with_words

LANGUAGE = "de"
OWN_WORDS = {
    "page.title": "Sprechen Sie mit dem Vertrieb",
    "page.intro": "Sagen Sie uns, wer Sie sind und was Sie brauchen. Ein Mensch antwortet, meist in Minuten.",
    "page.points.1": "Ein Blick auf Ihre eigenen Auftragsdaten, ohne Folien",
    "page.points.2": "Ein Preis innerhalb eines Arbeitstages",
    "page.points.3": "Offene Antworten darauf, was wir nicht können",
    "page.button": "An den Vertrieb senden",
    "page.privacy_note": "Wir verwenden Ihre Angaben, um Ihnen zu antworten, und für nichts anderes.",
    "field.interest.option.evaluation": "Marlow mit unseren eigenen Daten sehen",
    "field.interest.option.pricing": "Preise und Vertragsbedingungen",
    "field.interest.option.migration": "Von einem anderen System wechseln",
    "page.thanks_text": "Ihre Anfrage ist bei unserem Vertrieb. Sie hören bald von uns.",
}


def in_german(form: Definition) -> Definition:
    """The form, offered in German as well."""
    known, found = catalogue(LANGUAGE), texts(form)
    library = {path: known[text] for path, text in found.items() if text in known}
    own = {path: text for path, text in OWN_WORDS.items() if path in found}
    return with_words(form, LANGUAGE, {**library, **own})
