"""What an inspector would otherwise have to count: what is missing, late or overdue (product.md §6)."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.acknowledgements.policy import Status
from portal.concerns.documents import texts_of
from portal.concerns.queries import Case
from portal.concerns.register import Line as ConcernLine
from portal.consents.policy import Reason, Ruling, RulingState
from portal.consents.register.service import Register
from portal.group.models import GroupCheck
from portal.group.policy import Membership
from portal.group.service import GroupRegister
from portal.posts.queries import PostLine
from portal.relationships.policy import Standing
from portal.relationships.service import RegisterLine as RelationshipLine
from portal.visitors.register import VisitLine
from portal.wording.models import Document
from portal.wording.policy import ReviewState, review_state

# A yes was said, and counts no longer.
_ENDED = (Reason.EXPIRED, Reason.SUPERSEDED, Reason.ASKED_AGAIN)


@dataclass(frozen=True)
class Gap:
    """Something that was looked for, of how many, and how many lack it."""

    sentence: str
    count: int
    of: int


def child_gaps(register: Register) -> list[Gap]:
    """Return for how many children an answer is missing, has run out, or cannot be had."""
    lines = [list(line.rulings.values()) for line in register.lines]

    def counted(sentence: str, *reasons: Reason) -> Gap:
        return Gap(sentence, sum(any(_has(each, reasons) for each in line) for line in lines), len(lines))

    open_ = [[each.state is RulingState.NOT_ANSWERED for each in line] for line in lines]
    return [
        counted(_("Children for whom nobody can answer"), Reason.NOBODY_TO_ASK),
        Gap(_("Children whose parents disagree"), sum(any(each.is_disputed for each in line) for line in lines),
            len(lines)),
        counted(_("Children whose parent asked us first"), Reason.ASKED_FIRST),
        Gap(_("Children with no answer at all"), sum(bool(each) and all(each) for each in open_), len(lines)),
        Gap(_("Children with some answers missing"), sum(any(each) and not all(each) for each in open_), len(lines)),
        counted(_("Children with a yes that has run out or is asked again"), *_ENDED),
    ]  # fmt: skip


def _has(ruling: Ruling, reasons: tuple[Reason, ...]) -> bool:
    return not set(reasons).isdisjoint(ruling.reasons)


def document_gaps(counted: Sequence[tuple[str, Counter[Status]]]) -> Iterator[Gap]:
    """Yield for each document, by its title, how many still owe a signature, and who of them cannot be asked."""
    for title, found in counted:
        owed = found.total() - found[Status.DONE]
        yield Gap(_("Still owe a signature: %(title)s", title=title), owed, found.total())
        if without := found[Status.NOT_INVITED]:
            yield Gap(_("Of these, not yet invited: %(title)s", title=title), without, owed)


def review_gap(documents: Collection[Document], *, on: date) -> Gap:
    """Return how many published documents were to be looked at again by a day that is over."""
    late = sum(review_state(each.review_by, on) is ReviewState.LATE for each in documents)
    return Gap(_("Rules and policies whose review is overdue"), late, len(documents))


def relationship_gap(lines: tuple[RelationshipLine, ...]) -> Gap:
    """Return how many declared relationships nobody has confirmed yet."""
    waiting = sum(line.standing is Standing.DECLARED for line in lines)
    return Gap(_("Declared relationships that wait to be confirmed"), waiting, len(lines))


def post_gaps(lines: Sequence[PostLine], comments_late: int) -> list[Gap]:
    """Return of how many posts something has to come down, and of how many it is overdue or cannot; and whose comments are."""
    owed = [line for line in lines if line.owed]
    return [
        Gap(_("Posts with an overdue take-down"), sum(line.is_overdue for line in owed), len(lines)),
        Gap(_("Posts that cannot be taken down"), sum(not line.open for line in owed), len(lines)),
        Gap(_("Posts whose comments should have been read by now"), comments_late, max(comments_late, len(lines))),
    ]


def concern_gaps(concerns: tuple[ConcernLine, ...]) -> list[Gap]:
    """Return how many outcomes of complaints are overdue now, and how many were told late."""
    concerns = tuple(line for line in concerns if line.is_complaint)
    late = [line for line in concerns if line.clock.is_late]
    told = sum(line.clock.is_stopped for line in late)
    return [
        Gap(_("Concerns whose outcome is overdue now"), len(late) - told, len(concerns)),
        Gap(_("Concerns whose outcome was told late"), told, len(concerns)),
    ]


def unread_gap(cases: Sequence[Case]) -> Gap:
    """Return of how many complaints a text is left out, since nobody has looked for names in it."""
    unread = sum(texts_of(case).has_unread for case in cases)
    return Gap(_("Complaints with a text that is left out, since nobody looked for names in it"), unread, len(cases))


def group_gaps(found: GroupRegister, checks: Sequence[GroupCheck]) -> list[Gap]:
    """Return who is in the closed group and should not be, and checks at which it was not closed."""
    inside = found.on(Membership.IN_GROUP, Membership.INVITED, Membership.TO_REMOVE)
    wrong = len(found.on(Membership.TO_REMOVE)) + len(found.strangers)
    return [
        Gap(_("People in the closed group who are to be removed"), wrong, len(inside) + len(found.strangers)),
        Gap(_("Checks that found the group not closed"), sum(not each.is_closed for each in checks), len(checks)),
    ]


def visit_gaps(visits: Sequence[VisitLine]) -> list[Gap]:
    """Return how many visitors did not sign out."""
    forgotten = sum(each.is_forgotten for each in visits)
    return [Gap(_("Visitors who did not sign out"), forgotten, len(visits))]
