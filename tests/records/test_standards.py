"""Every kind of PDF that the portal makes keeps to PDF/A-2a and PDF/UA-1, as veraPDF judges it."""

import io
import re
from collections import Counter
from datetime import timedelta
from itertools import chain

import pikepdf
import pytest

from portal.access.permissions import Role
from portal.acknowledgements import documents as acknowledgement_documents
from portal.acknowledgements import outstanding
from portal.acknowledgements import queries as acknowledgement_reading
from portal.acknowledgements.models import Acknowledgement
from portal.concerns import complaint_documents
from portal.concerns import documents as concern_documents
from portal.concerns import queries as concern_reading
from portal.concerns import register as concern_register
from portal.concerns.facts import FactKind
from portal.concerns.models import Concern, ConcernFact
from portal.concerns.policy import Face
from portal.concerns.redaction.service import redactor_for
from portal.consents import documents as consent_documents
from portal.consents import queries as consent_reading
from portal.consents.models import ConsentRecord
from portal.consents.paper import documents as paper_documents
from portal.consents.photo_list import documents as photo_documents
from portal.consents.photo_list import service as photo_list
from portal.consents.register.service import load_register
from portal.families import documents as family_documents
from portal.families.inviting import Letter
from portal.families.models import Child
from portal.foundation import clock
from portal.issued.keys import seal_key
from portal.pdf import Document, sealing
from portal.pdf.metadata import EmbeddedFile
from portal.posts import documents as post_documents
from portal.posts import queries as posts
from portal.records import pack as pack_documents
from portal.relationships import documents as relationship_documents
from portal.relationships import service as relationships
from portal.reminders import letters as reminder_letters
from portal.reminders.recipients import EVERYBODY, recipients
from portal.visitors import documents as visitor_documents
from portal.visitors.register import VisitLine
from portal.wording import documents as wording_documents
from portal.wording import service as wording
from portal.wording.models import WordingVersion
from portal.wording.policy import DocumentKey
from tests.architecture.sources import sources
from tests.consents.paper_factories import print_one
from tests.pdf import verapdf
from tests.pdf.reading import FURNITURE, page_texts
from tests.posts import post_factories
from tests.posts.clearance_factories import make_families, make_poster
from tests.records import packs
from tests.support import factories

STANDARDS = ("PDFA_2_A", "PDFUA_1")
NAMES = [
    "O’Connor-Núñez",
    "Юлия",
    "مُحَمَّد عائشہ",
    "שָׂרָה (כהן)",
    "😀",
    "王小明",
    "আয়েশা",
    "ਗੁਰਪ੍ਰੀਤ",
    "ธนพร",
    "अनुष्का",
    "தமிழ்",
    "પ્રીતિ",
    "አበበ",
]


@pytest.fixture
def written(busy, a_manager, a_chair, a_child):
    """PDFs of each kind by the function that writes them, each as it is drawn and with a seal."""
    for name in NAMES:
        factories.make_child(name, name)
    found: dict[str, list[bytes]] = {}
    key, _certificate = seal_key()

    def write(writer, *given, **named):
        to = io.BytesIO()
        writer(*given, to, **named)
        files = found.setdefault(f"{writer.__module__}.{writer.__name__}", [])
        files += [to.getvalue(), sealing.seal(to.getvalue(), key)]

    today = clock.today()
    for record in ConsentRecord.select():
        write(consent_documents.write_record, consent_reading.full_record(record))
    for signed in Acknowledgement.select():
        write(acknowledgement_documents.write_acknowledgement, acknowledgement_reading.full_acknowledgement(signed))
    write(acknowledgement_documents.write_blank, wording.current(DocumentKey.PARENT_RULES))
    write(paper_documents.write_forms, [print_one(a_child, a_manager), print_one(a_child, a_manager)])
    letter = Letter("Юлия", "1 Mill Row, Ely", "yulia-7k2m", "token", "ABCD-EFGH", today + timedelta(days=7))
    write(family_documents.write_letters, [letter, letter])
    write(reminder_letters.write_letters, list(recipients(EVERYBODY, on=today)), [letter])
    choice = photo_list.read_choice({"use": "website", "day": today.isoformat()}, today)
    for address in ("", "http://localhost/list"):
        write(photo_documents.write_list, photo_list.photo_list(a_manager, choice), address)
    worker = factories.make_account("Юлия Bell", Role.STAFF)
    relationships.declare(worker.id, "Ana", "sisters", submission="s", by_id=a_chair.id)
    write(relationship_documents.write_register, relationships.register(a_manager))
    asked = outstanding.asked_documents()
    write(acknowledgement_documents.write_owed, outstanding.everybody(a_manager, asked, on=today), "Everybody")
    came = VisitLine(1, "Юлия Bell", "Ana", "😀", clock.now(), clock.now(), 1, None, None)
    write(visitor_documents.write_register, [came], today, today)
    write(visitor_documents.write_wall_sheet, "token")
    picture = post_factories.post(
        make_poster("Юлия Cole", by=a_manager), make_families("王小明 Bell", answered=True)[0].child
    )
    lines = posts.load_lines([picture], on=today)
    write(post_documents.write_register, post_documents.PostRegister(today, today, lines, []))
    write(post_documents.write_child, Child.get(Child.first_name == "王小明"), lines, frozenset())
    rules = wording.get_document(DocumentKey.PARENT_RULES)
    write(
        wording_documents.write_versions,
        rules,
        list(WordingVersion.select().where(WordingVersion.document == rules.key)),
    )
    register = load_register(a_manager, on=today)
    write(consent_documents.write_register, register, "Every child", register.coverage())
    for concern in Concern.select():
        letter = {"kind": FactKind.LETTER, "text": "Dear Юлия,\n\nIt is put right.", "submission": f"l{concern.id}"}
        ConcernFact.create(concern=concern, by=a_manager, **letter)
        case = concern_reading.load_case(concern, inside=True, on=today)
        for face in Face:
            write(concern_documents.write_concern, case, redactor_for([concern.id], face))
    lines = concern_register.lines_of(a_chair, today - timedelta(days=400), today, on=today)
    for face in Face:
        redactor = redactor_for([line.id for line in lines], face)
        complaints = concern_register.load_complaints(lines)
        write(complaint_documents.write_complaints, complaints, lines, (today, today), redactor)
    found[f"{pack_documents.__name__}.write_pack"] = [packs.make(a_chair).content]
    return found


def test_each_kind_of_pdf_is_here(written):
    made = set()
    for source in sources():
        text = source.path.read_text()
        if re.search(r"import .*\b(Document|new_document|new_letters|families import documents)\b", text):
            writers = re.findall(r"^def (write_\w+)\(.*?\) ->", text, re.MULTILINE | re.DOTALL)
            made |= {f"{source.module}.{name}" for name in writers}
    assert made == set(written)


def test_no_reference_is_broken_over_two_lines(wide_references, written):
    named = set()
    for kind, contents in written.items():
        text = "\n".join(chain.from_iterable(map(page_texts, contents)))
        joined = re.findall(r"[A-Z]{2}[WMQ]{8}", "".join(filter(str.isalnum, text)))
        whole = re.findall(r"[A-Z]{2}-[WMQ]{4}-[WMQ]{4}", text)
        assert Counter(joined) == Counter(each.replace("-", "") for each in whole), kind
        named |= {reference[:2] for reference in whole}
    assert named == {"CF", "CW", "CN", "RA", "PO", "IP", "PF"}


def test_no_file_is_damaged(written):
    for kind, contents in written.items():
        for content in contents:
            with pikepdf.open(io.BytesIO(content)) as pdf:
                assert pdf.check_pdf_syntax() == [], kind


def test_each_kind_keeps_to_the_standards_for_archives_and_for_access(written, tmp_path):
    if reason := verapdf.missing():
        pytest.skip(reason)
    asked = {}
    for kind, contents in written.items():
        for number, content in enumerate(contents):
            path = tmp_path / f"{kind}-{number}.pdf"
            path.write_bytes(content)
            carries = kind == f"{consent_documents.__name__}.write_record"
            asked[path] = ("PDFA_3_A", "PDFUA_1") if carries else STANDARDS
    carrying = tmp_path / "carrying.pdf"
    record = EmbeddedFile("record.json", b"{}", "application/json", "The record as data")
    with carrying.open("wb") as to:
        Document(FURNITURE, files=[record]).save(to)
    asked[carrying] = ("PDFA_3_A", "PDFUA_1")
    assert {each: broken for each, broken in verapdf.complaints(asked).items() if broken} == {}


def test_what_breaks_a_standard_is_named(tmp_path):
    if reason := verapdf.missing():
        pytest.skip(reason)
    path = tmp_path / "untagged.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    broken = verapdf.complaints({path: STANDARDS})
    assert all(len(rules) > 1 for rules in broken.values())
