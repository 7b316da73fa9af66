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
from portal.concerns import register as concerns
from portal.concerns import staff
from portal.concerns.routing import kinds_without_handler
from portal.consents.policy import Reason
from portal.consents.register.service import Coverage, Register, load_register
from portal.families.models import Adult, Child, Guardianship
from portal.home.tasks import Task, documents_to_sign
from portal.mail import service as mail
from portal.settings import service as settings
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
    tasks = _key_missing() if Permission.SETTING_EDIT in may else []
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
    tasks += [*_unanswered(found), *_signatures_owed(account, on)]
    if Permission.SETTING_EDIT in may:
        tasks += _details_missing()
    if Permission.ACCOUNT_INVITE in may:
        tasks += [*_not_delivered(), *_not_invited(on)]
    return ManagerOverview(tuple(tasks), tuple(found.coverage()) if found.lines else ())


def _task(label: str, endpoint: str, hint: str, word: str, tone: str) -> Task:
    return Task(label, url_for(endpoint), hint, {"word": word, "tone": tone})


def _key_missing() -> list[Task]:
    if not vault().key_problem():
        return []
    hint = _("Restore the file vault.key from the backup. Until then no file can be stored or opened.")
    return [Task(_("The key of the stored files is missing"), "", hint, {"word": _("Put right"), "tone": "late"})]


def _concerns(account: Any, on: date) -> list[Task]:
    waiting = [line for line in concerns.handled(account, on=on) if not line.is_closed and not line.clock.is_stopped]
    late = sum(line.clock.is_late for line in waiting)
    if not waiting:
        return []
    days = min(line.clock.days_left for line in waiting)
    label = ngettext("%(num)s concern waits for its outcome", "%(num)s concerns wait for their outcome", len(waiting))
    if late:
        hint = ngettext("%(num)s is past its 28 days.", "%(num)s are past their 28 days.", late)
        return [_task(label, "concerns.register", hint, _("Late"), "late")]
    hint = ngettext("The first has %(num)s day left.", "The first has %(num)s days left.", days)
    return [_task(label, "concerns.register", hint, _("Due soon") if days <= 14 else _("To do"),
                  "soon" if days <= 14 else "waiting")]  # fmt: skip


def _without_handler(account: Any) -> list[Task]:
    """Concerns that nobody independent could handle, were they raised today (product.md §4.1)."""
    team = staff.workers()
    found = kinds_without_handler(team)
    if not found:
        return []
    about = {gap.about for gap in found}
    names = [worker.name for worker in team if worker.account_id in about]
    hint = _("A concern about %(names)s would find nobody independent.", names=join_names(names))
    if any(gap.about is None for gap in found):
        hint = _("There is no manager or chair to give them to.")
    label = _("Somebody has to be able to handle every concern")
    url = url_for("staff.list_staff") if Permission.ACCOUNT_INVITE in account.permissions else ""
    return [Task(label, url, hint, {"word": _("Put right"), "tone": "late"})]


def _no_family(account: Any) -> list[Task]:
    if Child.visible_to(account).exists():
        return []
    hint = _("Nobody can answer or sign before their child is on the list.")
    return [_task(_("Import your families"), "imports.upload_list", hint, _("To do"), "waiting")]


def _details_missing() -> list[Task]:
    """What pages, messages and concerns tell a parent of the setting, as long as it is empty."""
    setting = settings.current()
    told = {
        _("your telephone number"): setting.phone,
        _("your e-mail address"): setting.email,
        _("how to reach Ofsted"): setting.ofsted_contact,
        _("how to reach the LADO"): setting.lado_contact,
    }
    empty = [what for what, value in told.items() if not value]
    if not empty:
        return []
    hint = _("Parents are not told yet: %(what)s.", what=join_names(empty))
    return [_task(_("Complete the details of the setting"), "settings.edit", hint, _("To do"), "waiting")]


def _unanswered(found: Register) -> list[Task]:
    # Not by the main reason: a hold would move it, and could be read off this page.
    silent = sum(all(Reason.NOT_ANSWERED in r.reasons for r in line.rulings.values()) for line in found.lines)
    if not silent:
        return []
    label = ngettext("%(num)s child has no answer at all", "%(num)s children have no answer at all", silent)
    return [_task(label, "consent_register.show", _("No picture of them may be shown."), _("To do"), "waiting")]


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
            yield Task(label, url, _("The register says who."), {"word": _("To do"), "tone": "waiting"})


def _not_delivered() -> list[Task]:
    count = len(mail.undelivered())
    if not count:
        return []
    label = ngettext("%(num)s e-mail did not arrive", "%(num)s e-mails did not arrive", count)
    return [_task(label, "mail.undelivered", _("The page says to whom, and why."), _("Look"), "soon")]


def _not_invited(on: date) -> list[Task]:
    """Adults with parental responsibility for an attending child who have never been sent a link."""
    attending = Child.attending(on).select(Child.id)
    responsible = Guardianship.select(Guardianship.adult).where(
        Guardianship.has_parental_responsibility & Guardianship.child.in_(attending)
    )
    count = Adult.select().where(Adult.account.is_null() & Adult.id.in_(responsible)).count()
    if not count:
        return []
    label = ngettext("%(num)s adult has not been invited", "%(num)s adults have not been invited", count)
    hint = _("They cannot sign until they have an invitation.")
    return [_task(label, "families.invitations", hint, _("To do"), "waiting")]
