"""What can be an e-mail address."""

import pytest

from portal.foundation.email_addresses import is_email


@pytest.mark.parametrize(
    ("email", "valid"),
    [("jo@example.org", True), ("jo.o'day+list@mail.example.co.uk", True), ("jo@example", False), ("jo", False),
     ("jo@-example.org", False), ("a b@example.org", False), ("jo@example.org,", False), ("jo@example.org\n", False)],
)  # fmt: skip
def test_the_shape_of_an_email(email, valid):
    assert is_email(email) is valid
