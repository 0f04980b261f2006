"""What visitors of Marlow's forms did before they sent them, and those who did not: sums, as the portal counts them."""

import random
from collections import defaultdict

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.count import Counted
from portal.models.forms.version import FormVersion
from portal.models.intake.submission import Disposition, Submission
from portal.rules.forms.definition import Definition
from portal.rules.forms.document import from_json
from portal.services.forms.counting import Name, Sum, class_of, store

ASKED_TOO_MUCH = ("phone", "employees", "annual_revenue")
"""Where people think twice."""


class _Day:
    """Sums of one version, day and source."""

    def __init__(self, sums: dict[Name, Sum], version_id: int, day: int, source: str) -> None:
        self.sums, self.place = sums, (version_id, day, source)

    def add(self, kind: Counted, times: int = 1, name: str = "", seconds: int = 0) -> None:
        """So many of the kind."""
        version_id, day, source = self.place
        if times > 0:
            found = self.sums[version_id, day, kind, name, source]
            found.count += times
            found.seconds += seconds


def pass_by(seed: int) -> None:
    """Around every answer that was sent there were visitors who only looked, or began and left."""
    dice = random.Random(seed)  # noqa: S311  the same traffic every time
    sums: dict[Name, Sum] = defaultdict(Sum)
    definitions = {version.id: from_json(version.definition) for version in db.session.scalars(select(FormVersion))}
    real = (Disposition.NEW_LEAD, Disposition.ATTACHED)
    columns = (Submission.form_version_id, Submission.received_day, Submission.utm_source)
    query = select(*columns).where(Submission.disposition.in_(real)).order_by(Submission.id)
    for version_id, day, source in db.session.execute(query):
        _around_one(_Day(sums, version_id, day, source), definitions[version_id], dice)
    store(sums)


def _around_one(day: _Day, definition: Definition, dice: random.Random) -> None:
    left = dice.choice((0, 0, 1, 1, 2))
    looked = dice.randint(1, 4)
    seconds = round(dice.lognormvariate(4.3, 0.5))
    day.add(Counted.LOAD, 1 + left + looked + dice.randint(0, 2))
    day.add(Counted.VIEW, 1 + left + looked)
    day.add(Counted.START, 1 + left)
    for page in range(1, len(definition.steps)):
        day.add(Counted.STEP, 1, str(page))
    day.add(Counted.SUBMIT, 1, "script", seconds)
    day.add(Counted.TIME, 1, class_of(seconds))
    keys = [field.key for field in definition.fields()]
    doubtful = [key for key in keys if key in ASKED_TOO_MUCH] or keys
    for _ in range(left):
        day.add(Counted.LEFT, 1, dice.choice((dice.choice(doubtful), dice.choice(keys))))
    if dice.random() < 0.3:
        day.add(Counted.ERROR, 1, dice.choice(("work_email", "work_email", *doubtful)))
