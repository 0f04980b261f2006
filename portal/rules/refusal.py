"""The one way to say no: a promise that cannot be kept, as a sentence for the person who asked."""


class Refusal(Exception):
    """Raised with a plain sentence; the web shows it with status 409. Subclasses name what happened."""
