"""The page of components keeps to what every page keeps to, and shows the states by the words of the glossary."""

from flask import Flask, render_template

from portal.consents.labels import STATES
from portal.settings.models import Setting
from tests.support.inspection import inspect


def test_the_styleguide_passes_inspection_and_has_every_state(app: Flask, setting: Setting) -> None:
    with app.test_request_context("/"):
        page = render_template("styleguide/index.html")
        inspect(page, "the styleguide")
        assert all(f"{word}</b>" in page for word in STATES.values())
