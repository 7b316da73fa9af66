"""Nothing in the suite, and so nothing in the portal, talks to another machine."""

import smtplib
import socket

import pytest

from tests.support.network import OutsideWorld, expecting_an_attempt

ELSEWHERE = "192.0.2.1"  # RFC 5737: an address that belongs to nobody


def test_a_connection_to_another_machine_is_refused() -> None:
    with expecting_an_attempt(), pytest.raises(OutsideWorld), socket.socket() as connection:
        connection.connect((ELSEWHERE, 443))


def test_a_name_is_not_even_looked_up() -> None:
    with expecting_an_attempt(), pytest.raises(OutsideWorld):
        smtplib.SMTP("mail.example.org", 25, timeout=1)


def test_a_datagram_is_refused() -> None:
    with (
        expecting_an_attempt(),
        pytest.raises(OutsideWorld),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram,
    ):
        datagram.sendto(b"hello", (ELSEWHERE, 53))


def test_this_machine_may_talk_to_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]) as client:
        accepted, _ = server.accept()
        with accepted:
            client.sendall(b"here")
            assert accepted.recv(4) == b"here"
