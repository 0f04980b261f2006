"""What visitors did with a form, as sums: no visitor is in it, only how many there were (P19)."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model, choice


class Counted(StrEnum):
    """What is counted. The server counts ``load``, ``step``, ``error``, ``submit``, ``time``; the page's script tells
    ``view``, ``start`` and ``left``, which is the question last touched by somebody who went away."""

    LOAD = "load"
    VIEW = "view"
    START = "start"
    STEP = "step"
    ERROR = "error"
    LEFT = "left"
    SUBMIT = "submit"
    TIME = "time"


class FormCount(Model):
    """One sum. ``day`` is yyyymmdd (UTC), ``source`` the utm_source. ``name`` is the question of ``error`` and
    ``left``, the number of the page reached for ``step``, ``script`` or empty for ``submit``, for ``time`` the highest
    number of seconds of the class. ``seconds`` adds up how long the visitors of ``submit`` took."""

    __tablename__ = "form_count"

    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Counted] = mapped_column(choice(Counted, "kind"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int]
    seconds: Mapped[int]
