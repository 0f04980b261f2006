"""Commands for operators: ``flask --app wsgi …``."""

from flask import Flask


def init_commands(app: Flask) -> None:
    """Register every command of the operating contract."""
