"""The one way to say no: a promise that cannot be kept, as a sentence for the person who asked."""


class Refusal(Exception):
    """Raised with a plain sentence; the web shows it with status 409. Subclasses name what happened."""


class FieldRefused(Refusal):
    """What was typed does not hold together; ``field`` names what to mend."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
