"""Secrets in links survive mail programs and paper."""

from portal.foundation.tokens import new_token


def test_no_link_ends_in_a_sign_that_a_mail_program_leaves_out() -> None:
    made = {new_token() for _ in range(2_000)}
    assert len(made) == 2_000
    assert {len(token) for token in made} == {32}
    assert all(token[-1].isalnum() for token in made)
