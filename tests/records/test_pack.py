"""The inspection pack says that it leaves something out, always alike, and counts nothing its maker may not see."""

import pytest

from portal.audit import service as audit
from portal.audit.models import AuditEntry
from portal.concerns.policy import Kind
from portal.foundation import clock
from portal.web.dates import format_date
from tests.concerns import factories as concerns
from tests.records import packs
from tests.records.packs import letters

pytestmark = pytest.mark.both_engines

SENTENCE = "Concerns about the person who made this pack are kept by others and are not listed."


def pack_of(account) -> str:
    return " ".join(packs.make(account).whole_pages)


@pytest.mark.parametrize("about", ["manager", "nobody", None])
def test_the_pack_always_says_that_concerns_about_its_maker_are_elsewhere(a_manager, a_chair, a_parent, about):
    concern = concerns.raise_concern(a_parent, about=(about,), kind=Kind.COMPLAINT) if about else None
    text = pack_of(a_manager)
    assert SENTENCE in text
    if concern:
        assert (letters(concern.reference) in letters(text)) is (about == "nobody")


def test_the_pack_gives_the_last_hash_and_the_day_and_no_number_of_entries(a_manager, a_chair, a_parent):
    for _ in range(30):
        concerns.raise_concern(a_parent, about=("manager",), kind=Kind.COMPLAINT)
    head = audit.chain_head()
    text = pack_of(a_manager)
    part = text[text.rindex("The audit log’s head") :]
    assert head in part.replace(" ", "")
    assert format_date(clock.today()) in part
    plain = part.replace(head, "").replace(format_date(clock.today()), "")
    assert str(AuditEntry.get(AuditEntry.hash == head).id) not in plain.split()


@pytest.mark.parametrize(
    ("first", "last"), [("2 9 2026", "1 9 2026"), ("1 1 2090", "2 1 2090"), ("1 1 1990", "1 9 2026")]
)
def test_a_period_that_cannot_be_is_told_beside_its_last_day_and_kept(new_browser, a_manager, first, last):
    browser = new_browser(a_manager).get("records.pack").submit(first=first, last=last)
    assert "Choose a period that has begun" in browser.root.xpath("string(//*[@id='last-error'])")
    assert browser.root.xpath("//main//input[@type='text']/@value") == [first, last]


def test_the_terminal_says_the_same_and_writes_nothing(app, a_manager, tmp_path):
    words = ("--from", "2026-09-02", "--to", "2026-09-01", "-o", str(tmp_path / "pack.pdf"))
    result = app.test_cli_runner().invoke(args=["records", "pack", *words])
    assert result.exit_code == 1
    assert result.output.startswith("Error: Choose a period that has begun")
    assert list(tmp_path.iterdir()) == []
