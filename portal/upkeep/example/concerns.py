"""What people told the example setting: one concern of each kind, by several doors, and what became of some."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from portal.accounts.models import Account
from portal.attachments import service as attachments
from portal.concerns import duties, handling, noting
from portal.concerns import service as concerns
from portal.concerns.facts import Fact, FactKind, Handled, StaffOutcome
from portal.concerns.models import Concern
from portal.concerns.policy import EntryKind, Kind, Outcome, Source
from portal.families import care
from portal.foundation import clock
from portal.foundation.tokens import new_token

PICTURE = Path(__file__).parent / "screenshot.png"
LATE = "The person whom it is about was ill for three weeks, and we wanted to hear her first."


@dataclass(frozen=True)
class Told:
    """One concern: how many days ago, of which kind, by which parent or door, and about whom."""

    ago: int
    kind: Kind
    words: str
    by: int = 0
    about: tuple[str, ...] = ()
    source: Source = Source.SIGNED_IN
    teller: str = ""


TOLD = (
    Told(44, Kind.COMMENT_ON_POST, "An unkind comment about another child stood under the harvest post.", by=4),
    Told(20, Kind.COMPLAINT, "My son came home with another child’s lunch, twice this week.", source=Source.LETTER,
         teller="Ines Duarte"),
    Told(12, Kind.STAFF_CONDUCT, "Somebody from the playgroup complains about parents on a public page.",
         source=Source.NO_ACCOUNT),
    Told(9, Kind.PICTURE_WITHOUT_CONSENT, "I said no to the website, and my child is in the pancake picture there.", by=5),
    Told(8, Kind.PERSONAL_INFORMATION, "Please send me all that you hold about us.", by=6),
    Told(7, Kind.COMPLAINT, "The manager raised her voice at me in front of the children.", by=7, about=("manager",)),
    Told(3, Kind.QUESTION, "May grandparents come to the summer fair?", by=8),
    Told(1, Kind.COMPLIMENT, "Thank you for how Aoife helped us through the first week.", by=9),
)  # fmt: skip


def tell_concerns(parents: Sequence[Account], worker: Account, *, handler: Account) -> None:
    """Let parents, a colleague and strangers tell something; one is late, and one is closed."""
    for told in TOLD:
        with clock.set_back(timedelta(days=told.ago)):
            concern = _tell(told, parents, handler)
        if told.kind is Kind.COMMENT_ON_POST:
            with clock.set_back(timedelta(days=10)):
                _tell_outcome(
                    concern, handler, "Took the comment down and spoke to whoever wrote it.", late_reason=LATE
                )
    small = "A colleague keeps her phone in her pocket in the nursery room."
    _raise(Kind.LOW_LEVEL, small, by=worker)
    seen_on = clock.today() - timedelta(days=2)
    _raise(
        Kind.SHARED_IMAGE,
        "Somebody sent on a screenshot of our group’s picnic post in a chat of another school. You can see my child at "
        "the edge of it.",
        by=parents[1], wish="Please find out who it was, and ask them to delete it.", noticed_on=seen_on,
        child=care.children_of(parents[1].id)[0].child,
        evidence=(attachments.accept_file(PICTURE.read_bytes(), PICTURE.name, by_id=parents[1].id),),
    )  # fmt: skip
    request = "A new member of staff sent me a friend request on Facebook. I did not answer it."
    _answer(_raise(Kind.PRIVATE_CONTACT, request, by=parents[2], noticed_on=seen_on), handler)
    gate = "A neighbour says that the side gate stood open at home time."
    _raise(Kind.COMPLAINT, gate, by=handler, source=Source.PHONE, received_on=seen_on, teller="Jean Whitcombe")


def _tell(told: Told, parents: Sequence[Account], handler: Account) -> Concern:
    by = {Source.SIGNED_IN: parents[told.by], Source.NO_ACCOUNT: None}.get(told.source, handler)
    return _raise(told.kind, told.words, by=by, about=told.about, source=told.source, teller=told.teller)


def _raise(kind: Kind, words: str, *, by: Account | None, about: tuple[str, ...] = (), **more: object) -> Concern:
    new = concerns.NewConcern(kind=kind, about=about, what_happened=words, submission=new_token(), **more)  # type: ignore[arg-type]
    return concerns.raise_concern(new, by_id=by.id if by else None)


def _answer(concern: Concern, handler: Account) -> None:
    """Take a concern all the way to its close; whether a child was harmed is asked first."""
    words = "It went to a parent, and nothing was said of a child."
    nobody_harmed = duties.DutyFact(duties.Duty.TRIAGE, duties.Answer.NO, clock.today(), text=words)
    handling.record_duty(concern, nobody_harmed, seen=0, submission=new_token(), by_id=handler.id)
    for kind, said in ((EntryKind.ACKNOWLEDGED, "Thank you for telling us."), (EntryKind.STARTED, "")):
        handling.take_step(concern, kind, said, submission=new_token(), by_id=handler.id)
    actions = "Spoke to the member of staff, who withdrew the request and signed the staff rules again."
    _tell_outcome(concern, handler, actions)
    _note_for_the_record(concern, handler)
    handling.close_concern(concern, submission=new_token(), by_id=handler.id)


def _note_for_the_record(concern: Concern, handler: Account) -> None:
    """Note what inspectors ask of a case: one action that is done, what it relates to and what was learned."""
    eyfs, _childcare = noting.editions()
    signed = Fact(FactKind.ACTION, text="Read the staff rules again with everybody", who=handler.name, on=clock.today())
    for facts in (
        (signed,),
        (Fact(FactKind.REQUIREMENT, text=eyfs.cited("Suitable people")),),
        (
            Fact(FactKind.HANDLED, text=Handled.INTERNAL),
            Fact(
                FactKind.LEARNED, text="New colleagues sign the staff rules on their first day, before anything else."
            ),
            Fact(FactKind.RECORDER, text=handler.name),
            Fact(FactKind.POSITION, text="Manager"),
        ),
        (Fact(FactKind.STAFF_OUTCOME, text=StaffOutcome.ADVICE),),
    ):
        noting.note_facts(concern, facts, seen=0, submission=new_token(), by_id=handler.id)


def _tell_outcome(concern: Concern, handler: Account, actions: str, *, late_reason: str = "") -> None:
    told = handling.OutcomeDetails(
        outcome=Outcome.UPHELD, actions=actions, told_on=clock.today(), late_reason=late_reason,
        text="You were right to tell us. We have put it right, and have read our rules again with everybody.",
    )  # fmt: skip
    handling.tell_outcome(concern, told, submission=new_token(), by_id=handler.id)
