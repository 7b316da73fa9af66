"""What strangers and broken parts may do to the portal, and what people see then."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from portal.accounts import invitations, passwords
from portal.accounts.policy import Channel, LinkInvalid
from portal.config import LARGEST_FORM
from portal.foundation.database import db
from portal.web.throttle import ThrottleCount as Count
from portal.web.throttle import TooManyTries, count_try
from tests.support import factories

pytestmark = pytest.mark.both_engines


def test_a_huge_request_from_a_stranger_is_refused_before_it_is_read(app, browser, setting):
    answer = app.test_client().post("/sign-in", data=b"a=b&" * (LARGEST_FORM // 4 + 1),
                                    content_type="application/x-www-form-urlencoded")  # fmt: skip

    assert answer.status_code == 413


def test_a_stranger_may_not_send_what_a_page_for_files_would_take(app, browser, setting):
    answer = app.test_client().post("/concerns/raise", data=b"x" * (2 * LARGEST_FORM), content_type="text/plain")

    assert answer.status_code in {303, 413}


def test_another_host_name_is_refused(app, browser, setting):
    assert app.test_client().get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_static_files_carry_the_same_headers(app, browser, setting):
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("js/once.js")
    answer = app.test_client().get(address)

    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "immutable" in answer.headers["Cache-Control"]


def test_an_error_in_the_database_still_has_its_page(new_browser, setting, app):
    db.execute_sql("ALTER TABLE settings RENAME TO settings_gone")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        answer = app.test_client().get("/sign-in")
        alive = app.test_client().get("/alive")
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None

    assert answer.status_code == 500
    assert "<h1>" in answer.text
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert alive.status_code == 503


def at_once(count, act):
    """Do ``act`` in so many threads at the same moment and return what each came to."""
    outcomes, barrier = [], Barrier(count)

    def one(number):
        db.connect(reuse_if_open=True)
        barrier.wait()
        try:
            outcomes.append(act(number))
        except (LinkInvalid, TooManyTries) as refusal:
            outcomes.append(type(refusal))
        finally:
            db.close()

    threads = [Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.usefixtures("passwords_at_full_cost")
def test_a_link_works_once_however_many_open_it_together(app, setting):
    account = factories.make_account("Mary Byrne")
    token = invitations.invite(account, channel=Channel.EMAIL, by_id=None).token

    def accept(number):
        with app.app_context():
            return invitations.accept(token, f"five wet umbrellas {number}").id

    outcomes = at_once(4, accept)

    assert sorted(outcomes, key=str).count(account.id) == 1
    stored = type(account).get_by_id(account.id).password_hash
    assert sum(passwords.verify_password(f"five wet umbrellas {number}", stored) for number in range(4)) == 1


def test_no_try_slips_past_the_count(app, setting):
    def count(_number):
        with app.app_context():
            return count_try("x", limit=8, within=timedelta(minutes=5))

    outcomes = at_once(12, count)

    assert outcomes.count(TooManyTries) == 4
    assert Count.select().count() == 1


@pytest.mark.parametrize("page", ["/%00", "/consents/record/%00.pdf", "/invitation/%00%01"])
def test_control_characters_in_an_address_are_not_found(browser, setting, page):
    assert browser.get(page).status in {404}
