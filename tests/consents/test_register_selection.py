"""The query that leaves children out of a page of the register never leaves out one who fits, whatever happened."""

import random
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.access.permissions import Role
from portal.accounts.models import AccountRole
from portal.consents.models import CONSULT, ChildWish, ConsentHold, CurrentAnswer, HoldLift
from portal.consents.policy import Answer
from portal.consents.register import filtering
from portal.consents.register import service as register_service
from portal.consents.register.filtering import Filter, Show, apply_filter
from portal.families.models import Adult, Child, Guardianship
from portal.families.own_child import closed_to
from portal.families.policy import Responsibility
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.tokens import new_token
from portal.wording import service as wording
from portal.wording.policy import Change, DocumentKey
from tests.consents.histories import HISTORIES, USES, Family, step
from tests.consents.test_history_properties import days_to_ask_of
from tests.support import factories

pytestmark = pytest.mark.both_engines

NOBODY_MAY_SAY = [step("sign"), step("sign", adult=1, website=Answer.NO)]
ASKS_TO_CONSULT = [step("sign", consult=Answer.YES), step("sign", adult=1, press=Answer.NOT_ANSWERED)]
ON_AN_OLD_WORDING = [step("sign"), step("real", 1)]
WITHOUT_RESPONSIBILITY = [step("sign"), step("responsible", flag=False)]
RESTRICTED = [step("sign", consult=Answer.YES), step("sign", adult=1, press=Answer.NO), step("restrict", adult=1)]


def choices(uses):
    """Return every way to choose among these uses: each alone, and all of them."""
    return [(show, keys) for show in Show for keys in ([[use] for use in uses] + [list(uses)])]


@example(steps=NOBODY_MAY_SAY, by_school_year=False)
@example(steps=ASKS_TO_CONSULT, by_school_year=False)
@example(steps=ON_AN_OLD_WORDING, by_school_year=True)
@example(steps=WITHOUT_RESPONSIBILITY, by_school_year=True)
@example(steps=RESTRICTED, by_school_year=True)
@settings(max_examples=60)
@given(steps=HISTORIES, by_school_year=st.booleans())
def test_no_history_hides_a_child_who_fits(steps, by_school_year, db_ready):
    with db.atomic() as undo:
        family = Family(by_school_year=by_school_year)
        AccountRole.create(account=family.parents[0], role=Role.LEAD)
        family.live(steps)
        lead = type(family.parents[0]).get_by_id(family.parents[0].id)
        days = days_to_ask_of(family)[:6]
        for on in days:
            compare(family.manager, on)
        compare(lead, days[0])  # to whom their own child is closed, on whatever day
        undo.rollback()


def compare(account, on):
    """Whoever fits by the ruling is among the candidates, for every choice."""
    register = register_service.load_register(account, on=on)
    ids, closed = [line.id for line in register.lines], closed_to(account)
    for show, uses in choices([use.key for use in register.uses if use.key in USES]):
        fitting = {line.id for line in register.lines if fits(line, show, uses, on)}
        found = filtering.candidates(ids, show, uses, on=on, closed=closed)
        assert fitting <= found <= set(ids), (show, uses, on, closed)


def fits(line, show, uses, on):
    return any(filtering.fits(line.rulings[use], show, on=on) for use in uses)


AGES = (1, 334, 335, 336, 364, 365, 366, -3)


def fill(draw, count, manager):
    """Insert children with up to three adults, and everything that moves a ruling, drawn at random."""
    today, keys = clock.today(), [use.key for use in wording.current(DocumentKey.CONSENT_FORM).consent.uses]
    valid = wording.in_force(DocumentKey.CONSENT_FORM).valid
    likely_none, answers = draw.choice([0.1, 0.9]), []
    for number in range(count):
        last_day = draw.choice([None, None, None, today + timedelta(days=draw.randrange(60))])
        child = factories.make_child("Sam", f"Obi-{draw.randrange(count):03}-{number}", leaves_on=last_day)
        for _place in range(draw.randrange(4)):
            adult = Adult.create(name=f"Adult {number}")
            state = draw.choice([*[Responsibility.HELD] * 8, Responsibility.RESTRICTED, Responsibility.NONE])
            Guardianship.create(child=child, adult=adult, relationship="other", responsibility=state)
            for key in [*keys, CONSULT]:
                answer, given_on = draw.choice(["yes", "yes", "yes", "no"]), today - timedelta(days=draw.choice(AGES))
                until = given_on + timedelta(days=364) if answer == "yes" and key != CONSULT else None
                versions = sorted(valid.get(key, {1}))
                if draw.random() > likely_none:
                    answers.append(
                        {"child": child, "adult": adult, "use": key, "answer": answer, "record_id": 0,
                         "given_on": given_on, "counts_until": until, "wording_id": draw.choice([*versions, *versions, 99])}
                    )  # fmt: skip
        trouble(draw, child, manager, today)
    CurrentAnswer.insert_many(answers).execute() if answers else None


def trouble(draw, child, manager, today):
    if draw.random() < 0.1:
        hold = ConsentHold.create(
            child=child, basis="other", reason="Ask me", placed_by=manager, submission=new_token()
        )  # fmt: skip
        if draw.random() < 0.5:
            HoldLift.create(hold=hold, reason="Over", lifted_by=manager)
    if draw.random() < 0.1:
        say = draw.choice(["no", "not_today", "happy"])
        ChildWish.create(child=child, say=say, said_on=today, noted_by=manager, submission=new_token())


def pages(account, found):
    """Turn every page forward, and return the ids of the children shown on each."""
    arguments, shown = {}, []
    while arguments is not None:
        page, _count = filtering.load_page(account, found, arguments)
        shown.append([line.id for line in page.rows])
        arguments = page.following
    return shown


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000))
def test_the_pages_of_a_full_register_show_everybody_who_fits_in_order(seed, a_manager, a_staff_member):
    draw, today = random.Random(seed), clock.today()
    with db.atomic() as undo:
        for again in ([], ["press"]):
            form = wording.current(DocumentKey.CONSENT_FORM).text
            wording.publish(DocumentKey.CONSENT_FORM, form, change=Change.MINOR, by_id=None, asks_again=again)
        fill(draw, 130, a_manager)
        own = Adult.create(name=a_staff_member.name, account=a_staff_member)
        for child in Child.select().order_by(Child.id.desc()).limit(5):
            Guardianship.create(child=child, adult=own, relationship="other", responsibility=Responsibility.HELD)
        for account in (a_manager, a_staff_member):
            lines = register_service.load_register(account, on=today).lines
            for show, uses in choices(("website", "press")):
                found = apply_filter(Filter(use=uses[0] if len(uses) == 1 else "", show=show), on=today)
                shown = pages(account, found)
                assert [id_ for page in shown for id_ in page] == [line.id for line in lines if found.fits(line)]
                assert all(len(page) == 50 for page in shown[:-1])
        undo.rollback()


@pytest.mark.parametrize(
    ("show", "answers"),
    [
        (Show.MAY, {"website": Answer.NO}),
        (Show.MAY, {}),
        (Show.MAY_NOT, {"website": Answer.YES}),
        (Show.MAY_NOT, {"website": Answer.YES, CONSULT: Answer.YES}),
        (Show.MAY_NOT, {}),
        (Show.NOT_ANSWERED, {"website": Answer.YES}),
        (Show.NOT_ANSWERED, {"website": Answer.NO}),
        (Show.RUNS_OUT, {"website": Answer.YES}),
        (Show.RUNS_OUT, {"website": Answer.NO}),
        (Show.RUNS_OUT, {}),
    ],
)
def test_most_of_those_who_do_not_fit_are_left_out(show, answers, a_child, a_parent):
    if answers:
        factories.sign(a_child, a_parent, answers)
    assert filtering.candidates([a_child.id], show, ["website"], on=clock.today(), closed=()) == set()
