"""The settings that the admins' pages need."""

from flask import current_app

from config import Config


def settings() -> Config:
    """The portal's settings."""
    config: Config = current_app.config["BATON"]
    return config


def secret() -> str:
    """What one-time links are made with."""
    return settings().SECRET_KEY
