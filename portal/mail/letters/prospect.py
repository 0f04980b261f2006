"""Letters to prospects themselves, in the language in which they answered. What they answer reaches the colleague who
answers for their enquiry."""

import json
from functools import partial

from portal.mail.languages.catalogue import day_in, say
from portal.mail.letters.desk import Desk
from portal.models.agreement import standard
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.intake.completion import CompletionLink
from portal.models.intake.person import Person
from portal.models.intake.progress import Progress
from portal.models.intake.submission import submissions_of
from portal.rules.agreement.words import name_of
from portal.rules.forms.definition import Definition
from portal.rules.forms.document import from_json
from portal.rules.forms.translation import in_language


def completion(desk: Desk) -> None:
    """What is still missing, and the link that asks for just that (X7), in the words of the form that they sent."""
    link, lead = desk.row(CompletionLink, "completion"), desk.lead
    desk.to, desk.reply_to = lead.person.email, desk.reader.email
    latest = db.session.scalars(submissions_of(lead.id)).all()[-1]
    form = in_language(definition_of(latest.form_version_id), latest.language)
    labels = [label for key in link.keys if (label := _asked(key, form))]
    one, many = "Your request: one answer still missing", "Your request: {count} answers still missing"
    speak(
        desk,
        form.locale,
        one if len(labels) == 1 else many,
        "You get this mail because you sent us a request with this address.",
        count=len(labels),
    )
    day = link.expires_at.astimezone(desk.zone).date()
    desk.values.update(
        name=first_name(lead.person), labels=labels, link=desk.links.completion(link), until=day_in(day, form.locale)
    )


def resume(desk: Desk) -> None:
    """The way back to a form that somebody began. Quotes nothing: who typed it may not be who reads this."""
    progress = desk.row(Progress, "progress_id")
    desk.to = progress.mail_to
    form = db.session.get_one(Form, progress.form_id)
    language = progress.language or definition_of(progress.form_version_id).locale
    speak(
        desk,
        language,
        "Go on where you left off",
        "You get this mail because somebody, probably you, typed this address into a form and asked for a link to go "
        "on later.",
    )
    link = desk.links.resume(progress, form.slug, progress.language)
    desk.values.update(link=link, until=day_in(progress.expires_at.date(), language))


def first_name(person: Person) -> str:
    """All that such a letter may tell of what is stored."""
    known = json.loads(person.profile).get("first_name") or {}
    return str(known.get("value") or "")


def speak(desk: Desk, language: str, heading: str, reason: str, **values: object) -> None:
    """From here on the letter is in that language; at its foot is the way to take back what they agreed to."""
    desk.say(say(heading, language, **values), say(reason, language), language=language)
    desk.values["t"] = partial(_said, language)
    desk.offer_withdrawal()


def _said(language: str, sentence: str, **values: object) -> str:
    return say(sentence, language, **values)


def definition_of(version_id: int) -> Definition:
    return from_json(db.session.get_one(FormVersion, version_id).definition)


def _asked(key: str, form: Definition) -> str:
    """What the form calls the question in the prospect's language; the agreement's name where it does not ask it."""
    worded, agreed = form.find(key), standard.in_force().terms.agreed(key)
    if agreed is None:
        return ""
    return worded.label if worded is not None else name_of(agreed.key)
