"""Who fills in Marlow's forms, and when."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from portal.cli.demo.cast import Prospect, prospect
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.rules.forms.document import from_json
from portal.rules.forms.reading import read
from portal.services.intake.receiving import receive

Plan = Callable[[datetime, Callable[[datetime], None]], None]
A_WEEKDAY, A_WEEKEND_DAY = 4, 1
AGAIN = 0.08
SPAM = 0.03
LEFT_OUT = ("phone", "employees", "annual_revenue", "interest", "job_title")
SHARES = {"contact-sales": 45, "book-a-demo": 35, "warehouse-guide": 20}


class Visitors:
    """Plans the submissions of the story."""

    def __init__(self, forms: dict[str, Form], plan: Plan, dice: random.Random) -> None:
        self.forms, self.plan, self.dice = forms, plan, dice

    def come(self, began: datetime, now: datetime) -> None:
        """Some every day, fewer at weekends; a handful in the last minutes, so that the inbox has something new."""
        day = began
        while day < now:
            expected = A_WEEKDAY if day.weekday() < 5 else A_WEEKEND_DAY
            for _ in range(max(1, round(self.dice.gauss(expected, 1.5)))):
                self._plan_one(day + timedelta(minutes=self.dice.randrange(24 * 60)))
            day += timedelta(days=1)
        for minutes in (19, 14, 9, 6, 4, 2, 1):
            self.plan(now - timedelta(minutes=minutes), self._complete)
        self.plan(now - timedelta(days=9), lambda at: self._send(self._someone(), at, test=True))

    def _plan_one(self, at: datetime) -> None:
        one = self._someone()
        if self.dice.random() < SPAM:
            spam = Prospect({**one.answers, "message": "Cheap traffic: http://spam.example.net"}, one.source)
            self.plan(at, lambda when: self._send(spam, when, suspect="A link where a name belongs"))
            return
        part = self._incomplete(one) if self.dice.random() < 0.38 else one
        self.plan(at, lambda when: self._send(part, when))
        if self.dice.random() < AGAIN:
            later = at + timedelta(days=self.dice.randrange(1, 9), minutes=self.dice.randrange(600))
            self.plan(later, lambda when: self._send(one, when, slug="contact-sales"))

    def _someone(self) -> Prospect:
        return prospect(self.dice)

    def _incomplete(self, one: Prospect) -> Prospect:
        """Some answers are left blank."""
        blank = self.dice.sample(LEFT_OUT, self.dice.randrange(1, 4))
        return Prospect({key: "" if key in blank else text for key, text in one.answers.items()}, one.source)

    def _complete(self, at: datetime) -> None:
        one = self._someone()
        answers = {**one.answers, "employees": str(self.dice.choice((85, 240, 380)))}
        self._send(Prospect(answers, one.source), at, slug="contact-sales")

    def _send(self, one: Prospect, at: datetime, *, slug: str = "", suspect: str = "", test: bool = False) -> None:
        slug = slug or self.dice.choices(list(SHARES), list(SHARES.values()))[0]
        version = db.session.get_one(FormVersion, self.forms[slug].live_version_id)
        definition = from_json(version.definition)
        asked = {field.key for field in definition.fields()}
        posted = {key: [text] for key, text in one.answers.items() if key in asked and text}
        reading = read(definition, posted)
        if reading.ok:
            key = f"{self.dice.getrandbits(128):032x}"
            receive(
                version,
                definition,
                reading,
                posted=posted,
                source=one.source,
                attempt_key=key,
                suspect=suspect,
                test=test,
                now=at,
            )
