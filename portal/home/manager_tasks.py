"""What the people who keep the setting need to look at today, worst first."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access.permissions import Permission, Role
from portal.acknowledgements.register import registers
from portal.attachments.service import vault
from portal.audit.service import clock_is_behind
from portal.concerns import register as concerns
from portal.concerns import staff
from portal.concerns.clocks import OUTCOME_DAYS
from portal.concerns.routing import HANDLING_ROLES, kinds_without_handler
from portal.consents.models import ConsentRecord
from portal.consents.policy import Reason
from portal.consents.register.service import Coverage, Register, load_register
from portal.families import inviting
from portal.families.invitees import invitees
from portal.families.models import Child
from portal.foundation import clock
from portal.home.policy import RESTS_ON, Step, done_steps
from portal.home.tasks import Task, documents_to_sign, proposals_to_read
from portal.mail import service as mail
from portal.mail.labels import OBSTACLES
from portal.mail.policy import Delivery
from portal.settings import service as settings
from portal.web.dates import format_moment
from portal.web.labels import join_names
from portal.wording import drafts
from portal.wording import service as wording
from portal.wording.policy import DocumentKey

PRINTED_WITHIN = timedelta(days=2)
_TOLD_OF_ROUTING_GAPS = frozenset({Role.MANAGER, Role.CHAIR})


@dataclass(frozen=True)
class ManagerOverview:
    """What to do, worst first, how far each use is covered, and the steps of a setting that gets ready."""

    tasks: tuple[Task, ...]
    coverage: tuple[Coverage, ...] = ()
    steps: tuple[Task, ...] = ()

    @property
    def steps_done(self) -> int:
        return sum(step.tone == "yes" for step in self.steps)


def manager_tasks(account: Any, *, on: date) -> ManagerOverview:
    """Return the gaps that ``account`` may see: a lost key and late concerns first. The chair sees no family's.

    Until every step is done, or the first family has signed, a manager sees them as steps of getting ready.
    """
    may, gaps = account.permissions, _gaps(account, on)
    done = done_steps(gaps)
    gets_ready = Role.MANAGER in account.roles and len(done) < len(Step)
    # Of one's own child nothing may be read off this page: not even that somebody signed.
    gets_ready = gets_ready and not ConsentRecord.visible_to(account).exists()
    tasks = list(_host_faults()) if Permission.SETTING_EDIT in may else []
    tasks += documents_to_sign(account)
    if Permission.CONCERN_HANDLE in may:
        tasks += [*_concerns(account, on), *proposals_to_read(account)]
    if Permission.ACCOUNT_INVITE in may:
        tasks += [*_not_delivered(), *_waiting(), *_letters_not_printed()]
    # That e-mails wait is said by the page of invitations and by those who wait.
    tasks += [] if gets_ready else [gap for step, gap in gaps.items() if step is not Step.MAIL]
    steps = tuple(_steps(gaps, done)) if gets_ready else ()
    # Nobody has been asked for an answer before their invitation could go out.
    is_asked = not gets_ready or (Step.INVITE in done and not mail.obstacles())
    if not (is_asked and Permission.FAMILY_READ in may and wording.is_published(DocumentKey.CONSENT_FORM)):
        return ManagerOverview(tuple(tasks), steps=steps)
    found = load_register(account, on=on)
    tasks += [*_unanswered(found), *_signatures_owed(account, on)]
    return ManagerOverview(tuple(tasks), tuple(found.coverage()) if found.lines else (), steps)


def _gaps(account: Any, on: date) -> dict[Step, Task]:
    """Return what ``account`` may know to be missing, worst first."""
    may = account.permissions
    found: dict[Step, Iterator[Task]] = {}
    if account.roles & _TOLD_OF_ROUTING_GAPS:
        found[Step.CONCERNS] = _without_handler(account)
    if Permission.FAMILY_IMPORT in may:
        found[Step.IMPORT] = _no_family(account)
    if Permission.FAMILY_READ in may:
        found[Step.RESPONSIBILITY] = _nobody_can_answer(account, on)
    if Permission.WORDING_EDIT in may:
        found[Step.WORDING] = _not_published()
    if Permission.SETTING_EDIT in may:
        found |= {Step.SETTING: _details_missing(), Step.MAIL: _mail_not_ready()}
    if Permission.ACCOUNT_INVITE in may:
        found[Step.INVITE] = _not_invited(on)
    return {step: task for step, tasks in found.items() for task in tasks}


def _steps(gaps: Mapping[Step, Task], done: Collection[Step]) -> Iterator[Task]:
    """Return a line for each step of getting ready: what is missing, where it is put right, and which comes next."""
    waits = {Step.CONCERNS} if Step.CONCERNS in gaps and gaps[Step.CONCERNS].tone == "waiting" else set()
    first = next((step for step in Step if step not in {*done, *waits}), None)
    places = _places()
    for step, (label, url) in places.items():
        if step in done:
            yield Task(label, "", "", _("Done"), "yes")
        elif step in gaps and step is Step.RESPONSIBILITY:
            yield gaps[step]  # red, and with its number, wherever it stands
        elif step in waits:
            yield replace(gaps[step], label=label)
        else:
            before = RESTS_ON.get(step)
            hint = gaps[step].hint if step in gaps else _("After “%(step)s”.", step=places[before][0] if before else "")
            yield Task(label, url, hint, *((_("Next"), "soon") if step is first else ("",)))


def _places() -> dict[Step, tuple[str, str]]:
    """Return what each step is called and where it is done, in their order."""
    return {
        Step.SETTING: (_("Your setting"), url_for("settings.edit", get_ready=1)),
        Step.CONCERNS: (_("Who handles concerns"), url_for("staff.invite", role=Role.CHAIR)),
        Step.IMPORT: (_("Import your families"), url_for("imports.upload_list")),
        Step.RESPONSIBILITY: (_("Who may sign"), url_for("families.check_responsibility")),
        Step.WORDING: (_("Read and publish the form and the rules"), url_for("wording.publish_first")),
        Step.MAIL: (_("E-mail and address"), url_for("mail.undelivered")),
        Step.INVITE: (_("Invite everyone who may sign"), url_for("families.invitations")),
    }


def _host_faults() -> Iterator[Task]:
    """What only whoever hosts the portal can put right."""
    if last := clock_is_behind():
        hint = _("The newest entry is of %(moment)s. Until the clock is right, every day is counted wrongly.",
                 moment=format_moment(last))  # fmt: skip
        yield Task(_("The clock of the portal’s computer is behind"), "", hint, _("Put right"), "late")
    if not os.access(current_app.config["PORTAL"].instance, os.W_OK):
        hint = _("The portal’s folder is read-only. Whatever anybody sends now is lost.")
        yield Task(_("Nothing can be stored"), "", hint, _("Put right"), "late")
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
    word, tone = _("Put right"), "late"
    invited = [worker.name for worker in team if worker.roles & HANDLING_ROLES and not worker.has_come]
    if not kinds_without_handler([replace(worker, has_come=True) for worker in team]):
        hint = _("Invited: %(names)s. This is done once they have come in.", names=join_names(invited))
        word, tone = _("Waiting"), "waiting"
    url = url_for("staff.list_staff" if invited else "handlers.show")
    url = url if Permission.ACCOUNT_INVITE in account.permissions else ""
    yield Task(_("Somebody has to be able to handle every concern"), url, hint, word, tone)


def _no_family(account: Any) -> Iterator[Task]:
    if not Child.visible_to(account).exists():
        hint = _("Nobody can answer or sign before their child is on the list.")
        yield Task(_("Import your families"), url_for("imports.upload_list"), hint, _("To do"))


def _nobody_can_answer(account: Any, on: date) -> Iterator[Task]:
    if count := Child.nobody_can_answer(Child.attending(on, Child.visible_to(account))).count():
        label = ngettext("Nobody can answer for %(num)s child", "Nobody can answer for %(num)s children", count)
        hint = _("No adult can say yes for them. Check who has parental responsibility.")
        may_check = Permission.FAMILY_IMPORT in account.permissions
        url = (
            url_for("families.check_responsibility") if may_check else url_for("families.list_children", show="nobody")
        )
        yield Task(label, url, hint, _("Put right"), "late")


def _details_missing() -> Iterator[Task]:
    """What pages, messages and concerns tell a parent of the setting, as long as it is empty."""
    setting = settings.current()
    told = {
        _("your address"): setting.address,
        _("your telephone number"): setting.phone,
        _("your e-mail address"): setting.email,
        _("how to reach Ofsted"): setting.ofsted_contact,
        _("how to reach the LADO"): setting.lado_contact,
        _("a check of the outside contacts"): setting.contacts_checked_on,
    }
    if empty := [what for what, value in told.items() if not value]:
        hint = _("Still missing: %(what)s.", what=join_names(empty))
        yield Task(_("Complete the details of the setting"), url_for("settings.edit"), hint, _("To do"))


def _not_published() -> Iterator[Task]:
    if found := drafts.unpublished():
        titles = join_names([draft.text.title for draft in found])
        hint = _("You read them as a parent would, and publish. Nobody can sign before.")
        yield Task(_("Read and publish: %(titles)s", titles=titles), url_for("wording.publish_first"), hint, _("To do"))


def _mail_not_ready() -> Iterator[Task]:
    """What keeps a link in an e-mail from reaching a family."""
    config = current_app.config["PORTAL"]
    missing = {
        _("The portal’s address opens on this computer alone."): not config.is_loopback,
        _("No mail server is set."): config.mail_url,
        _("Send yourself a test e-mail."): not config.mail_url or mail.last_test(),
    }
    if hints := [hint for hint, is_set in missing.items() if not is_set]:
        yield Task(_("E-mail and address"), url_for("mail.undelivered"), " ".join(hints), _("To do"))


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


def _waiting() -> Iterator[Task]:
    """E-mails that no server has taken, and why (product.md §8.11)."""
    if count := mail.count_waiting():
        obstacles = mail.obstacles()
        label = ngettext("%(num)s invitation or reminder waits", "%(num)s invitations and reminders wait", count)
        why = OBSTACLES[obstacles[0]] if obstacles else _("the mail server does not take them")
        yield Task(label, url_for("mail.undelivered"), _("Not sent yet: %(why)s.", why=why), _("Put right"), "soon")


def _letters_not_printed() -> Iterator[Task]:
    """Letters that were made days ago, or that cannot be printed at all."""
    letters, held = inviting.letters_to_print(), mail.links_are_held()
    if letters and (held or clock.now() - letters[0].made_at > PRINTED_WITHIN):
        label = ngettext(
            "%(num)s letter was made and not printed", "%(num)s letters were made and not printed", len(letters)
        )
        hint = (
            _("They wait: %(why)s.", why=OBSTACLES[Delivery.HELD])
            if held
            else _("Print them, and say so on that page.")
        )
        yield Task(label, url_for("families.invitations"), hint, _("Put right"), "soon")


def _not_invited(on: date) -> Iterator[Task]:
    """Adults who can say yes for an attending child, have not come in, and have no invitation."""
    if count := sum(invitee.is_never and invitee.can_sign for invitee in invitees(on=on)):
        label = ngettext("%(num)s adult has not been invited", "%(num)s adults have not been invited", count)
        hint = _("They cannot sign until they have an invitation.")
        yield Task(label, url_for("families.invitations"), hint, _("To do"))
