"""The application that a WSGI server serves and `flask --app wsgi` commands: `wsgi:app`."""

import sys
from pathlib import Path

from dotenv import load_dotenv

from config import Config, ConfigError
from portal.app import create_app

load_dotenv(Path(__file__).with_name(".env"))

try:
    app = create_app(Config())
except ConfigError as faults:
    # The list of faults is for the operator; a traceback above it would bury it.
    sys.exit(str(faults))
