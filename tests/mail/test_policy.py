"""What a mail server says is told in plain words, and never as more than is known."""

import pytest

from portal.mail.labels import DELIVERY_PROBLEMS
from portal.mail.policy import DeliveryProblem, classify


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("550 5.1.1 Mailbox unknown", DeliveryProblem.NO_SUCH_ADDRESS),
        ("550 5.1.2 Bad destination system", DeliveryProblem.NO_SUCH_ADDRESS),
        ("556 5.1.10 Domain does not accept mail", DeliveryProblem.NO_SUCH_ADDRESS),
        ("550 nobody here", DeliveryProblem.NO_SUCH_ADDRESS),
        ("552 5.2.2 Over quota", DeliveryProblem.MAILBOX_FULL),
        ("452 4.2.2 Over quota, try later", DeliveryProblem.MAILBOX_FULL),
        ("552 no room", DeliveryProblem.MAILBOX_FULL),
        ("550 5.7.1 Message looks like spam", DeliveryProblem.REFUSED),
        ("SMTPDataError: 554 5.7.26 Not authenticated mail", DeliveryProblem.REFUSED),
        ("SMTPDataError: 550 blocked", DeliveryProblem.REFUSED),
        ("SMTPSenderRefused: 553 not your address", DeliveryProblem.REFUSED),
        ("SMTPAuthenticationError: 535 5.7.8 Bad credentials", DeliveryProblem.NOT_LET_IN),
        ("SMTPSenderRefused: 530 5.7.0 Must issue a STARTTLS command first", DeliveryProblem.NOT_LET_IN),
        ("ConnectionRefusedError: [Errno 111] Connection refused", DeliveryProblem.NOT_REACHED),
        ("TimeoutError: timed out", DeliveryProblem.NOT_REACHED),
        ("gaierror: [Errno -2] Name or service not known", DeliveryProblem.NOT_REACHED),
        ("451 4.4.1 No answer from host", DeliveryProblem.NOT_REACHED),
        ("421 try later", DeliveryProblem.NOT_REACHED),
        ("451 try later", DeliveryProblem.NOT_TAKEN),
        ("550 5.3.0 Other trouble", DeliveryProblem.NOT_TAKEN),
        ("451 your host 5.1.1.7 waits in line", DeliveryProblem.NOT_TAKEN),
        ("It cannot be written: bad address", DeliveryProblem.NOT_TAKEN),
        ("", DeliveryProblem.NOT_TAKEN),
    ],
)
def test_the_reason_is_read_from_the_answer(said: str, problem: DeliveryProblem) -> None:
    assert classify(said) is problem


def test_every_reason_has_its_sentence() -> None:
    assert set(DELIVERY_PROBLEMS) == set(DeliveryProblem)
