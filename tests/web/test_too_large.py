"""Who sends more than a page takes is told so, and keeps the answers that came before it (product.md, section 8.7)."""

import pytest

from portal.accounts.models import SignIn
from portal.attachments.policy import LARGEST_UPLOADS
from portal.concerns import drafts
from portal.concerns.policy import Kind
from portal.config import LARGEST_FORM
from portal.foundation import clock

TOO_BIG = "What you sent is too big"
TYPED = "Line one: “quotes”, <b>tags</b> & Zoë"


@pytest.fixture
def parent(new_browser, a_parent):
    return new_browser(a_parent)


def part(name, value):
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def send(browser, *parts, where="/concerns/raise"):
    """Send answers and then a file of more than the page takes, as a browser does: in the order of the page."""
    file = b'--b\r\nContent-Disposition: form-data; name="evidence"; filename="a.mp4"\r\n\r\n' + b"a" * LARGEST_UPLOADS
    body = b"".join(parts) + file + b"\r\n" + part("other_name", "after it") + b"--b--\r\n"
    return browser._go("POST", where, data=body, content_type="multipart/form-data; boundary=b")


def kept(browser):
    return {
        control.get("name"): control.get("value") for control in browser.root.xpath("//form//input[@type='hidden']")
    }


def test_answers_before_a_file_that_is_too_large_are_kept_and_shown_in_their_form(parent, a_parent, setting):
    draft = drafts.begin(Kind.QUESTION, by_id=a_parent.id)
    send(parent, part("what_happened", TYPED), where=f"/concerns/raise/{draft.reference}/what")
    assert (parent.status, parent.heading) == (413, TOO_BIG)
    assert "Nothing was saved" in parent.text
    assert "The answers after it may be missing" in parent.text
    assert "Files that you chose just now could not be kept" in parent.text
    assert "other_name" not in kept(parent)
    parent.submit("Show me what I typed")
    assert parent.root.xpath("//textarea[@name='what_happened']")[0].text.strip() == TYPED
    assert "This is not sent yet" in parent.text


def test_answers_before_a_text_that_is_too_long_are_kept_too(new_browser, a_manager):
    manager = new_browser(a_manager)
    manager._go(
        "POST",
        manager.address_of("settings.edit"),
        data={"name": "Bo & Cy", "address": "a" * LARGEST_FORM, "phone": "after it"},
    )
    assert (manager.status, manager.heading) == (413, TOO_BIG)
    assert kept(manager)["name"] == "Bo & Cy"
    assert not {"address", "phone"} & kept(manager).keys()


def test_no_password_is_written_into_the_page(browser, a_parent):
    send(browser, part("login", "ada@example.org"), part("password", "seven wet boots"), where="/sign-in")
    assert browser.status == 413
    assert kept(browser)["login"] == "ada@example.org"
    assert "seven wet boots" not in browser.page


def test_who_was_signed_out_meanwhile_signs_in_and_sees_the_answers(parent):
    SignIn.update(ended_at=clock.now()).execute()
    send(parent, part("what_happened", TYPED))
    assert parent.heading == "Sign in"
    assert "typed" in kept(parent)


def test_what_a_stranger_sends_is_kept_for_nobody(browser, a_parent):
    send(browser, part("what_happened", TYPED))
    assert "too much to keep" in browser.text
    assert "quotes" not in browser.page


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("multipart/form-data; boundary=b", b"no boundary at all"),
        ("multipart/form-data; boundary=b", part("kind", "never ends")[:-2]),
        ("multipart/form-data; boundary=b", b"--b\r\nnothing\r\n\r\n"),
        ("multipart/form-data; boundary=b", part("kind", "question") * 3_000),
        ("multipart/form-data; boundary=b", part("kind", "a" * 800_000)),
        ("multipart/form-data", b"a=b&"),
        ("application/x-www-form-urlencoded", b"%ff%00=%ff&"),
        ("text/plain", b"\x00\xff"),
    ],
)
def test_whatever_else_is_too_large_is_refused_in_words(parent, kind, start):
    parent._go("POST", "/concerns/raise", data=start + b"x" * LARGEST_UPLOADS, content_type=kind)
    assert (parent.status, parent.heading) == (413, TOO_BIG)
