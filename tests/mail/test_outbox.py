"""A message is written with what caused it, sent once, and tried again for as long as it makes sense."""

import email
import email.policy
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from portal.foundation.database import db
from portal.mail import service
from portal.mail.labels import delivery_words
from portal.mail.models import OutboxMessage
from portal.mail.policy import Delivery
from portal.mail.routes import TESTS_PER_PERSON
from portal.mail.transport import _compose

pytestmark = pytest.mark.both_engines

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Postman:
    """A mail server on this machine; ``answer`` is what it says to each recipient."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the name that the server looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 taken"


@pytest.fixture
def postman(app, monkeypatch):
    handler = Postman()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], mail_url=f"smtp://127.0.0.1:{port}"))
    yield handler
    server.stop()


def queue(
    recipient: str = "mary.byrne@example.org", subject: str = "A new password", **values: object
) -> OutboxMessage:
    return service.queue(
        recipient, subject, "accounts/reset", **{"name": "Mary Byrne", "address": "http://x/y", **values}
    )


def letter_of(envelope: Envelope) -> email.message.EmailMessage:
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def test_a_message_is_sent_once(setting, postman) -> None:
    queue()
    assert service.send_due() == 1
    assert service.send_due() == 0
    (envelope,) = postman.taken
    letter = letter_of(envelope)
    assert envelope.rcpt_tos == ["mary.byrne@example.org"]
    assert letter["From"] == "Swallow Risers Playgroup <office@example.org>"
    assert letter["Subject"] == "A new password"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Hello Mary Byrne" in letter.get_content()


def test_the_text_is_forgotten_once_it_is_sent(setting, postman) -> None:
    message = queue(address="http://localhost/invitation/one-time-secret")
    service.send_due()
    sent = OutboxMessage.get_by_id(message.id)
    assert sent.sent_at is not None
    assert sent.body == ""


def test_what_caused_it_failed_so_nothing_is_sent(setting, postman) -> None:
    with pytest.raises(ZeroDivisionError), db.atomic():  # noqa: PT012 - both belong to one transaction
        queue()
        raise ZeroDivisionError
    assert service.send_due() == 0
    assert postman.taken == []


def test_a_subject_cannot_smuggle_in_another_line(setting, postman) -> None:
    queue(subject="Hello\r\nBcc: everyone@example.org")
    service.send_due()
    letter = letter_of(postman.taken[0])
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hello Bcc: everyone@example.org"


def test_names_of_every_land_arrive_whole(setting, postman) -> None:
    queue(name="Siobhán Ní Dhónaill – Łucja & 王芳 <b>")
    service.send_due()
    assert "Hello Siobhán Ní Dhónaill – Łucja & 王芳 <b>," in letter_of(postman.taken[0]).get_content()


def test_without_a_server_a_message_waits(setting) -> None:
    message = queue()
    assert service.send_due() == 0
    waiting = OutboxMessage.get_by_id(message.id)
    assert waiting.failed_at is None
    assert waiting.body
    assert waiting.attempts == 0


def test_a_busy_server_is_tried_again_ever_more_slowly(setting, postman) -> None:
    postman.answer = "451 try later"
    with time_machine.travel(START, tick=False) as clock:
        message = queue()
        waits = []
        for _ in range(4):
            service.send_due()
            due = OutboxMessage.get_by_id(message.id).try_after
            waits.append(round((due - datetime.now(UTC)).total_seconds() / 60))
            clock.move_to(due)
        postman.answer = "250 OK"
        assert service.send_due() == 1
    assert waits == [1, 5, 15, 60]


def test_nobody_is_written_to_for_ever(setting, postman) -> None:
    postman.answer = "451 try later"
    with time_machine.travel(START, tick=False) as clock:
        message = queue()
        for _ in range(20):
            service.send_due()
            clock.shift(timedelta(days=2))
    given_up = OutboxMessage.get_by_id(message.id)
    assert given_up.failed_at is not None
    assert given_up.failed_at - given_up.queued_at > timedelta(days=5)
    assert given_up.attempts < 6


def test_an_address_that_does_not_exist_is_given_up_at_once(setting, postman) -> None:
    postman.answer = "550 5.1.1 <mary.byrne@example.org>: nobody here"
    message = queue()
    service.send_due()
    given_up = OutboxMessage.get_by_id(message.id)
    assert given_up.failed_at is not None
    assert given_up.last_problem == "550 5.1.1 <…>: nobody here"


def test_one_bad_address_does_not_hold_up_the_others(setting, postman) -> None:
    postman.answer = "550 nobody here"
    queue("gone@example.org")
    service.send_due()
    postman.answer = "250 OK"
    queue("mary.byrne@example.org")
    assert service.send_due() == 1


def test_two_senders_never_send_the_same_message(setting, postman) -> None:
    queue()
    taken = service._take_next()
    assert taken is not None
    assert service.send_due() == 0, "it is being sent by somebody else"


def test_a_sender_that_died_is_replaced(setting, postman) -> None:
    with time_machine.travel(START, tick=False) as clock:
        queue()
        service._take_next()
        clock.shift(timedelta(minutes=5, seconds=1))
        assert service.send_due() == 1


def test_a_server_that_is_not_there_is_no_crash(setting, app, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], mail_url="smtp://127.0.0.1:1"))
    message = queue()
    assert service.send_due() == 0
    assert OutboxMessage.get_by_id(message.id).last_problem.startswith("ConnectionRefusedError")


def test_a_folder_stands_in_for_a_server(setting, app, monkeypatch, tmp_path) -> None:
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], mail_url=f"file:{tmp_path}/letters"))
    queue()
    assert service.send_due() == 1
    (file,) = (tmp_path / "letters").iterdir()
    assert b"To: mary.byrne@example.org" in file.read_bytes()


def test_a_letter_that_cannot_be_written_is_given_up_and_holds_up_nobody(setting, postman) -> None:
    bad, good = queue("=?utf-8?q?a=0abc?=@b.cc"), queue()
    assert service.send_due() == 1
    assert OutboxMessage.get_by_id(bad.id).failed_at is not None
    assert OutboxMessage.get_by_id(good.id).sent_at is not None


def test_a_folder_that_cannot_be_written_keeps_the_letter(setting, app, monkeypatch, tmp_path) -> None:
    (tmp_path / "letters").write_text("a file is in the way")
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], mail_url=f"file:{tmp_path}/letters"))
    message = queue()
    assert service.send_due() == 0
    waiting = OutboxMessage.get_by_id(message.id)
    assert waiting.failed_at is None
    assert waiting.body


def test_the_manager_sees_what_did_not_arrive_and_can_try_again(setting, postman, new_browser, a_manager) -> None:
    postman.answer = "550 nobody here"
    queue()
    service.send_due()
    browser = new_browser(a_manager).get("home.index").click("1 e-mail that did not arrive")
    assert "mary.byrne@example.org" in browser.text
    assert "This address does not exist. 550 nobody here" in browser.text
    browser.submit("Try them all again")
    postman.answer = "250 OK"
    assert service.send_due() == 1
    assert "No e-mail was given up." in browser.get("mail.undelivered").text


def test_each_try_carries_the_same_message_id(setting, app) -> None:
    letters = [_compose(OutboxMessage.get_by_id(queue().id), app.config["PORTAL"]) for _ in range(1)]
    again = _compose(OutboxMessage.get(), app.config["PORTAL"])
    assert letters[0]["Message-ID"] == again["Message-ID"]


def test_weeks_without_a_server_do_not_count_as_trying(setting, app, postman, monkeypatch) -> None:
    ready = app.config["PORTAL"]
    with time_machine.travel(START, tick=False) as clock:
        monkeypatch.setitem(app.config, "PORTAL", replace(ready, mail_url=""))
        message = queue()
        clock.shift(timedelta(days=30))
        monkeypatch.setitem(app.config, "PORTAL", ready)
        postman.answer = "451 try later"
        for _ in range(3):
            service.send_due()
            clock.shift(timedelta(hours=1))
        assert OutboxMessage.get_by_id(message.id).failed_at is None
        postman.answer = "250 OK"
        assert service.send_due() == 1


def test_a_link_has_the_address_that_the_portal_has_when_it_is_sent(setting, app, postman, monkeypatch) -> None:
    address = f"{app.config['PORTAL'].public_url}/invitation/one-time-secret"
    message = queue(address=address, name="Mary of http://localhost.example")
    assert address not in message.body
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], public_url="https://portal.example"))
    assert service.send_due() == 1
    said = letter_of(postman.taken[0]).get_content()
    assert "https://portal.example/invitation/one-time-secret" in said
    assert "Mary of http://localhost.example," in said
    assert "PORTAL_URL" not in said


def test_while_links_would_open_here_only_nothing_is_sent_and_all_of_it_once_the_address_is_set(
    setting, app, postman, monkeypatch
) -> None:
    config = replace(app.config["PORTAL"], environment="production", public_url="http://127.0.0.1:8000")
    monkeypatch.setitem(app.config, "PORTAL", config)
    message = queue(address="http://127.0.0.1:8000/invitation/one-time-secret")
    assert service.delivery_of(message) is Delivery.HELD
    assert service.send_due() == 0
    monkeypatch.setitem(app.config, "PORTAL", replace(config, public_url="https://portal.example"))
    assert service.send_due() == 1
    assert "https://portal.example/invitation/one-time-secret" in letter_of(postman.taken[0]).get_content()


def test_what_became_of_a_message_is_told_in_one_sentence(setting, app, postman, monkeypatch) -> None:
    ready = app.config["PORTAL"]
    said = []

    def note(message: OutboxMessage) -> None:
        said.append(delivery_words(OutboxMessage.get_by_id(message.id)))

    with time_machine.travel(START, tick=False):
        for config in (replace(ready, mail_url=""), replace(ready, environment="production"), ready):
            monkeypatch.setitem(app.config, "PORTAL", config)
            with app.test_request_context():
                note(queue())
        sent, lost = (
            OutboxMessage.select().order_by(OutboxMessage.id).get(),
            OutboxMessage.select().order_by(OutboxMessage.id.desc()).get(),
        )
        service.send_due(most=1)
        postman.answer = "550 5.1.1 nobody here"
        service.send_due()
        with app.test_request_context():
            note(sent)
            note(lost)
    assert said == [
        "E-mail waits: no mail server is set",
        "E-mail waits: the portal’s address opens on this computer only",
        "E-mail waits to be sent",
        "E-mail sent 22 November 2026",
        "E-mail did not arrive: This address does not exist.",
    ]


def test_a_test_e_mail_is_tried_at_once_and_remembered_for_this_server(setting, app, postman, new_browser, a_manager):
    browser = new_browser(a_manager).get("mail.undelivered")
    assert "Nobody has tested this mail server yet." in browser.text
    browser.submit("Send a test e-mail to me")
    assert f"The mail server took it. Now look in the mailbox of {a_manager.email}." in browser.text
    assert "The last test was taken by the mail server" in browser.text
    (envelope,) = postman.taken
    assert envelope.rcpt_tos == [a_manager.email]
    assert "e-mails from the portal arrive" in letter_of(envelope).get_content()
    assert service.last_test() == OutboxMessage.get().sent_at
    assert app.config["PORTAL"].mail_url not in str(OutboxMessage.select().dicts().get())


def test_another_server_is_not_tested_yet(setting, app, postman, monkeypatch) -> None:
    service.send_test("mary.byrne@example.org")
    assert service.last_test()
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], mail_url="smtp://127.0.0.1:1"))
    assert service.last_test() is None


def test_a_test_that_fails_says_why_and_is_not_tried_again(setting, postman, new_browser, a_manager) -> None:
    postman.answer = "550 5.7.1 we do not like you"
    browser = new_browser(a_manager).get("mail.undelivered").submit("Send a test e-mail to me")
    assert "It was not sent. Their mail server refused it" in browser.text
    assert "The answer was: 550 5.7.1 we do not like you" in browser.text
    assert "No e-mail was given up." in browser.text
    browser.post("mail.undelivered")
    postman.answer = "250 OK"
    assert service.send_due() == 0
    assert service.last_test() is None


def test_a_test_is_not_sent_without_a_server_or_by_a_page_of_another_site(setting, app, new_browser, a_manager) -> None:
    browser = new_browser(a_manager).get("mail.undelivered")
    assert "No mail server is set" in browser.text
    assert "Send a test" not in browser.text
    assert "Nothing was sent." in browser.post("mail.send_test").text
    assert OutboxMessage.select().count() == 0


def test_a_page_of_another_site_sends_no_test_and_nobody_sends_many(setting, postman, new_browser, a_manager) -> None:
    browser = new_browser(a_manager)
    browser.post_without_token("mail.send_test")
    assert postman.taken == []
    statuses = [browser.post("mail.send_test").status for _press in range(TESTS_PER_PERSON + 1)]
    assert statuses == [200] * TESTS_PER_PERSON + [429]
    assert len(postman.taken) == TESTS_PER_PERSON


def test_nobody_but_who_invites_people_sends_a_test(setting, postman, new_browser, a_staff_member, a_parent) -> None:
    for somebody in (a_staff_member, a_parent):
        assert new_browser(somebody).post("mail.send_test").status == 403
    assert postman.taken == []


def test_the_terminal_sends_what_is_due(setting, app, postman) -> None:
    queue()
    assert app.test_cli_runner().invoke(args=["mail", "send"]).output == "1 sent.\n"
