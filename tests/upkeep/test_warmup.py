"""Whoever asks first waits no longer than whoever asks next."""

import gc
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.upkeep import warmup


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Let nothing be frozen before; afterwards what the tests have imported is again (tests/conftest.py)."""
    gc.unfreeze()
    yield
    gc.unfreeze()
    gc.freeze()


def test_every_template_is_compiled_before_anybody_asks(app: Flask) -> None:
    names = set(app.jinja_env.list_templates())
    app.jinja_env.cache.clear()
    warmup.warm(app)
    assert {name for _loader, name in app.jinja_env.cache.keys()} == names  # noqa: SIM118 - it is no dict


def test_what_stays_for_good_is_not_looked_at_again(app: Flask) -> None:
    assert gc.get_freeze_count() == 0
    warmup.warm(app)
    assert gc.get_freeze_count() > 10_000
