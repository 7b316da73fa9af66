"""What somebody may not see changes no byte of any page of theirs: no count, no position, no message (product.md §4.1)."""

import re
from datetime import timedelta

from flask import Flask, current_app

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.concerns import handling, receipts, service
from portal.concerns.duties import Answer, Duty, DutyFact
from portal.concerns.policy import EntryKind, Kind
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.issued import keys
from portal.mail.models import OutboxMessage
from portal.settings.models import Setting
from tests.architecture.addresses import LOGGED_VIEWS, Household, every_way, settle
from tests.architecture.telling import tell
from tests.support.browser import Browser
from tests.support.databases import undone

# New on each page that is opened: tokens of forms, keys of submissions, the moment of printing.
_FRESH = re.compile(r'value="[^"]{20,}"|nonce-[\w-]+|\d{1,2}:\d{2}[ap]m')

# The values of the address, by endpoint.
Places = dict[str, dict[str, object]]


def pages_of(browser: Browser, places: Places) -> dict[str, str]:
    """Return what each of these pages says, without what is new each time."""
    said = {}
    for endpoint, values in places.items():
        browser.get(endpoint, **values)
        if browser.headers["Content-Type"].startswith("text/html"):
            said[endpoint] = _FRESH.sub("", browser.page)
    return said


def something_hidden(raiser: Account, colleague: Account, chair: Account) -> None:
    """Concerns about the manager, one of them low-level: raised with a picture, answered, with a duty and a sealed
    receipt, withdrawn, and with e-mails that did not arrive."""
    concern = tell(raiser, about="manager")
    low_level = tell(colleague, about="manager", kind=Kind.LOW_LEVEL)
    late = DutyFact(Duty.TRIAGE, Answer.YES, clock.today() - timedelta(days=30))
    for each in (concern, low_level):
        handling.record_duty(each, late, seen=0, submission=new_token(), by_id=chair.id)
        with current_app.test_request_context():
            receipts.receipt_response(each, by_id=None)
        service.withdraw_concern(each, by_id=each.raised_by_id)
    for step in (EntryKind.ACKNOWLEDGED, EntryKind.INTERNAL_NOTE, EntryKind.STARTED):
        handling.take_step(concern, step, "A word.", submission=new_token(), by_id=chair.id)
    waiting = OutboxMessage.sent_at.is_null() & (OutboxMessage.kind == "something_new")
    assert OutboxMessage.update(failed_at=clock.now(), last_problem="550 5.1.1").where(waiting).execute()


def places_of(app: Flask, household: Household, role: Role) -> Places:
    """Return every page that somebody of this role may open without a line in the log, apart from their own concerns."""
    permissions = household.people[role].permissions
    granted = [way for way in every_way(app) if way.method == "GET" and way.is_granted(permissions)]
    return {
        way.endpoint: way.values(household)
        for way in granted
        if not way.is_public and way.endpoint not in LOGGED_VIEWS and not way.endpoint.startswith("concerns.own")
    }


def test_what_is_hidden_from_a_person_changes_no_page_of_theirs(app: Flask, setting: Setting) -> None:
    household = settle()
    keys.seal_key()
    OutboxMessage.update(sent_at=clock.now()).execute()  # what the settling itself wrote
    chair, colleague = household.people[Role.CHAIR], household.people[Role.POSTER]
    roles = (Role.MANAGER, Role.STAFF, Role.LEAD, Role.INSPECTOR)
    browsers = {role: Browser(app).sign_in(household.people[role]) for role in roles}
    places = {role: places_of(app, household, role) for role in roles}
    before = {role: pages_of(browsers[role], places[role]) for role in roles}
    with undone():
        something_hidden(household.parent, colleague, chair)
        after = {role: pages_of(browsers[role], places[role]) for role in roles}
    changed = {(role, page) for role in roles for page, said in before[role].items() if said != after[role][page]}
    assert changed == set()


def test_what_did_not_arrive_and_is_hidden_is_counted_by_no_button(app: Flask, setting: Setting) -> None:
    household = settle()
    OutboxMessage.update(sent_at=clock.now()).execute()
    manager = Browser(app).sign_in(household.people[Role.MANAGER])
    before = manager.post("mail.undelivered").text
    something_hidden(household.parent, household.people[Role.POSTER], household.people[Role.CHAIR])
    assert manager.post("mail.undelivered").text == before
