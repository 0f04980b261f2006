"""Which migration the code needs."""

from functools import lru_cache

from alembic.config import Config
from alembic.script import ScriptDirectory


@lru_cache(maxsize=4)
def newest(directory: str) -> str:
    """The revision of the newest migration in that folder; read once per process."""
    config = Config()
    config.set_main_option("script_location", directory)
    return ScriptDirectory.from_config(config).get_current_head() or ""
