"""The fixtures that every test may use: the portal, a fresh database, and the people of the world."""

import gc
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck, settings

from portal import create_app
from portal.access.permissions import Role
from portal.accounts import emails as account_emails
from portal.accounts import passwords
from portal.accounts.models import Account
from portal.attachments import worker
from portal.config import Config
from portal.families.models import Child
from portal.families.policy import Relationship
from portal.settings.models import Setting
from portal.web import throttle
from tests.support import factories, network
from tests.support.browser import Browser
from tests.support.databases import Engine, database_of, engine_called

# A busy machine fails nothing: no example has a deadline. Examples may share the test's database; each makes its own rows.
settings.register_profile(
    "portal", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("portal")

HASHER = passwords._hasher
CHROMIUMS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite", help="the engine to test on")
    found = next((path for path in CHROMIUMS if os.path.exists(path)), "")
    parser.addoption("--chromium", metavar="PATH", default=found, help="the browser that tests/browser drives")
    parser.addoption("--update-matrix", action="store_true", help="rewrite tests/architecture/access_matrix.txt")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, keep what is marked ``both_engines`` and uses a database; for all others SQLite says enough."""
    if config.getoption("--database") == "postgres":
        kept = [item for item in items if item.get_closest_marker("both_engines") and "engine" in fixtures_of(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep the collector of garbage from walking, in the middle of each test, through all that was imported for them."""
    gc.collect()
    gc.freeze()


def fixtures_of(item: pytest.Item) -> Collection[str]:
    return item.fixturenames if isinstance(item, pytest.Function) else ()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Say it in the first line: -q leaves out what pytest_report_header returns."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--database") == "postgres" and reporter and not hasattr(session.config, "workerinput"):
        reporter.write_line("PostgreSQL runs the tests marked both_engines, and of those the ones that use a database")


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hash at a hundredth of the cost: hundreds of tests sign somebody in, and few ask for the cost itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=400, parallelism=1))
        patch.setattr(account_emails, "ANSWERS_AFTER", 0.0)
        yield


@pytest.fixture
def passwords_at_full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as the portal does, for tests of the cost, or of what happens while it is paid."""
    monkeypatch.setattr(passwords, "_hasher", HASHER)


@pytest.fixture(scope="session", autouse=True)
def closed_door() -> None:
    """Nothing leaves this machine."""
    network.close_the_door()


@pytest.fixture(autouse=True)
def nothing_tried_to_leave() -> Iterator[None]:
    network.take_attempts()
    yield
    assert network.take_attempts() == [], "the test reached for another machine"


@pytest.fixture(scope="session", autouse=True)
def time_to_open_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """On a machine busy with tests a file may take longer by the clock; places are shared with no portal at work."""
    worker.LIMITS, worker.TURN_TIMEOUT = replace(worker.LIMITS, clock=60), 60.0
    worker.WITHOUT_APP = tmp_path_factory.mktemp("places")


@pytest.fixture(scope="session")
def engine(pytestconfig: pytest.Config) -> Iterator[Engine]:
    """Where this worker's databases come from."""
    found = engine_called(pytestconfig.getoption("--database"))
    yield found
    found.stop()


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    instance = tmp_path_factory.mktemp("instance")
    return Config(
        secret_key="a key of tests and of nothing else",
        instance=instance,
        database_url=f"sqlite:///{instance / 'nothing-lives-here.db'}",
        public_url="http://localhost",
        environment="test",
    )


@pytest.fixture(scope="session")
def app(config: Config) -> Flask:
    """The portal, made once for each worker; ``db_ready`` gives it a database."""
    return create_app(config)


@pytest.fixture
def db_ready(app: Flask, engine: Engine) -> Iterator[str]:
    """A fresh database, with the portal's context open so that services can be called; its address."""
    app.extensions[throttle._FILES].clear()  # numbers of accounts begin anew with each database
    with database_of(engine) as url, app.app_context():
        yield url


@pytest.fixture
def mail_is_set(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let e-mails go out, into this folder."""
    folder = tmp_path / "mail"
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], mail_url=f"file:{folder}"))
    return folder


@pytest.fixture
def instance(config: Config) -> Path:
    """The folder in which this portal keeps its files."""
    return config.instance


@pytest.fixture
def new_browser(app: Flask, db_ready: str) -> Callable[..., Browser]:
    """Make browsers; an account given is signed in: ``new_browser(a_manager)``."""

    def make(account: Account | None = None, *, expects_errors: bool = False) -> Browser:
        made = Browser(app, expects_errors=expects_errors)
        return made.sign_in(account) if account else made

    return make


@pytest.fixture
def browser(new_browser: Callable[..., Browser]) -> Browser:
    """A browser at which nobody has signed in."""
    return new_browser()


@pytest.fixture
def setting(db_ready: str) -> Setting:
    """The setting, named, with its consent form and parent rules published."""
    return factories.name_the_setting()


@pytest.fixture
def a_manager(setting: Setting) -> Account:
    return factories.make_account("Siobhán Kelly", Role.MANAGER)


@pytest.fixture
def a_lead(setting: Setting) -> Account:
    return factories.make_account("Adaeze Okafor", Role.LEAD)


@pytest.fixture
def a_chair(setting: Setting) -> Account:
    return factories.make_account("Margaret Whitlock", Role.CHAIR)


@pytest.fixture
def a_staff_member(setting: Setting) -> Account:
    return factories.make_account("Priya Raman", Role.STAFF)


@pytest.fixture
def a_poster(setting: Setting) -> Account:
    return factories.make_account("Tomasz Nowak", Role.STAFF, Role.POSTER)


@pytest.fixture
def an_inspector(setting: Setting) -> Account:
    return factories.make_account("Helen Ashworth", Role.INSPECTOR)


@pytest.fixture
def a_child(setting: Setting) -> Child:
    return factories.make_child("Zofia", "Kowalska")


@pytest.fixture
def a_parent(a_child: Child) -> Account:
    """Has parental responsibility for ``a_child``."""
    return factories.make_parent("Agnieszka Kowalska", a_child)


@pytest.fixture
def a_second_parent(a_child: Child) -> Account:
    """The other parent of ``a_child``."""
    return factories.make_parent("Piotr Kowalski", a_child, relationship=Relationship.FATHER)


@pytest.fixture
def a_strangers_child(setting: Setting) -> Child:
    return factories.make_child("Liban", "Warsame")


@pytest.fixture
def a_stranger(a_strangers_child: Child) -> Account:
    """A parent of another family: of ``a_strangers_child``."""
    return factories.make_parent("Hodan Warsame", a_strangers_child)
