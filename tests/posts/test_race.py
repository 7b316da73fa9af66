"""A post that is recorded while somebody withdraws, or calls its event off, ends refused or on the list, whoever is first (product.md §5.2)."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest

from portal.consents import one_event
from portal.consents.policy import Answer
from portal.foundation import clock
from portal.foundation.database import db, ensure_connected
from portal.foundation.tokens import new_token
from portal.posts.clearance import adults
from portal.posts.clearance.policy import AdultAnswer, ClearanceState, Target
from portal.posts.clearance.queries import load
from portal.posts.models import Post, TakeDown
from portal.posts.policy import ClearanceVoid
from portal.wording.uses import OneEvent, Place
from tests.posts import post_factories
from tests.posts.clearance_factories import clear
from tests.support import factories

pytestmark = pytest.mark.both_engines


@pytest.fixture(params=["a parent", "a volunteer", "the manager"])
def both(request, app, poster, a_child, a_parent, a_manager):
    """What the two do, each in a thread and a transaction of its own; whether it went through."""
    factories.sign_all(a_child, a_parent)
    volunteer = adults.list_adult("Margaret Hill", submission=new_token(), by=poster)
    adults.answer_by_link(volunteer, AdultAnswer.YES, submission=new_token())
    clearance = clear(poster, [a_child], adults=("Margaret Hill",))
    if request.param == "the manager":
        event = OneEvent("Autumn fair", clock.today().isoformat(), "The town hall", "The Weekly News")
        asked = one_event.ask(one_event.NewEvent(event, Place.NEWSPAPER, (a_child.id,), "a fair"), by=a_manager)
        said = {"signed_name": a_parent.name, "submission": new_token(), "by_id": a_parent.id}
        one_event.answer(asked, a_child, Answer.YES, **said)
        clearance = post_factories.clear(poster, a_child, target=Target(Place.NEWSPAPER, event=str(asked.use)))

    def in_its_own(do, inside=lambda: None):
        with app.app_context():
            ensure_connected()
            try:
                with db.atomic():
                    do()
                    inside()
            except ClearanceVoid:
                return False
            finally:
                db.close()
            return True

    posts = partial(in_its_own, partial(post_factories.record, clearance, poster))
    says_no = {
        "the manager": lambda: one_event.call_off(asked, by=a_manager),
        "a parent": partial(factories.withdraw, a_child, a_parent, "group_alone"),
        "a volunteer": partial(adults.note_no, volunteer, submission=new_token(), by=poster),
    }
    withdraws = partial(in_its_own, says_no[request.param])
    return {"posts": posts, "withdraws": withdraws}


def is_listed() -> bool:
    return TakeDown.select().where(TakeDown.is_open()).exists()


@pytest.mark.parametrize(("first", "second"), [("posts", "withdraws"), ("withdraws", "posts")])
def test_whoever_comes_second_waits_for_the_first(both, first, second):
    done, go_on = threading.Event(), threading.Event()

    def stay_open():
        done.set()
        assert go_on.wait(10)

    with ThreadPoolExecutor(2) as pool:
        early: Future[bool] = pool.submit(both[first], stay_open)
        assert done.wait(10)
        late: Future[bool] = pool.submit(both[second])
        with pytest.raises(TimeoutError):
            late.result(0.5)  # the first has not committed
        go_on.set()
        assert early.result(20)
        assert late.result(20) is (second == "withdraws")
    assert Post.select().exists() is is_listed() is (first == "posts")


def test_at_the_same_moment_it_is_one_or_the_other(both):
    barrier = threading.Barrier(2)

    def at_once(do):
        barrier.wait(10)
        return do()

    with ThreadPoolExecutor(2) as pool:
        posted, withdrawn = (pool.submit(at_once, both[which]) for which in ("posts", "withdraws"))
    assert withdrawn.result()
    assert posted.result() is Post.select().exists() is is_listed()


def test_two_children_withdrawn_at_once_do_not_lock_each_other_out(
    app, poster, a_child, a_parent, a_strangers_child, a_stranger
):
    for child, parent in ((a_child, a_parent), (a_strangers_child, a_stranger)):
        factories.sign_all(child, parent)
    clearance = post_factories.clear(poster, a_strangers_child, a_child)
    assert load([clearance], now=clock.now())[0].state is ClearanceState.CLEAR
    barrier = threading.Barrier(3)

    def at_once(do):
        with app.app_context():
            ensure_connected()
            barrier.wait(10)
            try:
                do()
            except ClearanceVoid:
                return False
            finally:
                db.close()
            return True

    with ThreadPoolExecutor(3) as pool:
        posted = pool.submit(at_once, partial(post_factories.record, clearance, poster))
        noes = [
            pool.submit(at_once, partial(factories.withdraw, child, parent, "group_together"))
            for child, parent in ((a_child, a_parent), (a_strangers_child, a_stranger))
        ]
    assert all(no.result() for no in noes)
    listed = {row.child_id for row in TakeDown.select().where(TakeDown.is_open())}
    assert listed == ({a_child.id, a_strangers_child.id} if posted.result() else set())
