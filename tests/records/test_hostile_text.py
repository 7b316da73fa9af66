"""Whatever people are called, and whatever is typed, the pack is made, is whole, and shows it as text."""

import pytest

from portal.concerns import handling
from portal.concerns.handling import OutcomeDetails
from portal.concerns.policy import Kind, Outcome
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.settings.models import Setting
from tests.acknowledgements import factories as rules
from tests.concerns import factories as concerns
from tests.records import packs
from tests.records.packs import Pack, unspaced
from tests.support import factories

pytestmark = pytest.mark.both_engines

MISSING = "□"  # what stands for a letter that no font has
# First and last name as entered, and how the pack shows them.
NAMES = {
    "markup": ("<b>Zofia</b>", "&amp; <font size=99>", "<b>Zofia</b> &amp; <font size=99>"),
    "template": ("{{ 7 * 7 }}", "%(name)s %d {0}", "{{ 7 * 7 }} %(name)s %d {0}"),
    "pdf": ("(Zofia\\)", ">> ET endobj", "(Zofia\\) >> ET endobj"),
    "pattern": ("Zo(e*", "[O’Neil+?", "Zo(e* [O’Neil+?"),
    "overrides": ("Ada\u202egnp", "\u2066Obi\u200b", "Adagnp Obi"),
    "controls": ("Zo\x07fia", "Kowal\x1b[31mska\n\n", "Zofia Kowal[31mska"),
    "emoji": ("😀 Zoë", "Brontë 👩\u200d👧", f"😀 Zoë Brontë {MISSING * 2}"),
    "arabic": ("محمد", "حسن", None),
    "saurashtra": ("ꢳꢸ", "ꢬ", f"{MISSING * 2} {MISSING}"),
    "Yoruba": ("Ọlájùmọ̀kẹ́", "Adéyẹmí", "Ọlájùmọ̀kẹ́ Adéyẹmí"),
    "one long word": ("Z" * 100, "K" * 99, None),
    "many words": ("Maria " * 16, "de Souza " * 11, None),
}


@pytest.fixture
def pack_with(a_manager, a_chair):
    """Make the pack of a setting in which a child and an adult have a name; everything was signed."""

    def work(first_name: str, last_name: str) -> Pack:
        child = factories.make_child(first_name, last_name)
        parent = factories.make_account(f"{first_name} {last_name}"[:200], email="parent@example.org")
        factories.link(factories.make_adult(parent.name, account=parent), child)
        factories.sign_all(child, parent)
        rules.sign(parent)
        raised = concerns.raise_concern(parent, child=child, kind=Kind.COMPLAINT)
        told = OutcomeDetails(
            Outcome.UPHELD, f"Spoke to {first_name} {last_name} at length", "Dear parent", clock.today()
        )
        handling.tell_outcome(raised, told, submission=new_token(), by_id=a_manager.id)
        concerns.read_texts(raised, a_manager)
        return packs.make(a_manager)

    return work


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_of_any_kind_stands_in_every_part_as_it_was_typed(pack_with, kind):
    first_name, last_name, shown = NAMES[kind]
    pack = pack_with(first_name, last_name)
    assert [mark.title for mark in pack.bookmarks if mark.level == 0] == packs.PARTS
    assert (len(pack.records("CF")), len(pack.records("RA"))) == (1, 1)
    for number, text in enumerate(pack.whole_pages, start=1):
        assert f"Page {number} of {len(pack.pages)}" in text
    for mark in pack.bookmarks:
        assert mark.title.split(", ")[-1] in pack.pages[mark.page - 1]
    for part in (packs.REGISTER, packs.RECORDS, packs.RULES, packs.ACKNOWLEDGEMENTS):
        for word in [shown] if shown else f"{first_name} {last_name}".split():
            assert unspaced(word) in unspaced(pack.part(part)), (part, word)


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_of_any_kind_is_not_in_the_complaints_register(pack_with, kind):
    first_name, last_name, shown = NAMES[kind]
    register = unspaced(pack_with(first_name, last_name).part(packs.COMPLAINTS))
    assert "Spoketo" in register
    assert "atlength" in register
    for name in (first_name, last_name, shown or last_name):
        assert unspaced(name)[:20] not in register


@pytest.mark.parametrize("name", ["<b>Swallow</b> & Risers 😀", "محمد", "W" * 200, "%(page)d {{ name }}"])
def test_a_setting_of_any_name_has_a_pack(busy, a_manager, name):
    Setting.update(name=name, address="<br/>\x07 Mill Row\n" * 20, ofsted_number="%s").execute()
    pack = packs.make(a_manager)
    packs.check_page_numbers(pack)
    for text in pack.whole_pages:
        assert name[:8] in text
    assert "Ofsted number %s" in pack.pages[0]


def test_what_was_done_about_a_concern_may_hold_anything(a_manager, a_chair, a_parent):
    actions = "<script>alert(1)</script> %s {0} \\n ]] \x07\u202e 😀 " + "long " * 1_500 + "end."
    raised = concerns.raise_concern(a_parent, kind=Kind.COMPLAINT)
    told = OutcomeDetails(Outcome.UPHELD, actions, "It is down", clock.today())
    handling.tell_outcome(raised, told, submission=new_token(), by_id=a_manager.id)
    concerns.read_texts(raised, a_manager)
    pack = packs.make(a_manager)
    packs.check_page_numbers(pack)
    part = pack.part(packs.COMPLAINTS)
    assert "<script>alert(1)</script>%s{0}\\n]]" in unspaced(part)
    assert part.count("long") == 2 * 1_500, "in the register, and in the record after it"
