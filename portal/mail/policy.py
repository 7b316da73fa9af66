"""What became of a message, and why one did not arrive: pure rules over what the mail server said."""

import re
from enum import StrEnum, auto

# RFC 5321 §4.2 and RFC 3463: “550 5.1.1 Mailbox unknown”. Numbers of an internet address are neither.
_REPLY = re.compile(r"(?<![\w.])([45]\d\d)(?![\w.])")
_ENHANCED = re.compile(r"(?<![\w.])[45]\.(\d{1,3})\.(\d{1,3})(?!\w|\.\d)")


class Delivery(StrEnum):
    """What became of a message. The first two are why none goes out at all at present (product.md §8.11)."""

    NO_SERVER = auto()
    HELD = auto()
    QUEUED = auto()
    SENT = auto()
    FAILED = auto()


class DeliveryProblem(StrEnum):
    """Why a message did not arrive, as far as anybody can tell."""

    NO_SUCH_ADDRESS = auto()
    MAILBOX_FULL = auto()
    REFUSED = auto()
    NOT_LET_IN = auto()
    NOT_REACHED = auto()
    NOT_TAKEN = auto()


# Subject and detail of an enhanced status (RFC 3463 §3, RFC 4954 §6, RFC 7505 §4.3).
_BY_STATUS = {
    (1, 1): DeliveryProblem.NO_SUCH_ADDRESS,
    (1, 2): DeliveryProblem.NO_SUCH_ADDRESS,
    (1, 3): DeliveryProblem.NO_SUCH_ADDRESS,
    (1, 10): DeliveryProblem.NO_SUCH_ADDRESS,
    (2, 2): DeliveryProblem.MAILBOX_FULL,
    (7, 8): DeliveryProblem.NOT_LET_IN,
    (7, 9): DeliveryProblem.NOT_LET_IN,
}
_BY_SUBJECT = {4: DeliveryProblem.NOT_REACHED, 7: DeliveryProblem.REFUSED}
_BY_REPLY = {
    421: DeliveryProblem.NOT_REACHED,
    530: DeliveryProblem.NOT_LET_IN,
    535: DeliveryProblem.NOT_LET_IN,
    550: DeliveryProblem.REFUSED,
    551: DeliveryProblem.REFUSED,
    552: DeliveryProblem.MAILBOX_FULL,
    553: DeliveryProblem.REFUSED,
    554: DeliveryProblem.REFUSED,
}
# Said of the address alone, before the server has seen the letter; the name of an error stands before any other.
_OF_THE_ADDRESS = ("550", "551", "553")
# How Python names a server that nobody answered from.
_UNREACHABLE = (
    "ConnectionRefusedError", "ConnectionResetError", "ConnectionAbortedError", "BrokenPipeError", "TimeoutError",
    "gaierror", "SMTPConnectError", "SMTPServerDisconnected", "SSLError", "SSLCertVerificationError", "OSError",
)  # fmt: skip


def classify(said: str) -> DeliveryProblem:
    """Return what is wrong by ``said``, the answer of a server or the name of an error. It never fails."""
    reply, status = _REPLY.search(said), _ENHANCED.search(said)
    code = int(reply[1]) if reply else 0
    if _BY_REPLY.get(code) is DeliveryProblem.NOT_LET_IN:
        return DeliveryProblem.NOT_LET_IN
    if status:
        subject, detail = int(status[1]), int(status[2])
        return _BY_STATUS.get((subject, detail)) or _BY_SUBJECT.get(subject, DeliveryProblem.NOT_TAKEN)
    if said.startswith(_OF_THE_ADDRESS):
        return DeliveryProblem.NO_SUCH_ADDRESS
    if code:
        return _BY_REPLY.get(code, DeliveryProblem.NOT_TAKEN)
    return DeliveryProblem.NOT_REACHED if said.startswith(_UNREACHABLE) else DeliveryProblem.NOT_TAKEN
