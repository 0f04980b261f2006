"""Numbers in steps: so many from the least, or from 0."""

from decimal import ROUND_FLOOR, Decimal

from portal.rules.questions.key import Settings


def stepped(number: Decimal, settings: Settings) -> Decimal:
    """The number itself where it is on a step or there are none, else the step below it."""
    if not settings.increment:
        return number
    start = settings.minimum or Decimal(0)
    return start + ((number - start) / settings.increment).to_integral_value(ROUND_FLOOR) * settings.increment
