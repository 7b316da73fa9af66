"""Random histories of one family, lived through the real services, and kept beside them as a plain list of steps."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import time_machine
from hypothesis import strategies as st

from portal.access.permissions import Role
from portal.consents import holds
from portal.consents.models import CONSULT, PaperForm
from portal.consents.policy import Answer, HoldBasis, NothingAnswered, NotYoursToSign, Wish
from portal.consents.staff_notes import child_wishes, spoken
from portal.families import corrections
from portal.families.models import Child, Guardianship
from portal.families.policy import ChildHasLeft, Relationship, Responsibility, ResponsibilityBasis
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.settings.service import change_setting
from portal.wording import service as wording
from portal.wording.policy import Change, DocumentKey
from tests.consents.paper_factories import key_in, print_one
from tests.support import factories

MONDAY = date(2026, 2, 2)
FORM = DocumentKey.CONSENT_FORM
USES = ("website", "press")
# What the portal may answer to a wish: then nothing happened, and nothing is in the list.
REFUSED = (NotYoursToSign, ChildHasLeft, NothingAnswered, LookupError)


@dataclass(frozen=True)
class Step:
    """One thing that somebody wants on a day; which of the fields say something rests on ``kind``."""

    kind: str
    days_later: int
    adult: int
    website: Answer
    press: Answer
    consult: Answer
    back: int
    flag: bool

    @property
    def answers(self) -> dict[str, Answer]:
        return {"website": self.website, "press": self.press, CONSULT: self.consult}


KINDS = ["sign", "sign", "sign", "paper", "paper", "paper", "print", "withdraw", "spoken", "responsible", "restrict", "hold",
         "lift", "say", "last_day", "minor", "real", "again", "drop"]  # fmt: skip
ANSWERED = st.sampled_from([Answer.YES, Answer.YES, Answer.YES, Answer.NO, Answer.NOT_ANSWERED])
WISHED = st.sampled_from([Answer.YES, Answer.NO, Answer.NOT_ANSWERED, Answer.NOT_ANSWERED])
STEPS = st.builds(
    Step,
    kind=st.sampled_from(KINDS),
    days_later=st.sampled_from([0, 0, 0, 1, 2, 40, 170]),
    adult=st.integers(0, 1),
    website=ANSWERED,
    press=ANSWERED,
    consult=WISHED,
    back=st.integers(0, 3),
    flag=st.booleans(),
)


def step(kind: str, days_later: int = 0, **more: Any) -> Step:
    """Return a step of the first parent, who says yes to both uses unless told otherwise."""
    plain = Step(kind, days_later, 0, Answer.YES, Answer.YES, Answer.NOT_ANSWERED, back=0, flag=False)
    return replace(plain, **more)


# Most families have signed before anything else happens, or nothing that happens later could matter.
OPENING = st.builds(
    Step, st.just("sign"), st.just(0), st.integers(0, 1), ANSWERED, ANSWERED, WISHED, st.just(0), st.just(False)
)  # fmt: skip
HISTORIES = st.builds(list.__add__, st.lists(OPENING, max_size=2), st.lists(STEPS, min_size=1, max_size=9))


@dataclass(frozen=True)
class Happened:
    """One thing that did happen: when, what, and the words of it. ``stored_at`` orders them."""

    kind: str
    stored_at: datetime
    day: date
    adult: int = 0
    words: Mapping[str, Answer] | None = None
    version: int = 1
    detail: Any = None


class Family:
    """A child with two parents at a setting that opens on MONDAY: everything goes through the services."""

    def __init__(self, *, by_school_year: bool) -> None:
        with time_machine.travel(datetime.combine(MONDAY, time(7), UTC), tick=False):
            self.begin(by_school_year=by_school_year)

    def begin(self, *, by_school_year: bool) -> None:
        factories.name_the_setting()
        self.manager = factories.make_account("Siobhán Kelly", Role.MANAGER)
        change_setting({"consents_end_with_school_year": by_school_year}, by_id=self.manager.id)
        self.first_version = wording.current(FORM).id
        self.child = factories.make_child("Amina", "Yusuf", sessions=("after_school",))
        kinds = (Relationship.MOTHER, Relationship.FATHER)
        names = ("Hodan Yusuf", "Liam Byrne")
        self.parents = [factories.make_parent(n, self.child, relationship=k) for n, k in zip(names, kinds, strict=True)]
        self.past: list[Happened] = []
        self.papers: list[tuple[PaperForm, int]] = []
        self.held: list[Any] = []
        self.version = 1
        self.papers.append((print_one(self.child, self.manager), 1))

    def live(self, steps: list[Step]) -> None:
        """Let each step happen on its day, some minutes after the one before."""
        moment = datetime.combine(MONDAY, time(8), UTC)
        for step in steps:
            moment += timedelta(days=step.days_later, minutes=5)
            with time_machine.travel(moment, tick=False):
                try:
                    getattr(self, step.kind)(step.kind, step)
                except REFUSED:
                    continue

    def note(self, kind: str, **what: Any) -> None:
        self.past.append(Happened(kind, clock.now(), what.pop("day", clock.today()), **what))

    def sign(self, kind: str, step: Step) -> None:
        record = factories.sign(self.child, self.parents[step.adult], step.answers)
        self.note("said", adult=step.adult, words=self.asked(self.version, step), version=record.wording_id)

    def print(self, kind: str, step: Step) -> None:
        self.papers.append((print_one(self.child, self.manager), self.version))

    def paper(self, kind: str, step: Step) -> None:
        if not self.papers:
            raise LookupError
        form, printed_as = self.papers[0]
        printed_on = clock.london_date(form.printed_at)
        on = max(printed_on, clock.today() - timedelta(days=step.back))
        key_in(form, factories.adult_of(self.parents[step.adult]), self.manager, step.answers, on=on)
        self.papers.pop(0)
        words = self.asked(printed_as, step)
        self.note("said", adult=step.adult, words=words, version=form.wording_id, day=on, detail="paper")

    def asked(self, number: int, step: Step) -> dict[str, Answer]:
        """Return what the step answers of what a version asks."""
        known = {"website"} if self.has_website(number) else set()
        return {use: answer for use, answer in step.answers.items() if use in {*known, "press", CONSULT}}

    def has_website(self, number: int) -> bool:
        dropped = [event for event in self.past if event.kind == "version" and "website" not in event.detail[1]]
        return not any(event.version <= number for event in dropped)

    def withdraw(self, kind: str, step: Step) -> None:
        use = USES[step.flag]
        factories.withdraw(self.child, self.parents[step.adult], use)
        self.note("said", adult=step.adult, words={use: Answer.WITHDRAWN})

    def spoken(self, kind: str, step: Step) -> None:
        adult, use = factories.adult_of(self.parents[step.adult]), USES[step.flag]
        spoken.note_withdrawal(self.child, adult.id, [use], submission=new_token(), by_id=self.manager.id)
        self.note("said", adult=step.adult, words={use: Answer.WITHDRAWN})

    def responsible(self, kind: str, step: Step) -> None:
        adult = factories.adult_of(self.parents[step.adult])
        link = Guardianship.get((Guardianship.child == self.child.id) & (Guardianship.adult == adult.id))
        state = Responsibility.HELD if step.flag else Responsibility.NONE
        state = Responsibility.RESTRICTED if kind == "restrict" else state
        corrections.set_responsibility(link, state, ResponsibilityBasis.COURT_ORDER, by_id=self.manager.id)
        self.note("responsible", adult=step.adult, detail=state)

    restrict = responsible

    def hold(self, kind: str, step: Step) -> None:
        basis = HoldBasis.SAFEGUARDING
        self.held.append(
            holds.place_hold(self.child, basis, "Ask me.", submission=new_token(), by_id=self.manager.id)
        )  # fmt: skip
        self.note("hold", detail=self.held[-1].id)

    def lift(self, kind: str, step: Step) -> None:
        if self.held:
            hold = self.held.pop(0)
            holds.lift_hold(hold, "Over.", by_id=self.manager.id)
            self.note("lift", detail=hold.id)

    def say(self, kind: str, step: Step) -> None:
        say = (Wish.HAPPY, Wish.NOT_TODAY, Wish.NO, Wish.HAPPY)[step.back]
        child_wishes.note_wish(self.child, say, submission=new_token(), by_id=self.manager.id)
        self.note("say", detail=say)

    def last_day(self, kind: str, step: Step) -> None:
        last = clock.today() + timedelta(days=step.back * 20 - 10) if step.flag else None
        corrections.set_last_day(self.child, last, by_id=self.manager.id)
        self.note("last_day", detail=last)

    def minor(self, kind: str, step: Step) -> None:
        self.publish(Change.MINOR, dropped="")

    def real(self, kind: str, step: Step) -> None:
        self.publish(Change.REAL, dropped="")

    def again(self, kind: str, step: Step) -> None:
        """Ask one use again, and no other."""
        self.publish(Change.REAL, dropped="", asks_again=[USES[step.flag]])

    def drop(self, kind: str, step: Step) -> None:
        # The editor refuses this as a minor edit; a version that came some other way must open nothing either.
        self.publish(Change.REAL if step.flag else Change.MINOR, dropped="website")

    def publish(self, change: Change, *, dropped: str, asks_again: list[str] | None = None) -> None:
        text = wording.current(FORM).consent
        text = replace(text, title=f"Pictures, {self.version}")
        made = wording.publish(
            FORM, text.with_clauses(use for use in text.uses if use.key != dropped), change=change, by_id=self.manager.id,
            asks_again=asks_again,
        )  # fmt: skip
        self.version = made.number
        self.note(
            "version", version=made.number, detail=(made.id, [u.key for u in made.consent.uses], change, asks_again)
        )

    @property
    def now(self) -> Child:
        child: Child = Child.get_by_id(self.child.id)
        return child
