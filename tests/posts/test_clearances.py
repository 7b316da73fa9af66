"""Clearances as the services keep them: what they cost, what makes them void, and who comes second."""

from threading import Barrier, Thread

import pytest

from portal.consents.merging import service as merging
from portal.foundation import clock
from portal.foundation.database import db
from portal.posts.clearance import queries, service
from portal.posts.clearance.captions import WholeNameInCaption
from portal.posts.clearance.models import ClearanceSight
from portal.posts.clearance.policy import AnsweredAlready, ClearanceState
from portal.settings import service as settings
from portal.wording import service as wording
from portal.wording.policy import Change, DocumentKey
from tests.posts.clearance_factories import clear, make_families, make_poster
from tests.support import factories
from tests.support.databases import count_queries
from tests.wording.wording_factories import without

SURNAMES = ["Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper"]


def state_of(clearance):
    return queries.load([clearance], now=clock.now())[0].state


def void_of(clearance):
    return queries.load([clearance], now=clock.now())[0].void


def test_clearing_ten_children_asks_as_often_as_clearing_two(poster):
    ten = [family.child for family in make_families(*(f"Sam {name}" for name in SURNAMES), answered=True)]
    asked = []
    for children in (ten[:2], ten[:2], ten):  # once to warm what is read once
        with count_queries() as sent:
            clear(poster, children, caption="Mud.")
        asked.append(len(sent))
    assert asked[1] == asked[2]


def test_a_longer_list_asks_as_often(new_browser, poster, families):
    browser, asked = new_browser(poster), []
    for more in (1, 5):
        for _time in range(more):
            clear(poster, [family.child for family in families[:2]], adults=("Mr Brown",))
        browser.get("clearances.today")
        with count_queries() as sent:
            browser.get("clearances.today")
        asked.append(len(sent))
    assert asked[0] == asked[1]


def test_a_form_that_asks_again_or_of_other_places_makes_it_void(poster, families):
    children = [family.child for family in families[:2]]
    clearance = clear(poster, children)
    factories.publish_form(change=Change.MINOR)
    assert state_of(clearance) is ClearanceState.CLEAR
    factories.publish_form()
    void = void_of(clearance)
    assert void.children == ("Amira Green", "Ben Okafor")
    assert not void.form_changed
    text = wording.current(DocumentKey.CONSENT_FORM).consent
    wording.publish(
        DocumentKey.CONSENT_FORM, without(text, "group_together"), change=Change.MINOR, by_id=None, asks_again=()
    )
    assert void_of(clearance).form_changed


def test_two_entries_found_to_be_one_child_make_it_void(poster, families, a_manager):
    (twin,) = make_families("Amy Green", answered=True)
    clearance = clear(poster, [twin.child, families[1].child])
    merging.merge(families[0].child, twin.child, {}, by_id=a_manager.id)
    view = queries.load([clearance], now=clock.now())[0]
    assert view.state is ClearanceState.VOID
    assert len(view.void.children) == 1


def test_what_is_typed_about_a_name_is_checked_against_children_who_left(poster, families):
    factories.make_child("Zelda", "Quist", leaves_on=families[0].child.born_on)
    with pytest.raises(WholeNameInCaption):
        clear(poster, [families[0].child], caption="Like Zelda Quist")


@pytest.mark.both_engines
def test_of_two_posters_who_look_at_once_one_is_the_second(app, db_ready, poster, second, a_manager, families):
    settings.change_setting({"needs_second_poster": True}, by_id=a_manager.id)
    third = make_poster("Ian Fox", by=a_manager)
    clearance = clear(poster, [families[0].child])
    barrier, refused = Barrier(2), []

    def look(account):
        with app.app_context():
            barrier.wait()
            try:
                service.see(clearance, by=account)
            except AnsweredAlready:
                refused.append(account)
            finally:
                db.close()

    threads = [Thread(target=look, args=(account,)) for account in (second, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ClearanceSight.select().count() == 1
    assert len(refused) == 1
    assert state_of(clearance) is ClearanceState.CLEAR
