"""What the host may set, and what the portal refuses."""

import stat
from pathlib import Path

import pytest

from portal.config import Config, ConfigurationError


def read(tmp_path: Path, **env: str) -> Config:
    return Config.from_environment({"PORTAL_INSTANCE": str(tmp_path), **env})


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path):
    first = read(tmp_path)
    kept = tmp_path / "secret.key"

    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(first.secret_key) >= 48
    assert read(tmp_path).secret_key == first.secret_key


def test_a_damaged_secret_is_said_and_never_replaced_in_silence(tmp_path):
    (tmp_path / "secret.key").write_text("short")

    with pytest.raises(ConfigurationError, match="damaged"):
        read(tmp_path)
    assert (tmp_path / "secret.key").read_text() == "short"


@pytest.mark.parametrize("content", [b"\xff" * 64, b"\x00" * 64, "ключ".encode() * 16])
def test_a_secret_that_is_no_text_is_said_by_the_name_of_its_file(tmp_path, content):
    (tmp_path / "secret.key").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"secret\.key is damaged"):
        read(tmp_path)
    assert (tmp_path / "secret.key").read_bytes() == content


def test_debug_is_refused_outside_development(tmp_path):
    with pytest.raises(ConfigurationError, match="FLASK_DEBUG"):
        read(tmp_path, FLASK_DEBUG="1")
    assert read(tmp_path, FLASK_DEBUG="1", PORTAL_ENV="development").environment == "development"


@pytest.mark.parametrize(
    "env",
    [{"PORTAL_ENV": "staging"}, {"TRUSTED_PROXIES": "one"}, {"IDLE_MINUTES": "-5"}, {"TRUSTED_PROXIES": "1.5"}],
)
def test_a_value_of_the_wrong_kind_is_named(tmp_path, env):
    with pytest.raises(ConfigurationError, match=next(iter(env))):
        read(tmp_path, **env)


def test_over_https_the_cookie_is_bound_to_this_host(tmp_path):
    secure = read(tmp_path, PORTAL_URL="https://portal.example.org/").for_flask()

    assert secure["SESSION_COOKIE_NAME"] == "__Host-portal"
    assert secure["SESSION_COOKIE_SECURE"] is True
    assert read(tmp_path).for_flask()["SESSION_COOKIE_SECURE"] is False


def test_everything_has_a_default_that_works(tmp_path):
    config = read(tmp_path)

    assert config.database_url == f"sqlite:///{tmp_path / 'portal.db'}"
    assert config.public_url == "http://127.0.0.1:8000"
    assert config.environment == "production"


@pytest.mark.parametrize("url", ["nonsense", "smtp://", "smtp://host:abc", "http://host", "file:", "smtp://host:99999"])
def test_a_mail_server_that_cannot_be_one_is_refused_at_the_start(tmp_path, url):
    with pytest.raises(ConfigurationError, match="MAIL_URL"):
        read(tmp_path, MAIL_URL=url)


@pytest.mark.parametrize("url", ["", "smtp://u:p@host:587", "smtps://host", "file:/tmp/letters"])
def test_a_mail_server_may_be_named(tmp_path, url):
    assert read(tmp_path, MAIL_URL=url).mail_url == url
