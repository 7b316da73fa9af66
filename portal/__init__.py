"""The parent portal of an early-years setting: consents, rules, concerns, and records of them."""

from flask import Flask, request
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import wiring
from portal.access import guard
from portal.accounts import login
from portal.acknowledgements import rules_first
from portal.audit import models as audit_models
from portal.config import ROOT, Config
from portal.foundation import database
from portal.foundation.events import bus
from portal.mail import identity
from portal.settings import service as settings
from portal.web import converters, cookies, errors, headers, static, styleguide, templating, terminal, throttle


def _connect() -> None:
    if request.endpoint != "home.alive":  # which says itself whether the database answers
        database.ensure_connected()


def create_app(config: Config | None = None) -> Flask:
    """Return the portal for ``config``, by default as the environment says. Raises ConfigurationError."""
    config = config or Config.from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.jinja_environment = templating.PlainGlobals  # before anybody asks for it
    app.config.from_mapping(config.for_flask())
    database.configure(config.database_url)
    Babel(app)
    converters.init_app(app)
    cookies.init_app(app)
    headers.init_app(app)
    app.before_request(_connect)
    login.init_app(app)
    guard.init_app(app)
    rules_first.init_app(app)
    throttle.init_app(app)
    errors.init_app(app)
    templating.init_app(app, wiring.NAVIGATION)
    app.context_processor(lambda: {"setting": settings.current()})
    for blueprint in wiring.BLUEPRINTS:
        app.register_blueprint(blueprint)
    terminal.init_app(app, wiring.COMMANDS)
    static.init_app(app)
    styleguide.init_app(app)
    identity.init_app(app, settings.current)
    audit_models.init_app(app, wiring.AUDIT)
    bus.wire(wiring.REACTIONS)
    if hops := config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app
