"""One catalogue is all it takes to speak another language, or to call the setting by another word."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import get_domain

from portal.accounts.models import Account
from portal.families.models import Child
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.support import factories

SAID = {
    "The setting": "The nursery",
    "What families and inspectors read about you, and how long things last.": "What families read about your nursery.",
    "We show a picture of your child only where you say yes.": "Our nursery asks first.",
    "signed a consent form": "signed a form of the nursery",
}


@pytest.fixture
def a_catalogue(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English in the words of a nursery, in a folder of its own."""
    catalogue = Catalog(locale="en")
    for sentence, other in SAID.items():
        catalogue.add(sentence, other)
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    with app.app_context():
        domain = get_domain()
    monkeypatch.setattr(domain, "_translation_directories", [str(tmp_path)])
    domain.cache.clear()
    yield
    domain.cache.clear()


def test_another_word_for_the_setting_is_one_catalogue(
    a_catalogue: None, new_browser, a_manager: Account, a_parent: Account, a_child: Child
) -> None:
    manager = new_browser(a_manager).get("settings.edit")
    assert manager.heading == "The nursery"
    assert "What families read about your nursery." in manager.text
    factories.sign_all(a_child, a_parent)
    assert "signed a form of the nursery" in manager.get("audit.log").text
    manager.get("settings.edit").submit(name="Beehive Nursery")
    assert "Our nursery asks first." in wording.current(DocumentKey.CONSENT_FORM).consent.introduction
