"""The acknowledgement as PDF says who signed what, whatever the name is made of."""

import io
from collections.abc import Callable
from datetime import date

import pytest

from portal.accounts.models import Account
from portal.acknowledgements import documents, outstanding, service
from portal.acknowledgements.queries import full_acknowledgement
from portal.families.models import Child
from portal.pdf.document import Document
from portal.wording import service as wording
from tests.acknowledgements import factories as rules
from tests.families.factories import NewBrowser
from tests.pdf.reading import drawn, page_texts
from tests.support import factories


def _read(draw: Callable[[Document], object]) -> str:
    return " ".join(" ".join(page_texts(drawn(draw))).split())


def test_the_record_holds_each_rule_the_version_and_its_fingerprint(app: object, a_parent: Account) -> None:
    record = full_acknowledgement(rules.sign(a_parent))
    with app.test_request_context():  # type: ignore[attr-defined]
        text = _read(lambda doc: documents.draw_acknowledgement(doc, record))
    for rule in record.rules:
        assert rule.statement in text
    assert record.reference in text
    assert record.wording.sha256[:40] in text.replace(" ", "")
    assert record.text.standing in text


@pytest.mark.parametrize("name", ["Zoë 🦆 Wilkins", "فاطمة الزهراء", "王美玲", "Ọlá-Olúwa Adéṣínà", "x" * 200])
def test_any_name_can_be_drawn(app: object, a_parent: Account, name: str) -> None:
    made = service.acknowledge(rules.parent_rules(), rules.signed_form(name), by_id=a_parent.id)
    to = io.BytesIO()
    with app.test_request_context():  # type: ignore[attr-defined]
        assert documents.write_acknowledgement(full_acknowledgement(made), to) >= 1
    assert to.getvalue().startswith(b"%PDF-")


def test_the_register_on_paper_says_who_owes_it(
    app: object, a_manager: Account, a_child: Child, a_parent: Account
) -> None:
    factories.link(factories.make_adult("Piotr Kowalski"), a_child)
    rules.sign(a_parent)
    found = outstanding.everybody(a_manager, outstanding.asked_documents(), on=date(2026, 11, 22))
    with app.test_request_context():  # type: ignore[attr-defined]
        text = _read(lambda doc: documents.draw_owed(doc, found))
    assert "Piotr Kowalski Zofia Kowalska Parent rules (No account yet)" in text
    assert "Agnieszka Kowalska Zofia Kowalska Parent rules, version 1" in text


@pytest.mark.parametrize("is_plain", [False, True])
def test_a_blank_page_to_sign_has_the_text_its_version_and_lines(
    new_browser: NewBrowser, a_manager: Account, is_plain: bool
) -> None:
    document = rules.a_staff_policy() if is_plain else rules.parent_rules()
    published = wording.current(document.key)
    browser = new_browser(a_manager).get("acknowledgements.key_paper", slug=document.slug)
    answer = browser.click("Print a blank one to sign (PDF)")
    text = " ".join(" ".join(page_texts(answer.content)).split())
    content = published.acknowledgement
    for words in (*content.introduction, *(rule.statement for rule in content.rules), content.standing):
        assert words in text
    assert f"version 1, {published.sha256[:12]}" in text
    assert text.count("I agree") == len(content.rules)
    for line in ("Full name", "Signature", "Date beside the signature"):
        assert line in text
