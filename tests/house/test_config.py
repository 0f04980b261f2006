"""The operator's settings: what is read, what is refused, and in which words."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from config import Config, ConfigError, SmtpServer

SECRET = "correct-horse-battery-staple-0123456789"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Config(SECRET_KEY=SECRET, BATON_ENV="development").__dict__:
        monkeypatch.delenv(name, raising=False)


def config(**given: object) -> Config:
    return Config(**{"SECRET_KEY": SECRET, **given})


def faults(**given: object) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        config(**given)
    return refused.value.faults


def test_a_secret_is_all_that_development_needs() -> None:
    settings = config()
    assert settings.DATABASE_URL.startswith("sqlite:////")
    assert settings.DATABASE_URL.endswith("/instance/baton.db")
    assert settings.BASE_URL == "http://127.0.0.1:8000"
    assert settings.SMTP_URL is None
    assert not settings.production


def test_environment_is_read_and_keywords_override_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9001")
    monkeypatch.setenv("MAIL_LEASE", "12")
    assert config().BASE_URL == "http://127.0.0.1:9001"
    assert config().MAIL_LEASE == 12
    assert config(MAIL_LEASE=7).MAIL_LEASE == 7


def test_an_empty_value_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "")
    monkeypatch.setenv("WEB_CONCURRENCY", " ")
    assert config().SMTP_URL is None
    assert config().WEB_CONCURRENCY == 2


def test_every_fault_is_told_at_once() -> None:
    told = faults(BATON_ENV="production", SECRET_KEY="short", DATABASE_URL="sqlite:///baton.db", RATE_LIMITS="maybe")
    assert [sentence.split()[0] for sentence in told] == ["SECRET_KEY", "DATABASE_URL", "BASE_URL", "RATE_LIMITS"]


def test_the_message_of_the_error_lists_the_faults() -> None:
    assert str(ConfigError(["A is wrong.", "B too."])).endswith("\n  - A is wrong.\n  - B too.")


def test_there_is_no_default_secret() -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY is missing"):
        Config()


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("BATON_ENV", "prod"),
        ("DATABASE_URL", "mysql://localhost/baton"),
        ("DATABASE_URL", "sqlite:///relative.db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:////no/such/folder/baton.db"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("BASE_URL", "leads.example.com"),
        ("BASE_URL", "https://leads.example.com/portal"),
        ("BASE_URL", "ftp://leads.example.com"),
        ("BASE_URL", "https://leads.example.com:port"),
        ("PORT", "0"),
        ("PORT", "http"),
        ("SMTP_URL", "mail.example.com"),
        ("SMTP_URL", "smtp://user@mail.example.com"),
        ("MAIL_FROM", "not an address"),
        ("MAIL_RETRY_BASE", "soon"),
        ("MAIL_LEASE", "nan"),
        ("MAILBOX_DIR", "mailbox"),
        ("UPLOAD_DIR", "uploads"),
        ("WEB_CONCURRENCY", "0"),
        ("FORM_MIN_SECONDS", "-1"),
        ("RATE_LIMITS", "perhaps"),
        ("ALLOW_PRIVATE_HOSTS", "2"),
        ("PASSWORD_COST", "none"),
        ("PROXY_HOPS", "-1"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, word: str) -> None:
    (sentence,) = faults(**{name: word})
    assert sentence.startswith(f"{name} ")


def test_a_misspelt_keyword_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(TypeError, match="BASE_ULR"):
        config(BASE_ULR="https://leads.example.com")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_spoken_through_psycopg(scheme: str) -> None:
    assert config(DATABASE_URL=f"{scheme}://u:p@h/d").DATABASE_URL == "postgresql+psycopg://u:p@h/d"


def test_sqlite_file_is_taken_where_it_is_absolute(tmp_path: Path) -> None:
    assert config(DATABASE_URL=f"sqlite:///{tmp_path}/b.db").DATABASE_URL == f"sqlite:///{tmp_path}/b.db"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:2525", SmtpServer("127.0.0.1", 2525, "none")),
        ("smtp://mail.example.com", SmtpServer("mail.example.com", 25, "none")),
        ("smtps://u:p%40ss@mail.example.com", SmtpServer("mail.example.com", 465, "tls", "u", "p@ss")),
        ("smtp+starttls://u:p@mail.example.com", SmtpServer("mail.example.com", 587, "starttls", "u", "p")),
    ],
)
def test_smtp_url_says_where_and_how(url: str, server: SmtpServer) -> None:
    assert config(SMTP_URL=url).SMTP_URL == server


def test_sender_is_derived_from_the_public_address() -> None:
    assert config(BASE_URL="https://leads.example.com").MAIL_FROM == "Baton <baton@leads.example.com>"
    assert config().MAIL_FROM == "Baton <baton@localhost>"


def test_https_binds_the_session_cookie_to_the_host() -> None:
    settings = config(BASE_URL="https://leads.example.com").flask_settings()
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert config().flask_settings()["SESSION_COOKIE_NAME"] == "session"


def test_production_answers_its_own_name_only() -> None:
    production = config(BATON_ENV="production", BASE_URL="https://leads.example.com")
    assert production.flask_settings()["TRUSTED_HOSTS"] == ["leads.example.com", "127.0.0.1", "localhost"]
    assert config().flask_settings()["TRUSTED_HOSTS"] is None


def test_the_cheap_password_profile_is_refused_in_production() -> None:
    (sentence,) = faults(BATON_ENV="production", BASE_URL="https://leads.example.com", PASSWORD_COST="test")
    assert sentence.startswith("PASSWORD_COST ")


def test_every_setting_stands_in_the_example(repository: Path) -> None:
    lines = (repository / ".env.example").read_text().splitlines()
    named = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert named == set(vars(config()))


def test_every_setting_is_explained_to_operators(repository: Path) -> None:
    explained = (repository / "docs/operators.md").read_text()
    assert [name for name in vars(config()) if f"`{name}`" not in explained] == []


def test_the_example_needs_nothing_but_a_secret(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in dotenv_values(repository / ".env.example").items():
        monkeypatch.setenv(name, value or "")
    assert config().DATABASE_URL == config(DATABASE_URL=None).DATABASE_URL
    with pytest.raises(ConfigError, match="SECRET_KEY is missing"):
        Config()


def test_secrets_do_not_show_when_it_is_printed() -> None:
    assert SECRET not in repr(config())
