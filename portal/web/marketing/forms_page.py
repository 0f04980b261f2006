"""The words around the questions, and what a form is for, as a form."""

from collections.abc import Iterable
from dataclasses import replace

from babel import Locale
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lack it
from wtforms.validators import DataRequired, Length

from portal.rules.forms.definition import Definition, Page, Purpose
from portal.rules.forms.limits import limit_faults
from portal.rules.questions.types.country import country_names
from portal.web.marketing.forms_entry import LINKS
from portal.web.marketing.forms_words import PURPOSES
from portal.web.shared.checks import one_line
from portal.web.shared.forms import BatonForm

LOCALES = ("en", "en-GB", "en-IN", "de", "de-CH", "es", "fr", "it", "nl", "pl", "pt", "pt-BR", "sv")
TEXTS = ("title", "intro", "button", "privacy_note", "thanks_title", "thanks_text")


class PageForm(BatonForm):
    """Everything of a form but its questions."""

    title = StringField(
        "Title", [DataRequired("Enter the title that visitors read."), Length(max=200)], filters=[one_line]
    )
    intro = TextAreaField("Introduction", [Length(max=2000)])
    points = TextAreaField("Points", description="What speaks for answering, one a line; up to 12.")
    button = StringField(
        "Text of the button", [DataRequired("Enter the text of the button."), Length(max=60)], filters=[one_line]
    )
    privacy_note = TextAreaField("Privacy note", [Length(max=2000)], description=f"Under the button. {LINKS}")
    thanks_title = StringField(
        "Title of the thank-you page",
        [DataRequired("Enter a title for the thank-you page."), Length(max=200)],
        filters=[one_line],
    )
    thanks_text = TextAreaField(
        "Text of the thank-you page",
        [Length(max=2000)],
        description="{first_name}, {company} and {reference} become what the visitor sent; {company|your firm} says "
        "what stands there without it.",
    )
    purpose = RadioField(
        "What is it for?",
        choices=[SelectChoice(str(purpose), words[0], {"help": words[1]}) for purpose, words in PURPOSES.items()],
    )
    default_country = SelectField("Country", description="Reads phone numbers that are typed without a country code.")
    locale = SelectField("Language", description="How numbers are written, and the names of countries.")
    embed_origins = TextAreaField(
        "Sites that may show the form", description="One address a line, like https://www.company.com."
    )
    plain_post = BooleanField(
        "Take posts of plain HTML",
        description="Other sites may send answers from a form of their own making. More of them are looked at as spam.",
    )

    def __init__(self, *args: object, **keywords: object) -> None:
        super().__init__(*args, **keywords)
        self.default_country.choices = [SelectChoice(code, name) for code, name in country_names().items()]
        self.locale.choices = [SelectChoice(code, _language(code)) for code in LOCALES]

    def show(self, definition: Definition) -> None:
        """Fill the form in; a language that is not on the list joins it."""
        for name in TEXTS:
            self[name].data = getattr(definition.page, name)
        self.points.data = "\n".join(definition.page.points)
        self.embed_origins.data = "\n".join(definition.embed_origins)
        self.plain_post.data = definition.plain_post
        self.purpose.data = str(definition.purpose)
        self.default_country.data, self.locale.data = definition.default_country, definition.locale
        self.keep_language(definition)

    def keep_language(self, definition: Definition) -> None:
        """A language that is not on the list can stay."""
        if definition.locale not in LOCALES:
            self.locale.choices = [*(self.locale.choices or ()), SelectChoice(definition.locale, definition.locale)]

    def value(self, definition: Definition) -> Definition:
        """The form with what was typed."""
        texts = {name: self[name].data or "" for name in TEXTS}
        page = replace(definition.page, **texts, points=tuple(_lines(self.points.data)))
        return replace(
            definition,
            page=page,
            purpose=Purpose(self.purpose.data),
            locale=self.locale.data,
            default_country=self.default_country.data,
            embed_origins=tuple(_origins(self.embed_origins.data)),
            plain_post=bool(self.plain_post.data),
        )

    def validate_points(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        _refuse(limit_faults(Definition(Page("A title", points=tuple(_lines(field.data))), ())))

    def validate_embed_origins(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        _refuse(limit_faults(Definition(Page("A title"), (), embed_origins=tuple(_origins(field.data)))))


def _refuse(faults: tuple[str, ...]) -> None:
    if faults:
        raise ValidationError(" ".join(faults))


def _lines(text: str | None) -> Iterable[str]:
    return filter(None, (line.strip() for line in (text or "").splitlines()))


def _origins(text: str | None) -> Iterable[str]:
    return dict.fromkeys(line.lower().rstrip("/") for line in _lines(text))


def _language(code: str) -> str:
    return str(Locale.parse(code, sep="-").get_display_name("en"))
