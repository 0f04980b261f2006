"""Every question type, by name. Written by hand: a type that is not here does not exist."""

from collections.abc import Mapping

from portal.rules.questions.key import TypeName
from portal.rules.questions.types.base import QuestionType
from portal.rules.questions.types.choice import ChoicesType, ChoiceType, YesNoType
from portal.rules.questions.types.consent import ConsentType
from portal.rules.questions.types.country import CountryType
from portal.rules.questions.types.date import DateType
from portal.rules.questions.types.email import EmailType
from portal.rules.questions.types.file import FileType
from portal.rules.questions.types.hidden import HiddenType
from portal.rules.questions.types.layout import HeadingType, ImageType, ParagraphType
from portal.rules.questions.types.number import DecimalType, MoneyType, WholeType
from portal.rules.questions.types.phone import PhoneType
from portal.rules.questions.types.rating import RatingType
from portal.rules.questions.types.text import LongTextType, TextType
from portal.rules.questions.types.url import UrlType

TYPES: Mapping[TypeName, QuestionType] = {
    TypeName.TEXT: TextType(),
    TypeName.LONG_TEXT: LongTextType(),
    TypeName.EMAIL: EmailType(),
    TypeName.PHONE: PhoneType(),
    TypeName.WHOLE: WholeType(),
    TypeName.DECIMAL: DecimalType(),
    TypeName.MONEY: MoneyType(),
    TypeName.CHOICE: ChoiceType(),
    TypeName.CHOICES: ChoicesType(),
    TypeName.YES_NO: YesNoType(),
    TypeName.COUNTRY: CountryType(),
    TypeName.DATE: DateType(),
    TypeName.URL: UrlType(),
    TypeName.CONSENT: ConsentType(),
    TypeName.RATING: RatingType(),
    TypeName.FILE: FileType(),
    TypeName.HIDDEN: HiddenType(),
    TypeName.HEADING: HeadingType(),
    TypeName.PARAGRAPH: ParagraphType(),
    TypeName.IMAGE: ImageType(),
}


def of(name: TypeName) -> QuestionType:
    """The type of that name."""
    return TYPES[name]
