"""What a mail server says is told in plain words, and never as more than is known."""

import pytest

from portal.mail.policy import Trouble, trouble_of
from portal.mail.words import TROUBLES


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("550 5.1.1 Mailbox unknown", Trouble.NO_SUCH_ADDRESS),
        ("550 5.1.2 Bad destination system", Trouble.NO_SUCH_ADDRESS),
        ("556 5.1.10 Domain does not accept mail", Trouble.NO_SUCH_ADDRESS),
        ("550 nobody here", Trouble.NO_SUCH_ADDRESS),
        ("552 5.2.2 Over quota", Trouble.MAILBOX_FULL),
        ("452 4.2.2 Over quota, try later", Trouble.MAILBOX_FULL),
        ("552 no room", Trouble.MAILBOX_FULL),
        ("550 5.7.1 Message looks like spam", Trouble.REFUSED),
        ("SMTPDataError: 554 5.7.26 Not authenticated mail", Trouble.REFUSED),
        ("SMTPDataError: 550 blocked", Trouble.REFUSED),
        ("SMTPSenderRefused: 553 not your address", Trouble.REFUSED),
        ("SMTPAuthenticationError: 535 5.7.8 Bad credentials", Trouble.NOT_LET_IN),
        ("SMTPSenderRefused: 530 5.7.0 Must issue a STARTTLS command first", Trouble.NOT_LET_IN),
        ("ConnectionRefusedError: [Errno 111] Connection refused", Trouble.NOT_REACHED),
        ("TimeoutError: timed out", Trouble.NOT_REACHED),
        ("gaierror: [Errno -2] Name or service not known", Trouble.NOT_REACHED),
        ("451 4.4.1 No answer from host", Trouble.NOT_REACHED),
        ("421 try later", Trouble.NOT_REACHED),
        ("451 try later", Trouble.NOT_TAKEN),
        ("550 5.3.0 Other trouble", Trouble.NOT_TAKEN),
        ("451 your host 5.1.1.7 waits in line", Trouble.NOT_TAKEN),
        ("It cannot be written: bad address", Trouble.NOT_TAKEN),
        ("", Trouble.NOT_TAKEN),
    ],
)
def test_the_reason_is_read_from_the_answer(said: str, trouble: Trouble) -> None:
    assert trouble_of(said) is trouble


def test_every_reason_has_its_sentence() -> None:
    assert set(TROUBLES) == set(Trouble)
