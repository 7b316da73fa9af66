"""The pack holds each part in its order, numbers its pages rightly, and says on each whose it is."""

from peewee import chunked

from portal.consents.models import ConsentAnswer, ConsentRecord
from portal.consents.policy import Answer, Method, RecordKind
from portal.families.models import Adult, Child, Guardianship
from portal.families.policy import Relationship, Responsibility
from portal.foundation import clock
from portal.foundation.database import db
from portal.settings.models import Setting
from portal.web.dates import format_moment
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.records import packs
from tests.records.packs import PARTS, check_page_numbers
from tests.support import factories
from tests.support.databases import changed_tables, snapshot

CONFIDENTIAL = "Names children and adults. Keep it safe."


def test_each_part_is_there_in_the_stated_order(busy, a_manager):
    pack = packs.make(a_manager)
    assert [mark.title for mark in pack.bookmarks if mark.level == 0] == PARTS
    assert pack.pages[0].startswith("Swallow Risers Playgroup Inspection pack")
    assert pack.pages[2].startswith("Contents")
    for part in PARTS:
        assert len(pack.part(part)) > len(part) + 20, f"“{part}” holds something"


def test_every_page_number_is_true_in_the_contents_in_the_bookmarks_and_at_the_foot(busy, a_manager):
    pack = packs.make(a_manager)
    check_page_numbers(pack)
    assert len(pack.listed()) == len(PARTS) + 4  # two children and two texts


def test_each_child_and_each_text_is_listed_under_its_part(busy, a_manager):
    parts: dict[str, list[str]] = {}
    for mark in packs.make(a_manager).bookmarks:
        if mark.level == 0:
            part = parts.setdefault(mark.title, [])
        else:
            part.append(mark.title)
    assert [title.split(",")[0] for title in parts[packs.RECORDS]] == ["Zofia Kowalska", "Liban Warsame"]
    assert [part for part in PARTS if parts[part]] == [packs.RECORDS, packs.TEXTS]


def test_every_page_says_whose_it_is_which_pack_and_that_it_is_to_be_kept_safe(busy, a_manager):
    pack = packs.make(a_manager)
    for text in pack.whole_pages:
        for words in (factories.SETTING, "Inspection pack", pack.reference, format_moment(clock.now()), CONFIDENTIAL):
            assert words in text


def test_the_cover_says_whose_pack_it_is_of_which_days_and_what_it_cannot_show(a_manager):
    Setting.update(
        address="The Old School House\nMill Row", ofsted_number="EY123456", safeguarding_lead="A. Okafor"
    ).execute()
    pack = packs.make(a_manager)
    for words in (
        "The Old School House, Mill Row",
        "Ofsted number EY123456",
        "Safeguarding lead A. Okafor",
        "Period 1 September 2026 to 15 September 2026",
        f"Reference {pack.reference}",
        "Made 15 September 2026 at 11:00am",
        "what is missing is named as missing",
        "cannot show what was never entered",
    ):
        assert words in pack.pages[0]


def test_what_the_setting_has_not_said_of_itself_has_no_empty_line_on_the_cover(a_manager):
    cover = packs.make(a_manager).pages[0]
    for label in ("Address", "Ofsted number", "Safeguarding lead"):
        assert label not in cover


def test_an_empty_setting_has_a_pack_that_says_in_words_what_there_is_not(a_manager):
    pack = packs.make(a_manager)
    assert [mark.title for mark in pack.bookmarks] == PARTS
    check_page_numbers(pack)
    for part, sentence in (
        (packs.REGISTER, "No child attended on the last day of the period."),
        (packs.RECORDS, "Nothing was signed or withdrawn in the period."),
        (packs.RULES, "Nobody is asked to sign, or nobody owes it."),
        (packs.ACKNOWLEDGEMENTS, "Nobody signed rules or a policy in the period."),
        (packs.COMPLAINTS, "No complaint was received in this time."),
        (packs.TEXTS, "Nothing was signed in the period."),
    ):
        assert sentence in pack.part(part)
    for label in (
        "Children",
        "Children who may not be shown for any use",
        "Forms and withdrawals in the period",
        "Still owe a signature: Parent rules",
        "Concerns received in the period",
        "Concerns whose outcome is overdue now",
        "Concerns whose outcome was told late",
    ):
        assert pack.number(label) == 0
    assert pack.coverage("website") == (0, 0, 0)


def test_making_a_pack_changes_nothing_but_the_log_and_what_was_issued(busy, a_manager):
    before = snapshot()
    packs.make(a_manager)
    assert changed_tables(before) == ["audit_entries", "issued_records"]


def test_the_pack_of_a_thousand_children_has_them_all_and_every_page_number_is_true(a_manager):
    names = fill_with_children(1_000)
    pack = packs.make(a_manager)
    check_page_numbers(pack)
    assert pack.number("Children") == pack.number("Forms and withdrawals in the period") == 1_000
    assert pack.number("Still owe a signature: Parent rules") == 1_000
    register, rules = pack.part(packs.REGISTER), pack.part(packs.RULES)
    assert [name for name in names if name not in register] == []
    assert [name for name in names if name not in rules] == []
    assert len(pack.records("CW")) == 1_000


def fill_with_children(count: int) -> list[str]:
    """Insert so many children in bulk, each with an adult who withdrew one use; return the children's names."""
    form, born, today = wording.current(DocumentKey.CONSENT_FORM), clock.today().replace(year=2022), clock.today()
    named = {number: f"Ama{number:04} Obi" for number in range(1, count + 1)}
    signed = {
        "kind": RecordKind.WITHDRAWAL, "born_on": born, "relationship": Relationship.MOTHER, "adult_name": "Efua Obi",
        "signed_name": "Efua Obi", "declared_responsibility": False, "method": Method.ONLINE, "given_on": today,
        "signed_at": clock.now(), "wording": form.id, "wording_sha256": form.sha256, "language": form.language,
    }  # fmt: skip
    tables = {
        Child: [{"id": n, "first_name": f"Ama{n:04}", "last_name": "Obi", "born_on": born} for n in named],
        Adult: [{"id": n, "name": f"Efua{n:04} Obi"} for n in named],
        Guardianship: [{"child": n, "adult": n, "relationship": Relationship.MOTHER,
                        "responsibility": Responsibility.HELD} for n in named],
        ConsentRecord: [{**signed, "id": n, "reference": f"CW-2222-{n:04}", "submission": f"{n}", "child": n,
                         "child_name": name, "adult": n} for n, name in named.items()],
        ConsentAnswer: [{"record": n, "kind": RecordKind.WITHDRAWAL, "use": "website", "answer": Answer.WITHDRAWN}
                        for n in named],
    }  # fmt: skip
    with db.atomic():
        for table, rows in tables.items():
            for part in chunked(rows, 500):
                table.insert_many(part).execute()
    return list(named.values())
