"""Settings of one running Baton: read from the environment, checked at start, every fault told at once.

The names are those of the environment, everywhere: `Config().BASE_URL` is what the operator wrote as BASE_URL.
Imports nothing of the portal.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Literal, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

INSTANCE = Path(__file__).resolve().parent / "instance"
MEGABYTE = 1024 * 1024
HOW_TO_MAKE_ONE = "Set 32 or more random characters: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
SWITCH = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}
SMTP_SCHEMES: dict[str, tuple[Literal["none", "starttls", "tls"], int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
Parsed = TypeVar("Parsed")


class ConfigError(Exception):
    """The settings cannot be used; `faults` holds one sentence for each thing that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("Baton cannot start with these settings:\n" + "\n".join(f"  - {fault}" for fault in faults))


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over. `encryption` says when TLS begins: never, after STARTTLS, or from the first byte."""

    host: str
    port: int
    encryption: Literal["none", "starttls", "tls"]
    user: str | None = None
    password: str | None = None


class Config:
    """What the environment says, overridden by the keywords given; an empty value counts as absent.

    Raises ConfigError with every fault. Values that are given may be of Python's types: `Config(RATE_LIMITS=False)`.
    """

    def __init__(self, **given: object) -> None:
        read = _Reader({**os.environ, **given})
        self.BATON_ENV: Final = read.parsed("BATON_ENV", _one_of("development", "production"), "development")
        self.SECRET_KEY: Final = read.required("SECRET_KEY", _secret, HOW_TO_MAKE_ONE)
        self.DATABASE_URL: Final = read.parsed("DATABASE_URL", _database_url, f"sqlite:///{INSTANCE}/baton.db")
        self.PORT: Final = read.parsed("PORT", _whole(1, 65535), 8000)
        self.BASE_URL: Final = self._base_url(read)
        self.SMTP_URL: Final = read.parsed("SMTP_URL", _smtp_url, None)
        self.MAIL_FROM: Final = read.parsed("MAIL_FROM", _mail_from, f"Baton <baton@{_mail_domain(self.BASE_URL)}>")
        self.MAIL_RETRY_BASE: Final = read.parsed("MAIL_RETRY_BASE", _seconds(0.01, 3600), 5.0)
        self.MAIL_LEASE: Final = read.parsed("MAIL_LEASE", _seconds(1, 3600), 30.0)
        self.MAILBOX_DIR: Final = read.parsed("MAILBOX_DIR", _absolute_path, INSTANCE / "mailbox")
        self.UPLOAD_DIR: Final = read.parsed("UPLOAD_DIR", _absolute_path, _beside(self.DATABASE_URL) / "uploads")
        self.WEB_CONCURRENCY: Final = read.parsed("WEB_CONCURRENCY", _whole(1, 64), 2)
        self.METRICS_TOKEN: Final = read.parsed("METRICS_TOKEN", str, None)
        self.FORM_MIN_SECONDS: Final = read.parsed("FORM_MIN_SECONDS", _seconds(0, 60), 2.0)
        self.COUNT_SECONDS: Final = read.parsed("COUNT_SECONDS", _seconds(0, 3600), 5.0)
        self.RATE_LIMITS: Final = read.parsed("RATE_LIMITS", _switch, True)
        self.ALLOW_PRIVATE_HOSTS: Final = read.parsed("ALLOW_PRIVATE_HOSTS", _switch, False)
        self.PASSWORD_COST: Final = read.parsed("PASSWORD_COST", self._password_cost, "standard")
        self.PROXY_HOPS: Final = read.parsed("PROXY_HOPS", _whole(0, 5), 0)
        if unknown := set(given) - read.names:
            raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
        if read.faults:
            raise ConfigError(read.faults)

    def _base_url(self, read: "_Reader") -> str:
        if self.production:
            return read.required("BASE_URL", _origin, "Set the address people open, such as https://leads.example.com.")
        return read.parsed("BASE_URL", _origin, f"http://127.0.0.1:{self.PORT}")

    def _password_cost(self, word: str) -> str:
        """The cheap profile is for tests: it would make stolen hashes easy to guess."""
        return _one_of("standard")(word) if self.production else _one_of("standard", "test")(word)

    @property
    def production(self) -> bool:
        return self.BATON_ENV == "production"

    @property
    def secure(self) -> bool:
        """Browsers reach the portal by HTTPS, so cookies may be bound to it."""
        return self.BASE_URL.startswith("https://")

    def flask_settings(self) -> dict[str, object]:
        """What Flask and its extensions read from app.config; the engine's options belong to portal.models.base."""
        return {
            "SECRET_KEY": self.SECRET_KEY,
            "SQLALCHEMY_DATABASE_URI": self.DATABASE_URL,
            "SESSION_COOKIE_NAME": "__Host-session" if self.secure else "session",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.secure,
            "PREFERRED_URL_SCHEME": "https" if self.secure else "http",
            "TRUSTED_HOSTS": self.trusted_hosts,
            "MAX_CONTENT_LENGTH": MEGABYTE,
            "MAX_FORM_MEMORY_SIZE": MEGABYTE,
            "MAX_FORM_PARTS": 1000,
            # A token lives as long as its session: a rep who comes back from a call must not lose a note.
            "WTF_CSRF_TIME_LIMIT": None,
        }

    @property
    def trusted_hosts(self) -> list[str] | None:
        """Host headers answered in production: the public one, and this machine's own for its health checks."""
        return [urlsplit(self.BASE_URL).hostname or "", "127.0.0.1", "localhost"] if self.production else None

    def __repr__(self) -> str:
        return f"Config({self.BATON_ENV}, {self.BASE_URL})"


class _Reader:
    """Takes settings out of their words and notes what is wrong with each, instead of stopping at the first."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = values
        self.names: set[str] = set()
        self.faults: list[str] = []

    def parsed(self, name: str, parse: Callable[[str], Parsed], default: Parsed) -> Parsed:
        word = self._word(name)
        try:
            return parse(word) if word else default
        except ValueError as fault:
            self.faults.append(f"{name} {fault}")
            return default

    def required(self, name: str, parse: Callable[[str], str], remedy: str) -> str:
        if not self._word(name):
            self.faults.append(f"{name} is missing. {remedy}")
        return self.parsed(name, parse, "")

    def _word(self, name: str) -> str:
        self.names.add(name)
        value = self.values.get(name)
        return "" if value is None else str(value).strip()


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(word: str) -> str:
        if word not in words:
            raise ValueError(f"must be {' or '.join(words)}, not {word!r}.")
        return word

    return parse


def _switch(word: str) -> bool:
    if word.lower() not in SWITCH:
        raise ValueError(f"must be on or off, not {word!r}.")
    return SWITCH[word.lower()]


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(word: str) -> int:
        if not word.isdecimal() or not lowest <= int(word) <= highest:
            raise ValueError(f"must be a whole number from {lowest} to {highest}, not {word!r}.")
        return int(word)

    return parse


def _seconds(lowest: float, highest: float) -> Callable[[str], float]:
    sentence = f"must be a number of seconds from {lowest} to {highest}, not"

    def parse(word: str) -> float:
        try:
            seconds = float(word)
        except ValueError:
            raise ValueError(f"{sentence} {word!r}.") from None
        if not lowest <= seconds <= highest:
            raise ValueError(f"{sentence} {word!r}.")
        return seconds

    return parse


def _secret(word: str) -> str:
    if len(word) < 32:
        raise ValueError(f"is too short ({len(word)} characters). {HOW_TO_MAKE_ONE}")
    return word


def _beside(database_url: str) -> Path:
    """The folder of a database that is a file, else our own."""
    path = database_url.partition("sqlite:///")[2].partition("?")[0]
    return Path(path).parent if path.startswith("/") else INSTANCE


def _absolute_path(word: str) -> Path:
    if not Path(word).is_absolute():
        raise ValueError(f"must be an absolute path, not {word!r}.")
    return Path(word)


def _database_url(word: str) -> str:
    """Bare postgresql:// gets its driver named, so that no other one is ever picked up by chance."""
    scheme, _, rest = word.partition("://")
    if scheme == "sqlite":
        return _sqlite_url(rest)
    if scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise ValueError("must begin with sqlite:////absolute/path or postgresql://user:password@host/database.")
    if len(urlsplit(f"postgresql://{rest}").path) < 2:
        raise ValueError("names no database: postgresql://user:password@host/database.")
    return f"postgresql+psycopg://{rest}"


def _sqlite_url(rest: str) -> str:
    path = Path(rest.removeprefix("/").partition("?")[0])
    if not path.is_absolute():
        raise ValueError("must name an absolute path: sqlite:////var/lib/baton/baton.db has four slashes.")
    if not path.parent.is_dir():
        raise ValueError(f"is in the folder {path.parent}, which does not exist. Make the folder first.")
    return f"sqlite://{rest}"


def _origin(word: str) -> str:
    url = _split(word)
    if url.scheme not in {"http", "https"} or not url.hostname or url.username or url.path.strip("/") or url.query:
        raise ValueError(f"must be an origin such as https://leads.example.com, without a path, not {word!r}.")
    return f"{url.scheme}://{url.netloc}"


def _smtp_url(word: str) -> SmtpServer:
    url = _split(word)
    if url.scheme not in SMTP_SCHEMES or not url.hostname:
        raise ValueError("must look like smtp+starttls://user:password@mail.example.com:587 (or smtps://, or smtp://).")
    if bool(url.username) != bool(url.password):
        raise ValueError("has a user without a password, or a password without a user.")
    encryption, port = SMTP_SCHEMES[url.scheme]
    user, password = (unquote(part) if part else None for part in (url.username, url.password))
    return SmtpServer(url.hostname, url.port or port, encryption, user, password)


def _split(word: str) -> SplitResult:
    try:
        url = urlsplit(word)
        _ = url.port  # refuses a port that is no number
    except ValueError as fault:
        raise ValueError(f"is not a usable address: {fault}.") from None
    return url


def _mail_from(word: str) -> str:
    name, address = parseaddr(word)
    try:
        return str(Address(name, addr_spec=address))
    except (ValueError, IndexError, MessageError):
        raise ValueError(f"must be an address such as Baton <baton@example.com>, not {word!r}.") from None


def _mail_domain(base_url: str) -> str:
    """A mail address needs a name behind its @; a bare IP address is none."""
    host = urlsplit(base_url).hostname or "localhost"
    try:
        ip_address(host)
    except ValueError:
        return host
    return "localhost"
