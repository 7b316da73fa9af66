"""Handlers look at pictures and pages inside the portal: nothing to save, nothing that runs, and each look is logged."""

import io
from threading import BoundedSemaphore

import pytest
from PIL import Image

from portal.acknowledgements.service import Signer
from portal.attachments import service
from portal.attachments.models import Attachment
from portal.attachments.service import Variant, renew_copies
from portal.audit.models import AuditEntry
from portal.foundation.database import db
from tests.acknowledgements import factories as rules
from tests.attachments.hostile import pdf_of, saved
from tests.concerns import factories as concerns
from tests.consents.paper_factories import key_in, print_one, scan
from tests.support import factories

pytestmark = pytest.mark.both_engines


def kept(raiser, content, name):
    file = service.accept_file(content, name, by_id=raiser.id)
    return concerns.raise_concern(raiser, evidence=[file])


def document(pages):
    return saved(pdf_of(pages))


def looks():
    return AuditEntry.select().where(AuditEntry.event == "EvidenceOpened").count()


def pictures_on(browser):
    return list(browser.root.xpath("//figure/img/@src"))


def test_a_handler_looks_at_a_picture_without_saving_it(setting, a_manager, a_parent, new_browser):
    concern = kept(a_parent, concerns.photograph(), "from my phone.jpg")
    browser = new_browser(a_manager).get("concerns.case", reference=concern.reference).click("Look at picture-1.jpg")
    assert "Not scanned for viruses" in browser.text
    before = looks()
    picture = browser.get(pictures_on(browser)[0])
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert picture.headers["Content-Disposition"] == "inline"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(picture.content)).size == (64, 48)
    assert not concerns.has_place(picture.content)
    assert looks() == before + 1


def test_each_page_of_a_document_is_looked_at_as_a_picture(setting, a_manager, a_parent, new_browser):
    concern = kept(a_parent, document(3), "chat.pdf")
    browser = new_browser(a_manager).get("concerns.case", reference=concern.reference).click("Look at document-1.pdf")
    pages = pictures_on(browser)
    assert len(pages) == 3
    for page in pages:
        assert Image.open(io.BytesIO(browser.get(page).content)).width > 500
    assert browser.get(pages[-1].replace("page=3", "page=4")).status == 404


def test_nobody_else_looks_at_it(setting, a_manager, a_lead, a_parent, a_stranger, new_browser):
    """Neither another family, nor the manager when it is about the manager."""
    concern = kept(a_parent, concerns.photograph(), "a.jpg")
    about = concerns.raise_concern(
        a_parent, about=("manager",), evidence=[service.accept_file(concerns.photograph(), "b.jpg", by_id=0)]
    )
    before = looks()
    for account, case in ((a_stranger, concern), (a_manager, about)):
        for way in ({}, {"page": 1}, {"download": 1}):
            for page in ("concerns.own_evidence", "concerns.evidence"):
                answer = new_browser(account).get(page, reference=case.reference, position=1, **way)
                assert answer.status in {403, 404}
    assert looks() == before


def as_of_an_older_release(concern):
    """Make the file one whose copy was made by older rules, and which was never looked into since."""
    file = Attachment.get(Attachment.subject == "concern_entry")
    row = dict(file.__data__, checked_at=None, pages=None, preview_name=None, preview_sha256=None, position=7)
    row.pop("id"), row.pop("token")
    return Attachment.create(**row)


def test_a_document_of_an_older_release_is_drawn_anew_and_can_then_be_looked_at(setting, a_manager, a_parent):
    older = as_of_an_older_release(kept(a_parent, document(2), "chat.pdf"))
    assert not older.can_be_looked_at
    assert (renew_copies(10), renew_copies(10)) == (1, 0)
    now = Attachment.get_by_id(older.id)
    assert now.can_be_looked_at
    assert (now.pages, now.original_sha256) == (2, older.original_sha256)
    assert now.copy_name != older.copy_name
    assert service.open_file(now, Variant.PREVIEW)


def test_an_old_file_that_cannot_be_opened_keeps_its_copy_and_is_tried_once(setting, a_manager, a_parent, caplog):
    older = as_of_an_older_release(kept(a_parent, document(2), "chat.pdf"))
    with db.atomic():
        Attachment.update(original_sha256="0" * 64).where(Attachment.id == older.id).execute()
    assert (renew_copies(10), renew_copies(10)) == (1, 0)
    now = Attachment.get_by_id(older.id)
    assert (now.copy_name, now.preview_name) == (older.copy_name, None)
    assert "could not be made anew" in caplog.text


@pytest.mark.parametrize("trouble", ["busy", "no key"])
def test_an_old_file_is_tried_again_when_a_passing_trouble_is_over(
    setting, a_manager, a_parent, instance, monkeypatch, trouble
):
    older = as_of_an_older_release(kept(a_parent, document(2), "chat.pdf"))
    with monkeypatch.context() as during:
        if trouble == "busy":
            during.setattr("portal.attachments.worker.QUEUE", BoundedSemaphore(1))
            during.setattr("portal.attachments.worker.COMMAND", ("/no/such/program",))
        else:
            (instance / "vault.key").rename(instance / "lost.key")
        assert renew_copies(10) == 0
        if trouble == "no key":
            (instance / "lost.key").rename(instance / "vault.key")
    assert renew_copies(10) == 1
    assert Attachment.get_by_id(older.id).can_be_looked_at


def test_a_page_of_a_document_that_cannot_be_looked_at_yet_does_not_exist(setting, a_manager, a_parent, new_browser):
    concern = kept(a_parent, document(1), "chat.pdf")
    older = as_of_an_older_release(concern)
    assert renew_copies(0) == 0
    address = {"reference": concern.reference, "position": older.position, "page": 1}
    assert new_browser(a_manager).get("concerns.evidence", **address).status == 404


def test_a_scan_is_looked_at_by_its_keepers_and_by_whoever_signed(a_child, a_manager, a_parent, new_browser):
    record = key_in(
        print_one(a_child, a_manager), factories.adult_of(a_parent), a_manager, {"press": "no"}, scan=scan()
    )
    for account in (a_manager, a_parent):
        browser = new_browser(account).get("consent_paper.scan", reference=record.reference)
        assert "Not scanned for viruses" in browser.text
        assert Image.open(io.BytesIO(browser.get(pictures_on(browser)[0]).content)).size[0] > 0


def test_the_scan_of_signed_rules_is_looked_at_and_each_look_is_logged(
    a_child, a_manager, a_parent, a_stranger, new_browser
):
    signer = Signer(a_parent.name, adult_id=factories.adult_of(a_parent).id)
    where = {"reference": rules.key_in(signer, a_manager, scan=scan()).reference}
    opened = AuditEntry.select().where(AuditEntry.event == "SignedPaperOpened")
    browser = new_browser(a_manager).get("acknowledgements.acknowledged", **where).click("Look at the scan")
    assert "Not scanned for viruses" in browser.text
    picture = browser.get(pictures_on(browser)[0])
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(picture.content)).size[0] > 0
    assert opened.count() == 1
    browser.get("acknowledgements.acknowledged", **where).click("Download the scan")
    assert browser.headers["Content-Disposition"].startswith("attachment")
    assert opened.count() == 2
    for way in ({}, {"page": 1}, {"page": 2}, {"page": "x"}, {"download": 1}):
        assert new_browser(a_stranger).get("acknowledgements.scan", **where, **way).status == 404
    assert browser.get("acknowledgements.scan", **where, page=2).status == 404
    assert opened.count() == 2
