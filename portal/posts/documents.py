"""Posts and take-downs on paper and as pages: plain data in, drawn pages out."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from flask_babel import gettext as _

from portal.families.models import Child
from portal.issued.documents import draw_seal_note
from portal.pdf import Document
from portal.posts import labels
from portal.posts.comments import CheckLine
from portal.posts.policy import Action, Cause, Outcome
from portal.posts.queries import PostLine, TakeDownLine
from portal.settings.paper import new_document
from portal.web.dates import format_date, format_moment
from portal.web.record_page import RecordPage


@dataclass(frozen=True)
class PostRegister:
    """What went up, had to come down and was read in a period. ``closed`` are children of whom no cause is told."""

    first: date
    last: date
    lines: Sequence[PostLine]
    checks: Sequence[CheckLine]
    closed: Collection[int] = ()

    @property
    def posted(self) -> list[PostLine]:
        return [line for line in self.lines if self.first <= line.posted_on <= self.last]

    def take_downs(self, line: PostLine) -> list[TakeDownLine]:
        """What of a post had to come down in the period."""
        return [each for each in line.take_downs if self.first <= each.opened_on <= self.last]


def write_register(found: PostRegister, to: BinaryIO) -> int:
    """Write the register of a period and return its number of pages."""
    doc = new_document(_("Post and take-down register"), confidential=_("Names children. Keep it safe."))
    doc.heading(_("Post and take-down register"))
    draw_register(doc, found)
    draw_seal_note(doc)
    return doc.save(to)


def draw_register(doc: Document | RecordPage, found: PostRegister) -> None:
    """Draw the register of a period."""
    doc.paragraph(_period(found))
    doc.heading(_("Posts"), level=2)
    _table(
        doc,
        [_("Post"), _("Posted"), _("Where"), _("In it"), _("By"), _("How it stands")],
        [_post_row(line) for line in found.posted],
        [0.175, 0.135, 0.295, 0.06, 0.16, 0.175],
        _("Nothing was posted in this period."),
    )
    doc.heading(_("Take-downs"), level=2)
    _table(
        doc,
        [_("Post"), _("For"), _("What"), _("Why"), _("Asked"), _("Due"), _("Done")],
        [_take_down_row(line, each, found.closed) for line in found.lines for each in found.take_downs(line)],
        [0.175, 0.155, 0.08, 0.18, 0.14, 0.13, 0.14],
        _("Nothing had to come down in this period."),
    )
    _draw_checks(doc, found.checks)


def _draw_checks(doc: Document | RecordPage, checks: Sequence[CheckLine]) -> None:
    doc.heading(_("Comments read"), level=2)
    # Always, whether there are any or not: its absence would tell.
    doc.paragraph(_("What was found about whoever made this, or about a manager, is kept by others and not listed."))
    _table(
        doc,
        [_("When"), _("By"), _("Posts"), _("What was found")],
        [(format_moment(each.at), each.by, str(len(each.posts)), labels.what_was_found(each)) for each in checks],
        [0.26, 0.2, 0.1, 0.44],
        _("Nobody read comments in this period."),
    )


def rows(found: PostRegister) -> Iterator[tuple[str, ...]]:
    """Yield the register as a table for a spreadsheet: a line for each post, and one more for each further take-down."""
    yield (
        _("Post"), _("Posted"), _("Where"), _("Caption"), _("Link"), _("Also told"), _("In it"), _("By"),
        _("How it stands"), _("For"), _("What"), _("Why"), _("Asked"), _("Due"), _("Done"), _("Comments read"),
    )  # fmt: skip
    for line in found.lines:
        read = "; ".join(_check(each) for each in found.checks if line.post.id in each.posts)
        reference, posted, where, children, by, word = _post_row(line)
        told = line.caption, line.link, str(labels.ELSEWHERE[line.elsewhere])
        downs = [_take_down_row(line, each, found.closed)[1:] for each in found.take_downs(line)]
        for down in downs or [("",) * 6]:
            yield reference, posted, where, *told, children, by, word, *down, read


def _check(line: CheckLine) -> str:
    """Return “3 May 2026, 3:05pm, Grace Adeleke: Hidden: names a child”."""
    return ": ".join(filter(None, (f"{format_moment(line.at)}, {line.by}", labels.what_was_found(line))))


def _table(
    doc: Document | RecordPage, headings: Sequence[str], rows: list[tuple[str, ...]], widths: list[float], empty: str
) -> None:
    if rows:
        doc.table(headings, rows, widths=widths)
    else:
        doc.paragraph(empty, style="quiet")


def _period(found: PostRegister) -> str:
    """Return in one paragraph how many there were, and how long it took to take them down."""
    take_downs = [each for line in found.lines for each in found.take_downs(line)]
    done = [each for each in take_downs if each.days is not None]
    told = _("%(first)s to %(last)s. Posts: %(posts)s. Take-downs: %(downs)s, of which done: %(done)s.",
             first=format_date(found.first), last=format_date(found.last), posts=len(found.posted), downs=len(take_downs), done=len(done))  # fmt: skip
    if not done:
        return told
    days = sorted(each.days or 0 for each in done)
    more = _("Days until they were down: half within %(median)s, the longest %(longest)s. Late: %(late)s.",
             median=days[len(days) // 2], longest=days[-1], late=sum(each.done_on > each.due_on for each in done if each.done_on))  # fmt: skip
    return f"{told} {more}"


def _post_row(line: PostLine) -> tuple[str, ...]:
    where, state = labels.where(line), labels.state_in_brief(line)
    posted = labels.short_date(line.posted_on)
    return line.post.reference, posted, where, str(len(line.children)), line.posted_by, state


def _take_down_row(line: PostLine, each: TakeDownLine, closed: Collection[int]) -> tuple[str, ...]:
    cause = "" if each.child_id in closed else str(labels.CAUSES[each.cause])
    days = labels.short_date(each.opened_on), labels.short_date(each.due_on)
    action = _("Name") if each.action is Action.EDIT_CAPTION else _("Post")
    return line.post.reference, each.name, action, cause, *days, labels.outcome_in_brief(each)


def write_child(child: Child, lines: Sequence[PostLine], refused: Collection[str], to: BinaryIO) -> int:
    """Write every post that a child was in and return the number of pages."""
    doc = new_document(_("Posts with %(name)s", name=child.name), confidential=_("About one child. Keep it safe."))
    draw_child(doc, child, lines, refused)
    draw_seal_note(doc)
    return doc.save(to)


def draw_child(doc: Document | RecordPage, child: Child, lines: Sequence[PostLine], refused: Collection[str]) -> None:
    """Draw every post that a child was in: no other child’s name, and nothing of what another adult said (§2.6).

    ``refused`` are the uses to which its reader said no: only of these, and of an event called off, it tells what is
    still to come down.
    """
    doc.heading(_("Posts with %(name)s", name=child.name))
    _table(
        doc,
        [_("Post"), _("Posted"), _("Where"), _("With others"), _("First name"), _("How it stands")],
        [_child_row(child, line, refused) for line in lines],
        [0.175, 0.14, 0.305, 0.09, 0.09, 0.2],
        _("%(name)s is not in any of our posts.", name=child.called),
    )


def _child_row(child: Child, line: PostLine, refused: Collection[str]) -> tuple[str, ...]:
    mine = [each for each in line.take_downs if each.child_id == child.id]
    told = [each for each in mine if each.use in refused or each.cause is Cause.CALLED_OFF]
    is_named = child.id in line.named and not any(
        (each.action, each.outcome) == (Action.EDIT_CAPTION, Outcome.DONE) for each in mine
    )
    return (
        line.post.reference, labels.short_date(line.posted_on), labels.where(line),
        _("Yes") if len(line.children) > 1 else _("No"), _("Yes") if is_named else _("No"),
        labels.state_for_parent(line, told),
    )  # fmt: skip
