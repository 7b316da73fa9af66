"""What the tests of the inspection pack share: a clock that stands still, and a setting with something to show."""

from collections.abc import Iterator
from datetime import date
from itertools import chain, product

import pytest
import time_machine

from portal.consents.policy import Answer
from portal.consents.staff_notes import spoken
from portal.foundation import tokens
from portal.foundation.tokens import new_token
from portal.issued.keys import seal_key
from tests.acknowledgements import factories as rules
from tests.concerns import factories as concerns
from tests.consents import paper_factories
from tests.records import packs
from tests.support import factories


@pytest.fixture(autouse=True)
def september() -> Iterator[None]:
    """Let every test begin on the same day, so that the setting has its forms since then."""
    with time_machine.travel(packs.NOW, tick=False):
        yield


class WideLetters:
    """An alphabet for references that chooses the widest letters, in another order for each reference."""

    def __init__(self) -> None:
        self._letters = chain.from_iterable(product("WMQ", repeat=8))

    def __len__(self) -> int:
        return 1

    def __getitem__(self, place: int) -> str:
        return next(self._letters)


@pytest.fixture
def wide_references(monkeypatch) -> None:
    """Let each reference be about as wide as the widest there can be: CF-WWWW-WWWW, CF-WWWW-WWWM and so on."""
    monkeypatch.setattr(tokens, "ALPHABET", WideLetters())


@pytest.fixture
def busy(a_manager, a_chair, a_staff_member, a_parent, a_child, a_stranger, a_strangers_child) -> date:
    """A setting with a record of every kind; the day on which they all were made."""
    seal_key()  # the first record of a setting makes it
    factories.sign_all(a_child, a_parent)
    factories.withdraw(a_child, a_parent, "website")
    adult, form = factories.adult_of(a_stranger), paper_factories.print_one(a_strangers_child, a_manager)
    paper_factories.key_in(form, adult, a_manager, {"website": Answer.YES, "press": Answer.NO})
    spoken.note_withdrawal(a_strangers_child, adult.id, ["website"], submission=new_token(), by_id=a_staff_member.id)
    rules.sign(a_parent)
    concerns.raise_concern(a_parent, child=a_child)
    return packs.NOW.date()
