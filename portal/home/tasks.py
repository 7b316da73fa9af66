"""What needs a parent, for each child, worst first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.models import HandlerProposal
from portal.acknowledgements import service as acknowledgements
from portal.acknowledgements.policy import Status
from portal.acknowledgements.service import OwnDocument
from portal.consents.parent_view import ParentAnswer, parent_answers
from portal.consents.policy import AnswerState
from portal.families import care
from portal.families.models import Child
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.web.dates import format_date


@dataclass(frozen=True)
class Task:
    """One line of a first page: what to do, where, and how pressing it is, if that has a ``word``."""

    label: str
    url: str
    hint: str
    word: str
    tone: str = "waiting"

    @property
    def status(self) -> dict[str, str] | None:
        return {"word": self.word, "tone": self.tone} if self.word else None


@dataclass(frozen=True)
class ChildNeeds:
    """One child and what their parent can do for them."""

    child: Child
    responsibility: Responsibility
    lines: tuple[ParentAnswer, ...]

    @property
    def waiting(self) -> int:
        """How many uses wait for an answer."""
        return sum(line.asks_again for line in self.lines)

    @property
    def runs_out(self) -> list[date]:
        """Return the last day of each yes that is asked again."""
        return [line.counts_until for line in self.lines if line.asks_again and line.counts_until]

    @property
    def has_answered(self) -> bool:
        return any(line.state is not AnswerState.NOT_ANSWERED for line in self.lines)

    @property
    def allowed(self) -> int:
        return sum(line.state is AnswerState.YES for line in self.lines)


def children_needs(account: Any, *, on: date) -> list[ChildNeeds]:
    """Return each child in this person's care, the youngest first, those who wait for something on top."""
    cared_for = care.children_of(account.id)
    lines = parent_answers(cared_for, on=on)
    needs = [ChildNeeds(c.child, c.responsibility, tuple(lines[c.child.id])) for c in cared_for]
    return sorted(needs, key=lambda need: not (need.responsibility.can_say_yes and need.waiting))


def parent_tasks(account: Any, needs: list[ChildNeeds]) -> list[Task]:
    """Return what a parent is asked to do today."""
    return [
        *documents_to_sign(account),
        *(_consent_task(need) for need in needs if need.responsibility.can_say_yes and need.waiting),
    ]


def documents_to_sign(account: Any) -> list[Task]:
    """Return each document that this person still has to read and sign."""
    return [_signing_task(own) for own in acknowledgements.own_documents(account) if own.status is not Status.DONE]


def _signing_task(own: OwnDocument) -> Task:
    label = _("Read and sign: %(title)s", title=own.published.text.title)
    hint = _("It has changed since you signed it.") if own.status is Status.OUTDATED else _("It takes two minutes.")
    url = url_for("acknowledgements.document", slug=own.document.slug)
    return Task(label, url, hint, _("To do"))


def _consent_task(need: ChildNeeds) -> Task:
    ends = bool(need.runs_out)
    return Task(
        label=_("Say how we may use pictures of %(name)s", name=need.child.called),
        url=url_for("consents.read", child_id=need.child.id),
        hint=" ".join(_consent_hints(need)),
        word=_("Runs out soon") if ends else _("To do"),
        tone="soon" if ends else "waiting",
    )


def _consent_hints(need: ChildNeeds) -> Iterator[str]:
    ends = need.runs_out
    if silent := need.waiting - len(ends):
        yield ngettext("%(num)s question waits for you.", "%(num)s questions wait for you.", silent)
    if ends:
        yield ngettext(
            "Your yes to %(num)s use counts until %(day)s.",
            "Your yes to %(num)s uses runs out, the first after %(day)s.",
            len(ends),
            day=format_date(min(ends)),
        )


def proposals_to_read(account: Any) -> Iterator[Task]:
    """Who is to handle concerns, unless a handler objects (product.md §4.1)."""
    for proposal in HandlerProposal.open().where(HandlerProposal.proposed_by != account.id):
        label = _("Proposed to handle concerns: %(name)s", name=proposal.name)
        hint = _("You can object until %(day)s.", day=format_date(clock.london_date(proposal.takes_effect_at)))
        yield Task(label, url_for("handlers.show"), hint, _("Look"), "soon")
