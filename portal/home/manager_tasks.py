"""What the people who keep the setting need to look at today, worst first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access.permissions import Permission, Role
from portal.acknowledgements.register import registers
from portal.attachments.service import vault
from portal.audit.service import clock_is_behind
from portal.concerns import register as concerns
from portal.concerns import staff
from portal.concerns.clocks import OUTCOME_DAYS
from portal.concerns.routing import kinds_without_handler
from portal.consents.policy import Reason
from portal.consents.register.service import Coverage, Register, load_register
from portal.families.models import Adult, Child, Guardianship
from portal.home.tasks import Task, documents_to_sign
from portal.mail import service as mail
from portal.settings import service as settings
from portal.web.dates import format_moment
from portal.web.labels import join_names

_TOLD_OF_ROUTING_GAPS = frozenset({Role.MANAGER, Role.CHAIR})


@dataclass(frozen=True)
class ManagerOverview:
    """What to do, worst first, and how far each use is covered."""

    tasks: tuple[Task, ...]
    coverage: tuple[Coverage, ...]


def manager_tasks(account: Any, *, on: date) -> ManagerOverview:
    """Return the gaps that ``account`` may see: a lost key and late concerns first. The chair sees no family's."""
    may = account.permissions
    tasks = list(_host_faults()) if Permission.SETTING_EDIT in may else []
    tasks += documents_to_sign(account)
    if Permission.CONCERN_HANDLE in may:
        tasks += _concerns(account, on)
    if account.roles & _TOLD_OF_ROUTING_GAPS:
        tasks += _without_handler(account)
    if Permission.FAMILY_READ not in may:
        return ManagerOverview(tuple(tasks), ())
    found = load_register(account, on=on)
    if Permission.FAMILY_IMPORT in may:
        tasks += _no_family(account)
    tasks += [*_nobody_can_answer(account, on), *_unanswered(found), *_signatures_owed(account, on)]
    if Permission.SETTING_EDIT in may:
        tasks += _details_missing()
    if Permission.ACCOUNT_INVITE in may:
        tasks += [*_not_delivered(), *_not_invited(on)]
    return ManagerOverview(tuple(tasks), tuple(found.coverage()) if found.lines else ())


def _host_faults() -> Iterator[Task]:
    """What only whoever hosts the portal can put right."""
    if last := clock_is_behind():
        hint = _("The newest entry is of %(moment)s. Until the clock is right, every day is counted wrongly.",
                 moment=format_moment(last))  # fmt: skip
        yield Task(_("The clock of the portal’s computer is behind"), "", hint, _("Put right"), "late")
    if vault().key_problem():
        hint = _("Restore the file vault.key from the backup. Until then no file can be stored or opened.")
        yield Task(_("The key of the stored files is missing"), "", hint, _("Put right"), "late")


def _concerns(account: Any, on: date) -> Iterator[Task]:
    waiting = [line for line in concerns.handled(account, on=on) if not line.is_closed and not line.clock.is_stopped]
    if not waiting:
        return
    label = ngettext("%(num)s concern waits for its outcome", "%(num)s concerns wait for their outcome", len(waiting))
    url = url_for("concerns.register")
    if late := sum(line.clock.is_late for line in waiting):
        hint = ngettext(
            "%(num)s is past its %(days)s days.", "%(num)s are past their %(days)s days.", late, days=OUTCOME_DAYS
        )
        yield Task(label, url, hint, _("Late"), "late")
        return
    days = min(line.clock.days_left for line in waiting)
    hint = ngettext("The first has %(num)s day left.", "The first has %(num)s days left.", days)
    word, tone = (_("Due soon"), "soon") if days <= 14 else (_("To do"), "waiting")
    yield Task(label, url, hint, word, tone)


def _without_handler(account: Any) -> Iterator[Task]:
    """Concerns that nobody independent could handle, were they raised today (product.md §4.1)."""
    team = staff.workers()
    about = {gap.about for gap in kinds_without_handler(team)}
    if not about:
        return
    names = [worker.name for worker in team if worker.account_id in about]
    hint = _("A concern about %(names)s would find nobody independent.", names=join_names(names))
    if None in about:
        hint = _("There is no manager or chair to give them to.")
    url = url_for("staff.list_staff") if Permission.ACCOUNT_INVITE in account.permissions else ""
    yield Task(_("Somebody has to be able to handle every concern"), url, hint, _("Put right"), "late")


def _no_family(account: Any) -> Iterator[Task]:
    if not Child.visible_to(account).exists():
        hint = _("Nobody can answer or sign before their child is on the list.")
        yield Task(_("Import your families"), url_for("imports.upload_list"), hint, _("To do"))


def _nobody_can_answer(account: Any, on: date) -> Iterator[Task]:
    if count := Child.nobody_can_answer(Child.attending(on, Child.visible_to(account))).count():
        label = ngettext("Nobody can answer for %(num)s child", "Nobody can answer for %(num)s children", count)
        hint = _("No adult can say yes for them. Check who has parental responsibility.")
        yield Task(label, url_for("families.list_children", show="nobody"), hint, _("Put right"), "late")


def _details_missing() -> Iterator[Task]:
    """What pages, messages and concerns tell a parent of the setting, as long as it is empty."""
    setting = settings.current()
    told = {
        _("your telephone number"): setting.phone,
        _("your e-mail address"): setting.email,
        _("how to reach Ofsted"): setting.ofsted_contact,
        _("how to reach the LADO"): setting.lado_contact,
    }
    if empty := [what for what, value in told.items() if not value]:
        hint = _("Parents are not told yet: %(what)s.", what=join_names(empty))
        yield Task(_("Complete the details of the setting"), url_for("settings.edit"), hint, _("To do"))


def _unanswered(found: Register) -> Iterator[Task]:
    # Not by the main reason: a hold would move it, and could be read off this page.
    silent = sum(all(Reason.NOT_ANSWERED in r.reasons for r in line.rulings.values()) for line in found.lines)
    if silent:
        label = ngettext("%(num)s child has no answer at all", "%(num)s children have no answer at all", silent)
        yield Task(label, url_for("consent_register.show"), _("No picture of them may be shown."), _("To do"))


def _signatures_owed(account: Any, on: date) -> Iterator[Task]:
    for found in registers(account, on=on):
        if found.owed:
            label = ngettext(
                "%(num)s person has not signed: %(title)s",
                "%(num)s people have not signed: %(title)s",
                found.owed,
                title=found.document.title,
            )
            url = url_for("acknowledgements.register", slug=found.document.slug)
            yield Task(label, url, _("The register says who."), _("To do"))


def _not_delivered() -> Iterator[Task]:
    if count := len(mail.undelivered()):
        label = ngettext("%(num)s e-mail did not arrive", "%(num)s e-mails did not arrive", count)
        yield Task(label, url_for("mail.undelivered"), _("The page says to whom, and why."), _("Look"), "soon")


def _not_invited(on: date) -> Iterator[Task]:
    """Adults who can say yes for an attending child and have never been sent a link."""
    attending = Child.attending(on).select(Child.id)
    responsible = Guardianship.select(Guardianship.adult).where(
        Guardianship.can_say_yes() & Guardianship.child.in_(attending)
    )
    if count := Adult.select().where(Adult.account.is_null() & Adult.id.in_(responsible)).count():
        label = ngettext("%(num)s adult has not been invited", "%(num)s adults have not been invited", count)
        hint = _("They cannot sign until they have an invitation.")
        yield Task(label, url_for("families.invitations"), hint, _("To do"))
