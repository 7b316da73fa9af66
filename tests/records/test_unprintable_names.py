"""A name that no font here can draw is told apart on every paper: a child by birthday, an adult by sign-in name."""

from io import BytesIO

import pytest

from portal.access.permissions import Role
from portal.acknowledgements import documents as acknowledgement_documents
from portal.acknowledgements import queries as acknowledgements
from portal.concerns import documents as concern_documents
from portal.concerns import queries as concern_reading
from portal.concerns.policy import Face
from portal.concerns.redaction.service import redactor_for
from portal.consents import documents as consent_documents
from portal.consents import queries as consents
from portal.consents.policy import Answer
from portal.consents.staff_notes import spoken
from portal.families.models import Child
from portal.foundation import clock
from portal.foundation.tokens import new_token
from tests.acknowledgements import factories as rules
from tests.concerns import factories as concerns
from tests.pdf.reading import body_texts
from tests.records import packs
from tests.records.packs import unspaced
from tests.support import factories

SAURASHTRA = "ꢳꢸꢬ"
LOGIN, NOTER, BORN = "sura@example.org", "helper@example.org", "3 September 2022"


@pytest.fixture
def nameless_child(a_manager) -> Child:
    return factories.make_child(SAURASHTRA, SAURASHTRA)


@pytest.fixture
def nameless_parent(nameless_child):
    account = factories.make_account(f"{SAURASHTRA} {SAURASHTRA}", Role.PARENT, email=LOGIN)
    factories.link(factories.make_adult(account.name, account=account), nameless_child)
    return account


def paper(write, *given, **named) -> str:
    to = BytesIO()
    write(*given, to, **named)
    return " ".join(body_texts(to.getvalue()))


def test_a_consent_record_tells_them_apart(nameless_child, nameless_parent):
    noter = factories.make_account(SAURASHTRA, Role.STAFF, email=NOTER)
    factories.sign(nameless_child, nameless_parent, {"website": Answer.YES})
    adult = factories.adult_of(nameless_parent)
    note = spoken.note_withdrawal(nameless_child, adult.id, ["website"], submission=new_token(), by_id=noter.id)
    text = paper(consent_documents.write_record, consents.full_record(note))
    assert text.count(BORN) >= 2  # in the heading too
    assert unspaced(f", {LOGIN} (mother)") in unspaced(text)
    assert unspaced(f", {NOTER}") in unspaced(text)


def test_an_acknowledgement_tells_them_apart(nameless_parent):
    text = paper(
        acknowledgement_documents.write_acknowledgement,
        acknowledgements.full_acknowledgement(rules.sign(nameless_parent)),
    )
    assert text.count(LOGIN) == 2


@pytest.mark.parametrize("face", [Face.FULL, Face.PSEUDONYMISED])
def test_a_concern_record_tells_them_apart_only_where_it_names_people(nameless_child, nameless_parent, face):
    helper = factories.make_account(SAURASHTRA, Role.STAFF, email=NOTER)
    raised = concerns.raise_concern(nameless_parent, child=nameless_child, about=(f"staff-{helper.id}",))
    case = concern_reading.load_case(raised, inside=True, on=clock.today())

    def write(to):
        concern_documents.write_concern(case, redactor_for([raised.id], face), to)

    text = unspaced(paper(write))
    is_named = face is Face.FULL
    assert [unspaced(word) in text for word in (LOGIN, NOTER, BORN)] == [is_named] * 3


def test_the_registers_of_a_pack_tell_them_apart(a_manager, nameless_child, nameless_parent):
    factories.sign_all(nameless_child, nameless_parent)
    rules.sign(nameless_parent)
    pack = packs.make(a_manager)
    for part, told in ((packs.REGISTER, BORN), (packs.RECORDS, BORN), (packs.RECORDS, LOGIN), (packs.RULES, LOGIN),
                       (packs.RULES, BORN), (packs.ACKNOWLEDGEMENTS, LOGIN)):  # fmt: skip
        assert unspaced(told) in unspaced(pack.part(part)), (part, told)


def test_a_name_that_can_be_drawn_stands_alone(a_manager, a_parent, a_child):
    factories.sign_all(a_child, a_parent)
    rules.sign(a_parent)
    pack = packs.make(a_manager)
    assert a_parent.email not in unspaced(pack.text)
    assert BORN not in pack.part(packs.REGISTER)
