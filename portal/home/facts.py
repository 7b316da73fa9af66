"""What those who keep the setting may know to be missing, late or waiting: found, and not yet judged."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from portal.access.permissions import Permission, Role
from portal.accounts.models import HandlerProposal
from portal.acknowledgements import outstanding
from portal.acknowledgements.outstanding import OwedFilter
from portal.acknowledgements.policy import Status
from portal.acknowledgements.service import own_documents
from portal.attachments.service import vault
from portal.audit.service import clock_is_behind
from portal.concerns import register as concerns
from portal.concerns import staff
from portal.concerns.clocks import Due
from portal.concerns.routing import HANDLING_ROLES, kinds_without_handler
from portal.consents.policy import Reason
from portal.consents.register.filtering import runs_out_soon
from portal.consents.register.service import Register
from portal.families import inviting
from portal.families.invitees import invitees
from portal.families.models import Child
from portal.foundation import clock
from portal.group import service as group
from portal.group.policy import Membership
from portal.home.policy import Fact, Need
from portal.issued.keys import key_problem
from portal.mail import service as mail
from portal.mail.labels import OBSTACLES
from portal.mail.policy import Delivery
from portal.posts import comments
from portal.posts import queries as posts
from portal.posts.clearance import posters
from portal.posts.clearance import queries as clearances
from portal.relationships import service as relationships
from portal.relationships.policy import Standing
from portal.reminders.policy import Owed
from portal.reminders.recipients import Filter, Recipient, SendPlan, as_seen_by, narrowed, recipients
from portal.settings import service as settings
from portal.settings.labels import CONTACTS
from portal.web.dates import format_moment
from portal.web.labels import join_names
from portal.wording import drafts, library

PRINTED_WITHIN = timedelta(days=2)
_TOLD_OF_ROUTING_GAPS = frozenset({Role.MANAGER, Role.CHAIR})


def find_facts(account: Any, *, on: date) -> Iterator[Fact]:
    """Yield whatever ``account`` may know of, but what is read off the register of consents."""
    for permission, find in _SOURCES:
        if permission in account.permissions:
            yield from find(account, on)


def register_facts(account: Any, found: Register) -> Iterator[Fact]:
    """Yield what the register tells, as ``account`` sees it, and who is to be reminded."""
    may_chase = Permission.CONSENT_CHASE in account.permissions
    owing = as_seen_by(account, recipients(on=found.on)) if may_chase else []
    yield from _yeses_that_end(found, owing)
    if owing:
        yield Fact(Need.OWING, len(owing), able=len(SendPlan.of(owing).contacted))
    if asking := sum(any(Reason.ASKED_FIRST in r.reasons for r in line.rulings.values()) for line in found.lines):
        yield Fact(Need.ASKED_FIRST, asking)
    if disputed := sum(any(ruling.is_disputed for ruling in line.rulings.values()) for line in found.lines):
        yield Fact(Need.DISPUTED, disputed)
    silent = sum(any(ruling.is_unanswered for ruling in line.rulings.values()) for line in found.lines)
    if silent and not may_chase:
        yield Fact(Need.UNANSWERED, silent)
    if not may_chase:
        yield from _unsigned(account, found.on)


def _unsigned(account: Any, on: date) -> Iterator[Fact]:
    asked = outstanding.asked_documents()
    some = outstanding.people(account, asked, OwedFilter(), on=on)
    for each in asked:
        if count := sum(bool(one.owed & each.bit) for one in some):
            yield Fact(Need.UNSIGNED, count, about=each.title, key=each.document.slug)


def _yeses_that_end(found: Register, owing: list[Recipient]) -> Iterator[Fact]:
    ends = [
        min(until)
        for line in found.lines
        if (
            until := [r.counts_until for r in line.rulings.values() if r.counts_until and runs_out_soon(r, on=found.on)]
        )
    ]
    if ends:
        ending = SendPlan.of(narrowed(owing, Filter(owed=Owed.ENDING)))
        yield Fact(Need.ENDING, len(ends), day=min(ends), able=len(ending.contacted))


def _host_faults(_account: Any, _on: date) -> Iterator[Fact]:
    """What only whoever hosts the portal can put right."""
    if last := clock_is_behind():
        yield Fact(Need.CLOCK_BEHIND, about=format_moment(last))
    if not os.access(current_app.config["PORTAL"].instance, os.W_OK):
        yield Fact(Need.READ_ONLY)
    if vault().key_problem():
        yield Fact(Need.KEY_MISSING)
    if key_problem():
        yield Fact(Need.SEAL_KEY)


def _documents_to_sign(account: Any, _on: date) -> Iterator[Fact]:
    for own in own_documents(account):
        if own.status is not Status.DONE:
            yield Fact(Need.SIGN, about=own.published.text.title, key=own.document.slug)


def _concerns(account: Any, on: date) -> Iterator[Fact]:
    """Duties, complaints that wait for their outcome and what waits for an answer, each by when it is due."""
    lines = concerns.handled(account, on=on)
    for each in concerns.open_duties(lines):
        yield Fact(Need.DUTY, each.count, day=each.due_on, about=each.duty, key=each.reference, due=each.due)
    for need, is_complaint in ((Need.OUTCOME, True), (Need.ANSWER, False)):
        waiting = [line for line in lines if line.is_waiting and line.is_complaint is is_complaint]
        for due in Due:
            if some := [line for line in waiting if line.clock.due is due]:
                only = some[0].reference if len(some) == 1 else ""
                yield Fact(need, len(some), day=some[0].clock.due_on, about=due, key=only, due=due)


def _take_downs(_account: Any, _on: date) -> Iterator[Fact]:
    """Posts that rest on a yes which is a no now (product.md §5.2)."""
    count, due_on = posts.count_open()
    if count:
        yield Fact(Need.TAKE_DOWN, count, day=due_on)


def _comments(_account: Any, _on: date) -> Iterator[Fact]:
    """Posts whose comments should have been read by now (product.md §5.3)."""
    if late := comments.late_posts(now=clock.now()):
        yield Fact(Need.COMMENTS, len(late), day=late[0].due.date(), due=Due.LATE)


def _second_eyes(account: Any, _on: date) -> Iterator[Fact]:
    """Clearances of today that wait for a second poster, where this is one."""
    if waiting := clearances.waiting_for_eyes(account, now=clock.now()):
        yield Fact(Need.EYES, len(waiting))


def _without_handler(account: Any, _on: date) -> Iterator[Fact]:
    """Concerns that nobody independent could handle, were they raised today (product.md §4.1)."""
    if not account.roles & _TOLD_OF_ROUTING_GAPS:
        return
    team = staff.workers()
    if about := {gap.about for gap in kinds_without_handler(team)}:
        names = [] if None in about else [worker.name for worker in team if worker.account_id in about]
        invited = [worker.name for worker in team if worker.roles & HANDLING_ROLES and not worker.has_come]
        if kinds_without_handler([replace(worker, has_come=True) for worker in team]):
            invited = []  # somebody else has to be named as well
        yield Fact(Need.CONCERNS, about=join_names(invited or names), is_awaited=bool(invited))


def _proposals(account: Any, _on: date) -> Iterator[Fact]:
    """Who is to handle concerns, unless a handler objects (product.md §4.1)."""
    for proposal in HandlerProposal.open().where(HandlerProposal.proposed_by != account.id):
        yield Fact(Need.PROPOSED, day=clock.london_date(proposal.takes_effect_at), about=proposal.name)


def _relationships(account: Any, _on: date) -> Iterator[Fact]:
    if waiting := relationships.register(account, Standing.DECLARED):
        yield Fact(Need.RELATIONSHIPS, len(waiting))


def _no_family(account: Any, _on: date) -> Iterator[Fact]:
    if not Child.visible_to(account).exists():
        yield Fact(Need.IMPORT)


def _nobody_can_answer(account: Any, on: date) -> Iterator[Fact]:
    if count := Child.nobody_can_answer(Child.attending(on, Child.visible_to(account))).count():
        yield Fact(Need.RESPONSIBILITY, count)


def _details_missing(_account: Any, _on: date) -> Iterator[Fact]:
    """What pages, messages and concerns tell a parent of the setting, as long as it is empty."""
    setting = settings.current()
    told = {
        _("your address"): setting.address,
        _("your telephone number"): setting.phone,
        _("your e-mail address"): setting.email,
        _("how to reach Ofsted"): setting.ofsted_contact,
        _("how to reach the LADO"): setting.lado_contact,
        _("a check of the contacts"): all(line.checked_on for line in settings.contacts()),
    }
    if empty := [what for what, value in told.items() if not value]:
        yield Fact(Need.SETTING, about=join_names(empty))


def _contacts_to_check(_account: Any, _on: date) -> Iterator[Fact]:
    """Contacts that were checked, but six months ago or longer."""
    if old := [str(CONTACTS[line.contact]) for line in settings.contacts() if line.is_due and line.checked_on]:
        yield Fact(Need.CONTACTS, len(old), about=join_names(old))


def _not_published(_account: Any, _on: date) -> Iterator[Fact]:
    if found := drafts.unpublished():
        yield Fact(Need.WORDING, about=join_names([draft.text.title for draft in found]))


def _policies_to_review(_account: Any, on: date) -> Iterator[Fact]:
    """Documents whose day of review is near or over (product.md §3)."""
    if days := library.days_of_review(on):
        yield Fact(Need.REVIEW, len(days), day=min(days))


def _mail_not_ready(_account: Any, _on: date) -> Iterator[Fact]:
    """What keeps a link in an e-mail from reaching a family."""
    config = current_app.config["PORTAL"]
    missing = {
        _("The portal’s address opens on this computer alone."): not config.is_loopback,
        _("No mail server is set."): config.mail_url,
        _("Send yourself a test e-mail."): not config.mail_url or mail.last_test(),
    }
    if hints := [hint for hint, is_set in missing.items() if not is_set]:
        yield Fact(Need.MAIL, about=" ".join(hints))


def _mail_troubles(_account: Any, _on: date) -> Iterator[Fact]:
    """E-mails that did not arrive, and those that no server has taken, and why (product.md §8.11)."""
    if count := len(mail.undelivered()):
        yield Fact(Need.UNDELIVERED, count)
    if count := mail.count_waiting():
        obstacles = mail.obstacles()
        why = OBSTACLES[obstacles[0]] if obstacles else _("the mail server does not take them")
        yield Fact(Need.WAITING, count, about=str(why))


def _letters_not_printed(_account: Any, _on: date) -> Iterator[Fact]:
    """Letters that were made days ago, or that cannot be printed at all."""
    letters, held = inviting.letters_to_print(), mail.links_are_held()
    if letters and (held or clock.now() - letters[0].made_at > PRINTED_WITHIN):
        yield Fact(Need.LETTERS, len(letters), about=str(OBSTACLES[Delivery.HELD]) if held else "")


def _not_invited(_account: Any, on: date) -> Iterator[Fact]:
    """Adults who can say yes for an attending child, have not come in, and have no invitation."""
    if count := sum(invitee.is_never and invitee.can_sign for invitee in invitees(on=on)):
        yield Fact(Need.INVITE, count)


def _no_poster(_account: Any, on: date) -> Iterator[Fact]:
    """That people have the role of a poster, and none of them was designated (product.md §1, P2)."""
    if posters.holding(Role.POSTER) and not posters.designated_posters(on):
        yield Fact(Need.NO_POSTER)


def _closed_group(account: Any, on: date) -> Iterator[Fact]:
    """Who is to be removed from it or invited into it, and whether it is to be looked at (product.md §5.4)."""
    if group.is_kept():
        found = group.load_register(account, on=on)
        if remove := len(found.on(Membership.TO_REMOVE)) + len(found.strangers):
            yield Fact(Need.GROUP_REMOVE, remove)
        if invite := len(found.on(Membership.TO_INVITE)):
            yield Fact(Need.GROUP_INVITE, invite)
    if group.check_is_due(on=on):
        yield Fact(Need.GROUP_CHECK)


_SOURCES: tuple[tuple[Permission, Callable[[Any, date], Iterator[Fact]]], ...] = (
    (Permission.SETTING_EDIT, _host_faults),
    (Permission.OWN_ACCOUNT, _documents_to_sign),
    (Permission.POST_REMOVE, _take_downs),
    (Permission.POST_REMOVE, _comments),
    (Permission.CLEARANCE_MAKE, _second_eyes),
    (Permission.CONCERN_HANDLE, _concerns),
    (Permission.OWN_ACCOUNT, _without_handler),
    (Permission.CONCERN_HANDLE, _proposals),
    (Permission.RELATIONSHIP_CONFIRM, _relationships),
    (Permission.FAMILY_IMPORT, _no_family),
    (Permission.FAMILY_READ, _nobody_can_answer),
    (Permission.WORDING_EDIT, _not_published),
    (Permission.SETTING_EDIT, _details_missing),
    (Permission.SETTING_EDIT, _contacts_to_check),
    (Permission.WORDING_EDIT, _policies_to_review),
    (Permission.SETTING_EDIT, _mail_not_ready),
    (Permission.GROUP_KEEP, _closed_group),
    (Permission.ACCOUNT_INVITE, _mail_troubles),
    (Permission.ACCOUNT_INVITE, _letters_not_printed),
    (Permission.ACCOUNT_INVITE, _not_invited),
    (Permission.POSTER_DESIGNATE, _no_poster),
)
