"""The first page of those who keep the setting: late, this week, when you can; how far each use is answered."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.permissions import Permission, Role
from portal.concerns.clocks import Due
from portal.consents.models import ConsentRecord
from portal.consents.register.service import Register, load_register
from portal.home import labels
from portal.home.facts import find_facts, register_facts
from portal.home.labels import Page, Words, page
from portal.home.policy import RESTS_ON, STEPS, Fact, Need, by_urgency, done_steps
from portal.home.tasks import Task
from portal.mail import service as mail
from portal.wording import service as wording
from portal.wording.policy import DocumentKey

# What each step of getting ready is called and where it is done, in their order.
_STEP_PAGES: dict[Need, tuple[LazyString, Page]] = {
    Need.SETTING: (_l("Your setting"), page("settings.edit", get_ready=1)),
    Need.CONCERNS: (_l("Who handles concerns"), page("handlers.name_handler")),
    Need.IMPORT: (_l("Import your families"), page("imports.upload_list")),
    Need.RESPONSIBILITY: (_l("Who may sign"), page("families.check_responsibility")),
    Need.WORDING: (_l("Read and publish the form and the rules"), page("wording.publish_first")),
    Need.MAIL: (_l("E-mail and address"), page("mail.undelivered")),
    Need.INVITE: (_l("Invite everyone who may sign"), page("families.invitations")),
}


@dataclass(frozen=True)
class Overview:
    """What needs somebody by urgency, the register that the chart is drawn from, and the steps of getting ready."""

    lines: Mapping[Due, list[tuple[Fact, Words]]]
    register: Register | None = None
    steps: tuple[Task, ...] = ()

    @property
    def steps_done(self) -> int:
        return sum(step.tone == "yes" for step in self.steps)


def overview(account: Any, *, on: date) -> Overview:
    """Return what ``account`` may know to be late or waiting. The chair sees no family's.

    Until every step is done, or the first family has signed, a manager sees them as steps of getting ready.
    """
    facts = list(find_facts(account, on=on))
    gaps = {fact.need: fact for fact in facts if fact.need in STEPS}
    done = done_steps(gaps)
    gets_ready = Role.MANAGER in account.roles and len(done) < len(STEPS)
    # Of one's own child nothing may be read off this page: not even that somebody signed.
    gets_ready = gets_ready and not ConsentRecord.visible_to(account).exists()
    # That e-mails wait is said by the page of invitations and by those who wait; the round invites whoever was not.
    facts = [fact for fact in facts if fact.need not in (STEPS if gets_ready else (Need.MAIL, Need.INVITE))]
    steps = tuple(_steps(gaps, done, on)) if gets_ready else ()
    # Nobody has been asked for an answer before their invitation could go out.
    is_asked = not gets_ready or (Need.INVITE in done and not mail.obstacles())
    register = None
    if is_asked and Permission.FAMILY_READ in account.permissions and wording.is_published(DocumentKey.CONSENT_FORM):
        register = load_register(account, on=on)
        facts += register_facts(account, register)
    lines = {
        due: [(fact, labels.words_of(fact, on=on)) for fact in found] for due, found in by_urgency(facts, on=on).items()
    }
    return Overview(lines, register if register and register.lines else None, steps)


def _steps(gaps: Mapping[Need, Fact], done: Collection[Need], on: date) -> Iterator[Task]:
    """Return a line for each step of getting ready: what is missing, where it is put right, and which comes next."""
    # Whoever was asked is waited for; the next step is another.
    awaited = {step for step in STEPS if step in gaps and gaps[step].is_awaited}
    first = next((step for step in STEPS if step not in {*done, *awaited}), None)
    for step in STEPS:
        label, opens = _STEP_PAGES[step]
        if step in done:
            yield Task(str(label), "", "", _("Done"), "yes")
            continue
        before = RESTS_ON.get(step)
        hint = _("After “%(step)s”.", step=_STEP_PAGES[before][0] if before else "")
        word, tone = (_("Next"), "soon") if step is first else (_("Waiting") if step in awaited else "", "waiting")
        if step in gaps:
            said, count = labels.words_of(gaps[step], on=on), gaps[step].count
            counted, hint = f"{count} {said.sentence}", said.hint
            if step is Need.RESPONSIBILITY:  # red, and with its number, wherever it stands
                label, word, tone = counted, _("Put right"), "late"
            elif count:
                hint = f"{counted}. {hint}."
        yield Task(str(label), opens.address, hint, word, tone)
