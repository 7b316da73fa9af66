"""Every component on one page, for those who work on them; served in development only."""

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from portal.access.guard import public

blueprint = Blueprint("styleguide", __name__, url_prefix="/styleguide")


@blueprint.get("/")
@public
def show() -> ResponseReturnValue:
    return render_template("styleguide/index.html")


def init_app(app: Flask) -> None:
    if app.config["PORTAL"].environment == "development":
        app.register_blueprint(blueprint)
