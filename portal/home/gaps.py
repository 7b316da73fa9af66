"""What the people who keep the setting need to look at today, worst first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access.permissions import Permission
from portal.consents.policy import Reason
from portal.consents.register import Coverage, Register, register
from portal.families.models import Adult, Child, Guardianship
from portal.home.tasks import Task


@dataclass(frozen=True)
class Gaps:
    """What to do, worst first, and how far each use is covered."""

    tasks: tuple[Task, ...]
    coverage: tuple[Coverage, ...]


def of(account: Any, *, on: date) -> Gaps:
    """Return the gaps that ``account`` may see; the chair sees none of the families'."""
    if Permission.FAMILY_READ not in account.permissions:
        return Gaps((), ())
    found = register(account, on=on)
    tasks = [*_unanswered(found)]
    if Permission.ACCOUNT_INVITE in account.permissions:
        tasks += _not_invited(on)
    return Gaps(tuple(tasks), tuple(found.coverage()))


def _unanswered(found: Register) -> list[Task]:
    silent = sum(all(r.main_reason is Reason.NOT_ANSWERED for r in line.rulings.values()) for line in found.lines)
    if not silent:
        return []
    label = ngettext("%(num)s child has no answer at all", "%(num)s children have no answer at all", silent)
    return [
        Task(label, url_for("consent_register.show"), _("No picture of them may be shown."),
             {"word": _("To do"), "tone": "waiting"})
    ]  # fmt: skip


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
    return [
        Task(label, url_for("families.list_children"), _("They cannot sign until they have an invitation."),
             {"word": _("To do"), "tone": "waiting"})
    ]  # fmt: skip
