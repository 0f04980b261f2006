"""Forms to start from: each is made from the agreement in force, with words and questions that fit its purpose (B8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portal.rules.agreement.terms import Terms
from portal.rules.forms.definition import Definition, Field, Page, Purpose
from portal.rules.forms.editing import add_field
from portal.rules.forms.generate import from_terms, new_field, new_question
from portal.rules.questions.key import Key, Option, TypeName


@dataclass(frozen=True)
class Ask:
    """A free question that a template adds; with options for a choice. ``other`` is one that asks for own words."""

    type: TypeName
    label: str
    options: tuple[str, ...] = ()
    other: str = ""


@dataclass(frozen=True)
class Template:
    """``keys`` of the library join those that the agreement asks for, ``asks`` are the form's own."""

    id: str
    name: str
    words: str
    purpose: Purpose
    page: Page
    keys: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()

    def build(self, terms: Terms, title: str, library: Sequence[Key]) -> Definition:
        """The form under these terms; ``title`` is what visitors read."""
        known = {key.key: key for key in library}
        form = from_terms(terms, replace(self.page, title=title), library)
        for key in self.keys:
            if key in known and form.find(key) is None:
                form = add_field(form, new_field(known[key], terms), after=_behind(known[key], form))
        for ask in self.asks:
            form = add_field(form, _question(ask, form), after=_before_consents(form))
        return replace(form, purpose=self.purpose)


def _question(ask: Ask, form: Definition) -> Field:
    field = new_question(ask.type, ask.label, [item.key for item in form.items()])
    options = tuple(Option(f"option_{number}", label) for number, label in enumerate(ask.options, 1))
    other = (Option("other", ask.other, own_words=True),) if ask.other else ()
    return replace(field, options=(*options, *other)) if options else field


def _behind(key: Key, form: Definition) -> str | None:
    """None where the form asks something of that kind: the key goes behind it."""
    return None if any(field.kind is key.kind for field in form.fields()) else _before_consents(form)


def _before_consents(form: Definition) -> str | None:
    """The last question that is no consent: consents stay at the end."""
    found = [field.key for field in form.fields() if field.type is not TypeName.CONSENT]
    return found[-1] if found else None


TEMPLATES: Mapping[str, Template] = {
    template.id: template
    for template in (
        Template(
            "demo",
            "Demo request",
            "Somebody wants to see it: what they use today, and when they want to start.",
            Purpose.HAND_RAISER,
            Page(
                title="",
                intro="Half an hour with somebody who knows your trade, on examples like yours.",
                points=("See it on your own case", "Ask whatever you like", "No slides"),
                button="Book my demo",
                thanks_title="Your demo is on its way",
                thanks_text="We have your request and will propose a time.",
            ),
            keys=("current_solution", "timeframe"),
            asks=(Ask(TypeName.LONG_TEXT, "What would you like to see?"),),
        ),
        Template(
            "contact",
            "Contact sales",
            "A question for sales: short, with room for the question itself.",
            Purpose.HAND_RAISER,
            Page(
                title="",
                intro="Tell us what you need; somebody who can answer will.",
                points=("An answer from a person", "Prices without a pitch"),
                button="Send my question",
                thanks_text="We have your question and will be in touch.",
            ),
            keys=("message",),
        ),
        Template(
            "content",
            "Content download",
            "A paper or a recording in return for who is interested.",
            Purpose.CONTENT,
            Page(
                title="",
                intro="Tell us who you are, and it is yours.",
                button="Get it",
                thanks_title="It is yours",
                thanks_text="We have your request and will send it to your work email.",
            ),
            asks=(
                Ask(
                    TypeName.CHOICE,
                    "How did you hear of it?",
                    ("From a colleague", "By a search", "At a fair"),
                    other="Elsewhere",
                ),
            ),
        ),
        Template(
            "event",
            "Event",
            "Taking part in a webinar, a fair or a visit.",
            Purpose.EVENT,
            Page(
                title="",
                intro="Save your place: it takes a minute.",
                button="Save my place",
                thanks_title="Your place is saved",
                thanks_text="We have your registration and will send the details.",
            ),
            asks=(
                Ask(TypeName.CHOICE, "How will you take part?", ("On site", "Online")),
                Ask(TypeName.LONG_TEXT, "What would you like to hear about?"),
            ),
        ),
        Template(
            "partner",
            "Partner",
            "Companies that want to sell or build with you.",
            Purpose.HAND_RAISER,
            Page(
                title="",
                intro="Tell us about your company and the customers that we could win together.",
                points=("One contact for everything", "Terms in writing"),
                button="Propose a partnership",
                thanks_text="We have your proposal and will be in touch.",
            ),
            keys=("country",),
            asks=(
                Ask(TypeName.URL, "Your company’s website"),
                Ask(TypeName.CHOICE, "How would you like to work with us?", ("Sell it", "Build on it", "Advise on it")),
                Ask(TypeName.LONG_TEXT, "Whom do you serve, and where?"),
            ),
        ),
    )
}
