"""What needs a parent today: each child in turn, then what is to be signed; and news of their concerns."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access.permissions import Permission
from portal.acknowledgements import service as acknowledgements
from portal.acknowledgements.policy import Status
from portal.acknowledgements.service import OwnDocument
from portal.concerns import queries as concerns
from portal.consents.models import EventRequest
from portal.consents.one_event import text_of, waiting_for
from portal.consents.parent_view import OwnAnswers, own_answers
from portal.families import care
from portal.families.care import Care
from portal.foundation import clock
from portal.foundation.refusals import Refusal
from portal.posts import comments
from portal.posts import queries as posts
from portal.posts.clearance import posters
from portal.posts.clearance import queries as clearances
from portal.web.dates import format_date
from portal.web.errors import sentence_of


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


def children_answers(account: Any, *, on: date) -> list[OwnAnswers]:
    """Return where the answers for each child in this person's care stand, the youngest first."""
    return own_answers(care.children_of(account.id), on=on)


def parent_tasks(account: Any, children: list[OwnAnswers]) -> list[Task]:
    """Return what waits for a parent today."""
    return [*_children_tasks(children), *documents_to_sign(account)]


def staff_tasks(account: Any, children: list[OwnAnswers]) -> list[Task]:
    """Return what waits for somebody who works here, the rules first; they can be a parent here too."""
    return [*documents_to_sign(account), *_children_tasks(children)]


def poster_tasks(account: Any, *, now: datetime) -> list[Task]:
    """Return what a poster can do now, or why not yet; and the clearances that wait for their eyes."""
    if Permission.CLEARANCE_MAKE not in account.permissions:
        return []
    try:
        posters.require_poster(account.id, on=clock.london_date(now))
    except Refusal as refusal:
        return [Task(_("Clear a picture"), "", sentence_of(refusal), _("Not yet"))]
    tasks = [Task(_("Clear a picture"), url_for("clearances.choose"), "", "")]
    waiting = clearances.waiting_for_eyes(account, now=now)
    if waiting:
        label = ngettext(
            "Look at a picture as second poster", "Look at %(num)s pictures as second poster", len(waiting)
        )
        tasks.append(Task(label, url_for("clearances.today"), "", _("Waiting")))
    return tasks + _comments_to_read(now)


def _comments_to_read(now: datetime) -> list[Task]:
    due = [each for _post, each in comments.due_posts(now=now)]
    if not due:
        return []
    label = ngettext("Read the comments on %(num)s post", "Read the comments on %(num)s posts", len(due))
    late = sum(each.due < now for each in due)
    hint = ngettext("%(num)s is late", "%(num)s are late", late) if late else ""
    word, tone = (_("Late"), "late") if late else (_("Now"), "soon")
    return [Task(label, url_for("posts.read_comments"), hint, word, tone)]


def posts_to_take_down(account: Any, *, on: date) -> list[Task]:
    """Return what has to come down: to who does it, and for each child to the parent who said no."""
    found = []
    count, due_on = posts.count_open() if account.may(Permission.POST_REMOVE) else (0, None)
    if count:
        label = ngettext("%(num)s post has to come down", "%(num)s posts have to come down", count)
        word, tone = (_("Late"), "late") if due_on and due_on < on else (_("Take it down"), "soon")
        found.append(
            Task(label, url_for("posts.take_downs"), _("The first by %(day)s", day=format_date(due_on)), word, tone)
        )
    for child, number, due in posts.open_for(account.id):
        label = ngettext(
            "We take down %(num)s post of %(name)s", "We take down %(num)s posts of %(name)s", number, name=child.called
        )
        hint = _("By %(day)s at the latest", day=format_date(due))
        found.append(Task(label, url_for("posts.of_child", child_id=child.id), hint, ""))
    return found


def concern_news(account: Any) -> list[Task]:
    """Return how each concern that this person raised stands now."""
    return [
        Task(news.sentence, url_for("concerns.own_case", reference=news.reference), format_date(news.when), "")
        for news in concerns.news_for(account)
    ]


def _children_tasks(children: list[OwnAnswers]) -> list[Task]:
    """Return a line for each child who waits for an answer: the first says how many are done."""
    asked = [child for child in children if child.may_answer]
    waiting = [child for child in asked if child.waits]
    events = waiting_for([child.care for child in asked], on=clock.today())
    done = sum(child.is_done for child in asked)
    tasks = [_answer_task(child, done, len(asked), is_next=number == 0) for number, child in enumerate(waiting)]
    return tasks + [_event_task(link, request) for link, request in events]


def _event_task(link: Care, request: EventRequest) -> Task:
    title = text_of(request).title
    label = _("%(event)s: answer for %(name)s", event=title, name=link.child.called)
    url = url_for("consents.answer_event", child_id=link.child.id, request_id=request.id)
    return Task(label, url, _("Until %(day)s", day=format_date(request.held_on)), "")


def _answer_task(child: OwnAnswers, done: int, asked: int, *, is_next: bool) -> Task:
    name, hints = child.care.child.called, []
    if child.open:
        hints.append(ngettext("%(num)s question is open.", "%(num)s questions are open.", child.open))
    if ends := child.ends:
        hints.append(
            ngettext(
                "Your yes to one use ends on %(day)s.",
                "Your yes to %(num)s uses ends, the first on %(day)s.",
                len(ends),
                day=format_date(min(ends)),
            )
        )
    if is_next and done:
        hints.append(_("%(done)s of %(all)s children done.", done=done, all=asked))
    label = _("Next: answer for %(name)s", name=name) if is_next and done else _("Answer for %(name)s", name=name)
    return Task(label, url_for("consents.read", child_id=child.care.child.id), " ".join(hints), "")


def documents_to_sign(account: Any) -> list[Task]:
    """Return each document that this person still has to read and sign."""
    return [_signing_task(own) for own in acknowledgements.own_documents(account) if own.status is not Status.DONE]


def _signing_task(own: OwnDocument) -> Task:
    label = _("Read and sign: %(title)s", title=own.published.text.title)
    rules = len(own.published.acknowledgement.rules)
    hint = ngettext("%(num)s rule on one page.", "%(num)s rules on one page.", rules) if rules else _("One page.")
    if own.status is Status.OUTDATED:
        hint = _("It has changed since you signed it.")
    return Task(label, url_for("acknowledgements.document", slug=own.document.slug), hint, "")
