"""Two entries that are one person: what stands of both histories, as a table of cases and as a property."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound

from portal.accounts.models import Account
from portal.consents import service
from portal.consents.merging import service as merging
from portal.consents.models import CONSULT, ConsentRecord, CurrentAnswer
from portal.consents.policy import Answer, AnswerState, LatestAnswer, Method, Reason, answer_state
from portal.consents.precedence import Merge, StoredAnswer, latest_answers
from portal.consents.register.service import load_register
from portal.families.models import Adult, Child, SamePerson
from portal.foundation import clock
from portal.foundation.database import db, ensure_connected
from portal.foundation.tokens import new_token
from portal.mail.models import OutboxMessage
from portal.reminders.recipients import recipients
from portal.wording import service as wording
from portal.wording.policy import DocumentKey
from tests.support import factories
from tests.support.databases import snapshot
from tests.support.rulings import ruling

pytestmark = pytest.mark.both_engines

MONDAY = date(2026, 11, 23)
YES, NO, WITHDRAWN, SILENT = Answer.YES, Answer.NO, Answer.WITHDRAWN, Answer.NOT_ANSWERED
ONLINE, PAPER = Method.ONLINE, Method.PAPER
KEPT, OTHER, ADULT, ADULT_TOO = 1, 2, 7, 8
ASKED_AGAIN = "asked again"
CHILDREN = Merge(0, OTHER, KEPT, 10, MONDAY + timedelta(days=5))
ADULTS = Merge(1, ADULT_TOO, ADULT, 10, MONDAY + timedelta(days=5))


def said(answer, record_id, *, day=None, method=ONLINE, consult=False):
    on = MONDAY + timedelta(days=record_id if day is None else day)
    until = on + timedelta(days=364) if answer is YES and not consult else None
    return StoredAnswer(answer, on, method, 1, record_id, yes_protects=consult, counts_until=until)


def outcome(latest):
    """Return what an answer is worth on a day long after the merge, and before any yes runs out."""
    if latest is None:
        return SILENT
    worth = LatestAnswer(ADULT, latest.answer, latest.given_on, True, counts_until=latest.counts_until)
    state = answer_state(worth, on=MONDAY + timedelta(days=60))
    return ASKED_AGAIN if state == "asked_again" else latest.answer


CASES = [
    # kept entry, other entry, after the merge, what counts
    ([YES], [], [], ASKED_AGAIN),
    ([], [YES], [], ASKED_AGAIN),
    ([YES], [YES], [], ASKED_AGAIN),
    ([NO], [], [], NO),
    ([], [NO], [], NO),
    ([YES], [NO], [], NO),
    ([NO], [YES], [], NO),
    ([WITHDRAWN], [YES], [], WITHDRAWN),
    ([NO, YES], [WITHDRAWN, YES], [], ASKED_AGAIN),
    ([YES, WITHDRAWN], [NO, YES], [], WITHDRAWN),
    ([], [], [YES], YES),
    ([NO], [YES], [YES], YES),
    ([YES], [YES], [YES], YES),
    ([YES], [], [NO], NO),
    ([YES], [NO], [SILENT], NO),
    ([YES], [], [SILENT], ASKED_AGAIN),
]


@pytest.mark.parametrize(("merge", "others"), [(CHILDREN, (OTHER, ADULT)), (ADULTS, (KEPT, ADULT_TOO))])
@pytest.mark.parametrize(("kept", "other", "after", "counts"), CASES)
def test_what_stands_of_two_entries_that_are_one(kept, other, after, counts, merge, others):
    key, their_key = (KEPT, ADULT, "press"), (*others, "press")
    stored = [(key, said(answer, n * 2)) for n, answer in enumerate(kept)]
    stored += [(their_key, said(answer, n * 2 + 1)) for n, answer in enumerate(other)]
    stored = sorted(stored, key=lambda pair: pair[1].record_id)
    stored += [(key, said(answer, 11 + n)) for n, answer in enumerate(after)]
    assert outcome(latest_answers(stored, [merge]).get(key)) == counts
    assert their_key not in latest_answers(stored, [merge])


def test_of_two_noes_the_newest_stands_and_a_use_of_somebody_else_is_left_alone():
    stored = [((KEPT, ADULT, "press"), said(NO, 1)), ((OTHER, ADULT, "press"), said(WITHDRAWN, 2)),
              ((3, ADULT, "press"), said(YES, 3))]  # fmt: skip
    found = latest_answers(stored, [CHILDREN])
    assert found[KEPT, ADULT, "press"].answer is WITHDRAWN
    assert outcome(found[3, ADULT, "press"]) is YES


@pytest.mark.parametrize(("one", "other", "wish"), [(YES, NO, YES), (NO, YES, YES), (NO, NO, NO), (YES, SILENT, YES)])
def test_the_wish_to_be_asked_first_of_either_stands(one, other, wish):
    stored = [((KEPT, ADULT, CONSULT), said(one, 1, consult=True)), ((OTHER, ADULT, CONSULT), said(other, 2, consult=True))]  # fmt: skip
    assert latest_answers(stored, [CHILDREN])[KEPT, ADULT, CONSULT].answer is wish


@pytest.mark.parametrize(("day", "counts"), [(4, NO), (5, NO), (6, YES)])
def test_a_paper_signed_before_the_day_undoes_no_no(day, counts):
    stored = [((OTHER, ADULT, "press"), said(NO, 1)), ((KEPT, ADULT, "press"), said(YES, 11, day=day, method=PAPER))]
    assert outcome(latest_answers(stored, [CHILDREN])[KEPT, ADULT, "press"]) is counts


@pytest.mark.parametrize(("day", "counts"), [(4, ASKED_AGAIN), (5, YES), (6, YES)])
def test_a_paper_signed_before_the_day_brings_back_no_yes(day, counts):
    stored = [((OTHER, ADULT, "press"), said(YES, 1)), ((KEPT, ADULT, "press"), said(YES, 11, day=day, method=PAPER))]
    assert outcome(latest_answers(stored, [CHILDREN])[KEPT, ADULT, "press"]) == counts


def test_what_was_signed_for_the_other_entry_while_the_two_became_one_counts_for_the_child():
    found = latest_answers([((OTHER, ADULT, "press"), said(YES, 11))], [CHILDREN])
    assert (list(found), outcome(found[KEPT, ADULT, "press"])) == ([(KEPT, ADULT, "press")], YES)


SAID = st.tuples(st.sampled_from([KEPT, OTHER, 3]), st.sampled_from([ADULT, ADULT_TOO]), st.sampled_from(Answer),
                 st.integers(0, 12), st.sampled_from(Method))  # fmt: skip
MERGES = st.lists(
    st.tuples(st.sampled_from([(0, OTHER, KEPT), (0, KEPT, 3), (1, ADULT_TOO, ADULT)]), st.integers(0, 9)),
    max_size=3, unique_by=lambda pair: pair[0],
)  # fmt: skip


@given(st.lists(SAID, max_size=9), MERGES)
def test_a_merge_never_opens_what_either_history_closed(history, merged):
    """The literal rule: split at each merge; a no of either part stands, no yes of an earlier part counts."""
    merges = [Merge(*who, after, MONDAY + timedelta(days=after)) for who, after in sorted(merged, key=lambda m: m[1])]
    if [m[0] for m in merged].count((0, OTHER, KEPT)) and merges:
        order = [(m.place, m.duplicate) for m in merges]
        if (0, KEPT) in order and (0, OTHER) in order and order.index((0, KEPT)) < order.index((0, OTHER)):
            return  # nobody can be put together with an entry that is none any more
    stored = [((child, adult, "press"), said(answer, n, day=day, method=method))
              for n, (child, adult, answer, day, method) in enumerate(history)]  # fmt: skip
    found = latest_answers(stored, merges)
    for key, latest in found.items():
        touching = [m for m in merges if key[m.place] == m.kept]
        if not touching:
            continue
        before = [(k, s) for k, s in stored if s.record_id <= touching[-1].after_record]
        apart = latest_answers(before, merges[: merges.index(touching[-1])])
        parts = [s for k, s in apart.items() if _at(k, merges) == key]
        after = [s for k, s in stored if s.record_id > touching[-1].after_record and _at(k, merges) == key]
        answered = [s for s in after if s.answer is not SILENT]
        if any(s.protects for s in parts) and not answered:
            assert latest.answer is not YES
        if outcome(latest) is YES:
            assert latest.record_id > touching[-1].after_record
        if not answered and parts:
            assert outcome(latest) == (ASKED_AGAIN if all(s.answer is YES for s in parts) else latest.answer)


def _at(key, merges):
    for merge in merges:
        key = merge.key(key)
    return key


def test_both_ways_of_writing_down_what_counts_agree(a_child, a_parent, a_strangers_child, a_manager):
    """What is stored at the moment equals a rebuild, and a register of the past shows two children."""
    noon = datetime.combine(MONDAY, time(12), UTC)
    with time_machine.travel(noon, tick=False):
        factories.link(factories.adult_of(a_parent), a_strangers_child)
        factories.sign(a_child, a_parent, {"website": YES, "press": NO})
        factories.sign(a_strangers_child, a_parent, {"website": YES, "press": YES})
    with time_machine.travel(noon + timedelta(days=3), tick=False):
        merging.merge(a_child, a_strangers_child, {}, by_id=a_manager.id)
        kept = Child.get_by_id(a_child.id)
        assert ruling(kept, "website", on=clock.today()).reasons == (Reason.ASKED_AGAIN,)
        assert ruling(kept, "press", on=clock.today()).reasons == (Reason.REFUSED,)
        stored = sorted(map(str, CurrentAnswer.select().tuples()))
        assert service.rebuild_current() == len(stored) == 2
        assert sorted(map(str, CurrentAnswer.select().tuples())) == stored
        factories.sign(kept, a_parent, {"website": YES})
        assert ruling(kept, "website", on=clock.today()).may_show
        stored = sorted(map(str, CurrentAnswer.select().tuples()))
        service.rebuild_current()
        assert sorted(map(str, CurrentAnswer.select().tuples())) == stored


STEPS = st.lists(
    st.tuples(st.sampled_from(["one", "other"]), st.sampled_from([0, 1]), st.sampled_from([YES, NO, SILENT]), st.booleans()),
    max_size=5,
)  # fmt: skip
ENTRIES = (
    st.fixed_dictionaries({"known_as": st.sampled_from(["", "Zo"]), "reference": st.sampled_from([None, "R-1"])}),
    st.fixed_dictionaries({"known_as": st.sampled_from(["", "Zosia"]), "reference": st.sampled_from([None, "R-2"])}),
)
FACTS = ("audit_entries", "same_persons", "same_person_undos")


@settings(max_examples=25)
@given(steps=STEPS, details=st.tuples(*ENTRIES), adults=st.booleans(), chained=st.booleans())
def test_undone_at_once_everything_is_as_it_was(steps, details, adults, chained, setting, a_manager):
    with db.atomic() as back:
        one, other = factories.make_child("Zofia", "Kowalska"), factories.make_child("Zofia", "Kowalsk")
        for child, values in zip((one, other), details, strict=True):
            Child.update(values).where(Child.id == child.id).execute()
        parents = [factories.make_parent(f"Anna {n}", one, other) for n in ("Kowalska", "Nowak")]
        for which, parent, answer, wish in steps:
            if answer is not SILENT:
                answers = {"website": answer, CONSULT: YES if wish else SILENT}
                factories.sign(one if which == "one" else other, parents[parent], answers)
        people = [factories.adult_of(parent) for parent in parents] if adults else [one, other]
        if chained:
            third = Adult.create(name="Anna K") if adults else factories.make_child("Zosia", "Kowalska")
            merging.merge(people[1], third, {}, by_id=a_manager.id)
        before = {name: rows for name, rows in snapshot().items() if name not in FACTS}
        fact = merging.merge(*people, {}, by_id=a_manager.id)
        merging.undo(fact, by_id=a_manager.id)
        assert {name: rows for name, rows in snapshot().items() if name not in FACTS} == before
        back.rollback()


def test_the_answers_of_the_kept_entry_are_those_of_both_for_every_later_fold(a_child):
    assert replace(CHILDREN, kept=OTHER, duplicate=KEPT).key((KEPT, ADULT, "press")) == (OTHER, ADULT, "press")


def test_a_register_of_the_past_shows_two_children_before_that_day_and_one_after(
    a_child, a_parent, a_strangers_child, a_stranger, a_manager
):
    noon = clock.now() + timedelta(days=1)
    with time_machine.travel(noon, tick=False):
        factories.sign(a_child, a_parent, {"website": YES})
        factories.sign(a_strangers_child, a_stranger, {"website": NO})
    with time_machine.travel(noon + timedelta(days=3), tick=False):
        fact = merging.merge(a_child, a_strangers_child, {}, by_id=a_manager.id)
        one, other = factories.adult_of(a_parent), factories.adult_of(a_stranger)
        merging.merge(one, other, {}, by_id=a_manager.id)

    def shown(days):
        moment = noon + timedelta(days=days)
        lines = load_register(a_manager, on=moment.date(), known_by=moment).lines
        return {line.child.name: line.rulings["website"].reasons for line in lines}

    with time_machine.travel(noon + timedelta(days=5), tick=False):
        before = {"Zofia Kowalska": (), "Liban Warsame": (Reason.REFUSED,)}
        assert shown(1) == before
        assert shown(4) == {"Zofia Kowalska": (Reason.REFUSED,)}
        (now,) = load_register(a_manager, on=clock.today()).lines
        assert now.rulings["website"].reasons == (Reason.REFUSED,)
        merging.undo(SamePerson.standing().order_by(SamePerson.id.desc()).get(), by_id=a_manager.id)
        merging.undo(fact, by_id=a_manager.id)
    with time_machine.travel(noon + timedelta(days=7), tick=False):
        assert (shown(1), shown(6)) == (before, before)
        assert shown(4) == {"Zofia Kowalska": (Reason.REFUSED,)}, "that is what was known then"


def test_who_is_asked_again_is_chased_for_it_and_gets_the_confirmation_that_two_entries_shared(
    a_child, a_parent, a_manager
):
    adult = factories.adult_of(a_parent)
    again = Adult.create(name="Agnieszka Kowalsk", email=adult.email)
    Account.update(email=None, sign_in_name="agnieszka-1").where(Account.id == a_parent.id).execute()
    factories.sign_all(a_child, a_parent)
    assert not any(owing.children for owing in recipients(on=clock.today()))
    merging.merge(adult, again, {}, by_id=a_manager.id)
    (asked,) = recipients(on=clock.today())
    assert {own.state for own in asked.children[0].uses.values()} == {AnswerState.ASKED_AGAIN}
    sent = OutboxMessage.select().count()
    factories.sign_all(a_child, a_parent)
    assert OutboxMessage.select().count() == sent + 1
    assert not any(owing.children for owing in recipients(on=clock.today()))


def test_signing_at_the_moment_two_entries_become_one_is_before_or_after_it(
    app, a_child, a_parent, a_strangers_child, a_stranger, a_manager
):
    """Whichever comes first, nothing is lost, and a rebuild says the same."""
    form = service.SignedForm(wording.current(DocumentKey.CONSENT_FORM).id, {"website": YES}, "Hodan", new_token())
    barrier = threading.Barrier(2)

    def at_once(do):
        with app.app_context():
            ensure_connected()
            barrier.wait(10)
            try:
                do()
            except NotFound:
                return False  # the entry was no child of theirs any more when they pressed
            finally:
                db.close()
            return True

    with ThreadPoolExecutor(2) as pool:
        signed = pool.submit(at_once, lambda: service.sign_consent(a_strangers_child, form, by_id=a_stranger.id))
        merged = pool.submit(at_once, lambda: merging.merge(a_child, a_strangers_child, {}, by_id=a_manager.id))
    assert merged.result()
    assert signed.result() is ConsentRecord.select().exists()
    stored = sorted(map(str, CurrentAnswer.select().tuples()))
    assert {row.child_id for row in CurrentAnswer.select()} <= {a_child.id}
    service.rebuild_current()
    assert sorted(map(str, CurrentAnswer.select().tuples())) == stored
