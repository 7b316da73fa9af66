"""The manager adds, corrects and removes children, adults, and what an adult is to a child."""

import time
from datetime import date
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask

from portal.access.permissions import Role
from portal.accounts.models import Account, Invitation
from portal.audit.models import AuditEntry
from portal.consents.models import ConsentRecord
from portal.consents.policy import Answer
from portal.consents.register.service import load_register
from portal.families import people
from portal.families.models import Adult, Child, ChildSession, Guardianship, ResponsibilityCheck
from portal.families.policy import (
    AdultSignsIn,
    AdultStays,
    ChildStays,
    Relationship,
    RelationshipStays,
    Responsibility,
)
from portal.foundation import clock
from portal.foundation.database import db
from tests.consents.paper_fixtures import print_one
from tests.families import factories as families
from tests.families.factories import NewBrowser
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, read_only, snapshot

pytestmark = pytest.mark.both_engines

ZOFIA = {"first_name": "Zofia", "last_name": "Kowalska", "born_on": "3 9 2022"}
EWA = {"name": "Ewa Kowalska", "relationship": "mother", "responsibility": "held", "basis": "birth_certificate"}


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


def error(browser: Browser, name: str) -> str:
    return str(browser.root.xpath(f"string(//*[@id='{name}-error'])"))


def typed(browser: Browser, name: str) -> str:
    return str(browser.root.xpath(f"string(//input[@name='{name}']/@value)"))


def events() -> list[str]:
    return [entry.event for entry in AuditEntry.select().order_by(AuditEntry.id)]


def add_adult(manager: Browser, child: Child, **given: Any) -> Browser:
    return manager.get("families.add_adult", child_id=child.id).submit("Add the adult", {**EWA, **given})


# -- children ----------------------------------------------------------------------------------------------------------


def test_a_child_and_an_adult_are_added_by_hand(manager: Browser, a_manager: Account) -> None:
    """From an empty register to a child for whom somebody can answer, and who it was that said so."""
    manager.get("families.list_children").click("Add a child")
    manager.submit("Add the child", {**ZOFIA, "sessions": ["playgroup", "holiday"], "reference": "SR-7"})
    assert manager.heading == "Add an adult for Zofia Kowalska"
    manager.submit("Add the adult", {**EWA, "email": "Ewa@Example.org", "phone": "07700 900123"})

    assert "Ewa Kowalska is on the register for Zofia." in manager.text
    assert "Certificate seen. Checked by Siobhán Kelly" in manager.text
    child, adult, link = Child.get(), Adult.get(), Guardianship.get()
    assert (child.name, child.born_on, child.reference) == ("Zofia Kowalska", date(2022, 9, 3), "SR-7")
    assert {session.kind_id for session in ChildSession.select()} == {"playgroup", "holiday"}
    assert (adult.email, adult.phone) == ("ewa@example.org", "07700 900123")
    assert (link.relationship, link.responsibility) == (Relationship.MOTHER, Responsibility.HELD)
    assert events()[-4:] == ["ChildAdded", "AdultAdded", "RelationshipSet", "ResponsibilityChanged"]


@pytest.mark.parametrize(
    ("given", "name", "sentence"),
    [
        ({"first_name": ""}, "first_name", "Enter the first name"),
        ({"last_name": "\u200b "}, "last_name", "Enter the last name"),
        ({"born_on": ""}, "born_on", "Enter the birthday"),
        ({"born_on": "  "}, "born_on", "Enter the birthday"),
        ({"born_on": "31 2 2022"}, "born_on", "Write the date as day, month and year"),
        ({"born_on": "3 9 2099"}, "born_on", "Check the birthday"),
        ({"born_on": "3 9 1922"}, "born_on", "Check the birthday"),
        ({"starts_on": "1 1 2020"}, "starts_on", "The first day cannot be before the birthday"),
        ({"reference": "x" * 61}, "reference", "Use at most 60 characters"),
    ],
)
def test_what_is_wrong_with_a_child_is_said_beside_it_and_the_rest_is_kept(
    manager: Browser, setting: object, given: dict[str, str], name: str, sentence: str
) -> None:
    before = snapshot()
    manager.get("families.add_child").submit("Add the child", {**ZOFIA, "known_as": "Zosia", **given})
    assert sentence in error(manager, name)
    assert typed(manager, "known_as") == "Zosia"
    assert changed_tables(before) == []


def test_a_child_who_is_on_the_register_is_not_added_again_without_a_word(
    manager: Browser, a_child: Child, a_parent: Account
) -> None:
    """Whatever accents and capitals are typed; a person may say that it is another child."""
    manager.get("families.add_child").submit("Add the child", {**ZOFIA, "first_name": "zófia"})
    assert "Zofia Kowalska (Agnieszka Kowalska)" in error(manager, "is_another")
    assert Child.select().count() == 1

    manager.submit("Add the child", is_another=True)
    assert manager.heading == "Add an adult for zófia Kowalska"
    assert Child.select().count() == 2


def test_a_namesake_with_another_birthday_is_another_child(manager: Browser, a_child: Child) -> None:
    manager.get("families.add_child").submit("Add the child", {**ZOFIA, "born_on": "4 9 2022"})
    assert Child.select().count() == 2


def test_a_double_press_adds_one_child_and_one_adult(manager: Browser, setting: object) -> None:
    page = {**ZOFIA, "submission": "one press"}
    for _press in range(2):
        manager.post("families.add_child", page)
        assert manager.heading == "Add an adult for Zofia Kowalska"
    for _press in range(2):
        manager.post("families.add_adult", {**EWA, "submission": "another press"}, child_id=Child.get().id)
    assert (Child.select().count(), Adult.select().count(), Guardianship.select().count()) == (1, 1, 1)
    assert ResponsibilityCheck.select().count() == 1


def test_a_reference_belongs_to_one_child(manager: Browser, a_child: Child) -> None:
    Child.update(reference="SR-7").execute()
    other = {"first_name": "Liban", "last_name": "Warsame", "born_on": "3 9 2022", "reference": "sr-7"}
    manager.get("families.add_child").submit("Add the child", other)
    assert "Zofia Kowalska has this reference" in error(manager, "reference")

    child = factories.make_child("Liban", "Warsame")
    manager.get("families.edit_child", child_id=child.id).submit("Save", reference="SR 7")
    assert "Zofia Kowalska has this reference" in error(manager, "reference")
    assert Child.get_by_id(child.id).reference is None


def test_a_childs_entry_is_corrected_and_what_was_signed_keeps_its_day(
    manager: Browser, a_child: Child, a_parent: Account
) -> None:
    record = factories.sign_all(a_child, a_parent)
    manager.get("children.view", child_id=a_child.id).click("Correct the entry")
    assert typed(manager, "born_on") == "3 September 2022"
    manager.submit("Save", last_name="Nowak", sessions=["breakfast"], starts_on="1 9 2025")

    child = Child.get()
    assert (child.name, child.starts_on) == ("Zofia Nowak", date(2025, 9, 1))
    assert [session.kind_id for session in ChildSession.select()] == ["breakfast"]
    assert type(record).get_by_id(record.id).child_name == "Zofia Kowalska"
    entry = AuditEntry.get(AuditEntry.event == "ChildChanged")
    assert all(name in entry.details for name in ("last_name", "sessions", "starts_on"))
    assert "Nowak" not in entry.details, "the log holds no names"


def test_a_correction_that_changes_nothing_is_not_noted(manager: Browser, a_child: Child) -> None:
    before = snapshot()
    manager.get("families.edit_child", child_id=a_child.id).submit("Save")
    assert changed_tables(before) == []


def test_a_correction_that_makes_two_children_alike_is_asked_about(manager: Browser, a_child: Child) -> None:
    child = factories.make_child("Zosia", "Kowalska")
    manager.get("families.edit_child", child_id=child.id).submit("Save", first_name="Zofia")
    assert "On the register with the same birthday: Zofia Kowalska" in error(manager, "is_another")
    manager.submit("Save", is_another=True)
    assert Child.get_by_id(child.id).first_name == "Zofia"


def test_a_last_day_ends_consent_and_takes_the_child_off_the_list(
    manager: Browser, a_child: Child, a_parent: Account
) -> None:
    manager.get("families.edit_child", child_id=a_child.id).submit("Save", leaves_on="24 7 2025")
    assert Child.get().leaves_on == date(2025, 7, 24)
    assert "Left on 24 July 2025" in manager.text
    assert "Zofia Kowalska" not in manager.get("families.list_children").text
    assert "Zofia Kowalska" in manager.click("Have left (1)").text

    manager.click("Zofia Kowalska").click("Correct the entry").submit("Save", leaves_on="")
    assert Child.get().leaves_on is None
    assert AuditEntry.select().where(AuditEntry.event == "LastDaySet").count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("soon", "Write the date as day, month and year"),
        ("31 2 2026", "Write the date as day, month and year"),
        ("1 1 2020", "The last day cannot be before the child’s first, 3 September 2022"),
    ],
)
def test_a_last_day_that_cannot_be_is_explained_and_kept(
    manager: Browser, a_child: Child, given: str, sentence: str
) -> None:
    manager.get("families.edit_child", child_id=a_child.id).submit("Save", leaves_on=given)
    assert sentence in error(manager, "leaves_on")
    assert typed(manager, "leaves_on") == given
    assert Child.get().leaves_on is None


def test_a_child_added_by_mistake_is_removed_with_the_adult_who_has_no_other(
    manager: Browser, a_child: Child, a_strangers_child: Child
) -> None:
    """Even though somebody checked who has responsibility; an adult of another child stays."""
    add_adult(manager, a_child)
    jan = families.an_adult("Jan Nowak", a_child)
    factories.link(jan, a_strangers_child)
    with read_only():
        manager.get("families.edit_child", child_id=a_child.id).click("Remove Zofia from the register")
    assert "beside no other child, and go too: Ewa Kowalska." in manager.text
    manager.submit("Remove Zofia")

    assert "Zofia Kowalska is removed from the register." in manager.text
    assert [child.name for child in Child.select()] == ["Liban Warsame"]
    assert [adult.name for adult in Adult.select()] == ["Jan Nowak"]
    assert events()[-2:] == ["AdultRemoved", "ChildRemoved"]
    assert manager.get("families.edit_child", child_id=a_child.id).status == 404


def test_a_child_of_whom_anything_is_recorded_stays(
    manager: Browser, a_manager: Account, a_child: Child, a_parent: Account
) -> None:
    """A printed form is enough. The page says what to do instead, and who tries it anyway changes nothing."""
    print_one(a_child, a_manager)
    page = manager.get("families.remove_child", child_id=a_child.id)
    assert "Set the last day instead" in page.text
    assert page.root.xpath("//main//form") == []
    before = snapshot()
    assert manager.post("families.remove_child", child_id=a_child.id).status == 409
    assert "Set the last day instead" in manager.text
    assert changed_tables(before) == []


def test_whatever_is_signed_while_a_child_is_removed_wins(
    app: Flask, a_manager: Account, a_child: Child, a_parent: Account
) -> None:
    """The database itself refuses what was not there yet when the register looked."""
    has_signed = Event()

    def sign() -> None:
        with app.app_context(), db.atomic():
            factories.sign_all(a_child, a_parent)
            has_signed.set()
            time.sleep(0.5)  # until the other is at it
        db.close()

    signing = Thread(target=sign)
    signing.start()
    has_signed.wait(10)
    with pytest.raises(ChildStays):
        people.remove_child(a_child, by_id=a_manager.id)
    signing.join()
    assert (Child.select().count(), Guardianship.select().count(), ConsentRecord.select().count()) == (1, 1, 1)


# -- adults ------------------------------------------------------------------------------------------------------------


def test_nothing_is_chosen_beforehand_of_an_adult(manager: Browser, a_child: Child) -> None:
    before = snapshot()
    manager.get("families.add_adult", child_id=a_child.id)
    assert manager.root.xpath("//input[@type='radio'][@checked] | //option[@selected][@value!='']") == []
    manager.submit("Add the adult", name="Ewa Kowalska", email="ewa at home")
    assert error(manager, "email").endswith("such as name@example.org")
    assert error(manager, "relationship").endswith("Choose what they are to the child")
    assert error(manager, "responsibility").endswith("Choose one of the three")
    assert error(manager, "basis").endswith("Choose how it was checked")
    assert typed(manager, "email") == "ewa at home"
    assert changed_tables(before) == []


def test_somebody_of_the_register_is_recognised_and_asked_about(
    manager: Browser, a_child: Child, a_stranger: Account
) -> None:
    """By the name, however it is typed. Whose children are hers is shown, and nothing is taken for granted."""
    hodan = factories.adult_of(a_stranger)
    add_adult(manager, a_child, name="hodan WARSAME", relationship="step_parent")
    assert "Say whether it is them" in error(manager, "who")
    assert "Liban Warsame" in manager.text
    assert Guardianship.select().count() == 1

    manager.submit("Add the adult", who=str(hodan.id))
    link = Guardianship.get(Guardianship.child == a_child)
    assert (link.adult, link.relationship) == (hodan, "step_parent")
    assert Adult.select().count() == 1
    assert Adult.get().name == "Hodan Warsame"


def test_a_namesake_can_be_somebody_else(manager: Browser, a_child: Child, a_stranger: Account) -> None:
    add_adult(manager, a_child, name="Hodan Warsame").submit("Add the adult", who="new")
    assert Adult.select().count() == 2
    assert not Guardianship.select().where(
        (Guardianship.child == a_child) & (Guardianship.adult == factories.adult_of(a_stranger))
    )


def test_an_adult_is_beside_a_child_once(manager: Browser, a_child: Child, a_parent: Account) -> None:
    adult = factories.adult_of(a_parent)
    add_adult(manager, a_child, name=adult.name, relationship="other").submit("Add the adult", who=str(adult.id))
    assert "is on the register for Zofia already" in error(manager, "who")
    assert Guardianship.get().relationship == Relationship.MOTHER


@pytest.mark.parametrize("address", ["agnieszka.kowalska@example.org", "AGNIESZKA.Kowalska@Example.org"])
def test_an_address_belongs_to_one_adult(
    manager: Browser, a_strangers_child: Child, a_parent: Account, address: str
) -> None:
    add_adult(manager, a_strangers_child, email=address).submit("Add the adult", who="new")
    assert "Agnieszka Kowalska has this e-mail address" in error(manager, "email")

    jan = families.an_adult("Jan Nowak", a_strangers_child)
    manager.get("families.edit_adult", adult_id=jan.id).submit("Save", email=address)
    assert "Agnieszka Kowalska has this e-mail address" in error(manager, "email")
    assert Adult.get_by_id(jan.id).email is None


def test_who_works_here_can_be_a_parent_with_the_same_address(
    manager: Browser, a_child: Child, a_staff_member: Account
) -> None:
    add_adult(manager, a_child, name="Priya Raman", email=a_staff_member.email)
    assert Adult.get().email == a_staff_member.email


def invited(manager: Browser, child: Child) -> Adult:
    add_adult(manager, child, email="ewa@example.org")
    adult: Adult = Adult.get(Adult.email == "ewa@example.org")
    manager.post("families.send_invitations", {"adult": adult.id})
    return Adult.get_by_id(adult.id)  # type: ignore[no-any-return]


def test_until_they_come_in_a_corrected_address_is_followed_and_links_to_the_old_one_die(
    manager: Browser, a_child: Child
) -> None:
    adult = invited(manager, a_child)
    manager.get("families.edit_adult", adult_id=adult.id)
    assert "the links that were sent by e-mail stop working" in manager.text
    manager.submit("Save", email="ewa.k@example.org", name="Ewa Kowalska-Nowak")

    account = Account.get_by_id(adult.account_id)
    assert (account.email, account.name) == ("ewa.k@example.org", "Ewa Kowalska-Nowak")
    assert Invitation.select().count() == 0, "an e-mail that waited reached nobody"
    assert "changed: email, name" in manager.get("audit.log").text


def test_an_address_that_is_taken_away_kills_its_links_too(manager: Browser, a_child: Child) -> None:
    adult = invited(manager, a_child)
    manager.get("families.edit_adult", adult_id=adult.id).submit("Save", email="")
    assert Adult.get_by_id(adult.id).email is None
    assert Invitation.select().count() == 0, "an e-mail that waited reached nobody"


def test_once_they_are_in_what_they_sign_in_with_is_theirs(manager: Browser, a_child: Child, a_parent: Account) -> None:
    families.with_password(a_parent)
    adult = factories.adult_of(a_parent)
    manager.get("families.edit_adult", adult_id=adult.id)
    assert "signs in as agnieszka.kowalska@example.org. That does not change here." in manager.text
    manager.submit("Save", email="aga@example.org")
    assert Adult.get_by_id(adult.id).email == "aga@example.org"
    assert Account.get_by_id(a_parent.id).email == "agnieszka.kowalska@example.org"


def test_an_adult_added_by_mistake_is_removed_and_the_invitation_with_them(
    manager: Browser, a_child: Child, browser: Browser
) -> None:
    adult = invited(manager, a_child)
    manager.get("families.list_children").click("Ewa Kowalska").click("Remove Ewa Kowalska")
    assert "Then nobody can answer for Zofia Kowalska." in manager.text
    manager.submit("Remove Ewa Kowalska")
    assert (Adult.select().count(), Guardianship.select().count()) == (0, 0)
    assert Invitation.select().count() == 0, "an e-mail that waited reached nobody"
    assert Account.get_by_id(adult.account_id).roles == {Role.PARENT}, "the account opens no child"
    assert manager.get("families.edit_adult", adult_id=adult.id).status == 404


def test_an_adult_who_answered_or_signed_up_stays(manager: Browser, a_child: Child, a_parent: Account) -> None:
    adult = factories.adult_of(a_parent)
    families.with_password(a_parent)
    assert "has signed up" in manager.get("families.remove_adult", adult_id=adult.id).text
    factories.sign_all(a_child, a_parent)
    assert "named in a record" in manager.get("families.remove_adult", adult_id=adult.id).text
    before = snapshot()
    assert manager.post("families.remove_adult", adult_id=adult.id).status == 409
    assert changed_tables(before) == []


# -- relationships -----------------------------------------------------------------------------------------------------


def test_a_relationship_is_corrected_without_touching_responsibility(
    manager: Browser, a_child: Child, a_parent: Account
) -> None:
    manager.get("children.view", child_id=a_child.id).click("Relationship and responsibility")
    assert manager.root.xpath("//input[@type='radio'][@checked]") == []
    manager.submit("Save for Agnieszka Kowalska", relationship="guardian")
    link = Guardianship.get()
    assert (link.relationship, link.responsibility) == ("guardian", "held")
    assert ResponsibilityCheck.select().count() == 0
    assert events()[-1] == "RelationshipSet"


def test_taking_responsibility_away_stops_what_was_signed(
    manager: Browser, a_manager: Account, a_child: Child, a_parent: Account
) -> None:
    factories.sign_all(a_child, a_parent, Answer.YES)
    of_link = {"child_id": a_child.id, "adult_id": factories.adult_of(a_parent).id}
    page = manager.get("families.edit_link", **of_link)
    assert "none of those answers counts, not even a no" in page.text
    page.submit("Save for Agnieszka Kowalska", responsibility="none", basis="court_order")

    assert (
        "Agnieszka Kowalska for Zofia: Mother, No parental responsibility. It counts from this moment." in manager.text
    )
    (line,) = load_register(a_manager, on=clock.today()).lines
    assert not any(ruling.may_show for ruling in line.rulings.values())
    entry = AuditEntry.get(AuditEntry.event == "ResponsibilityChanged")
    assert (entry.subject_id, entry.actor_id) == (a_child.id, a_manager.id)

    page = manager.get("families.edit_link", **of_link)
    page.submit("Save for Agnieszka Kowalska", responsibility="held", basis="birth_certificate")
    (line,) = load_register(a_manager, on=clock.today()).lines
    assert all(ruling.may_show for ruling in line.rulings.values())


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"responsibility": "restricted"}, {"basis": "Choose how it was checked"}),
        ({"basis": "court_order"}, {"responsibility": "Choose one of the three"}),
        ({"basis": "court_order", "responsibility": "maybe"}, {"responsibility": "Not a valid choice"}),
        ({"responsibility": "held", "basis": "own_list"}, {"basis": "Not a valid choice"}),
        ({"relationship": "aunt"}, {"relationship": "Not a valid choice"}),
    ],
)
def test_what_is_missing_is_said_beside_its_question_and_the_rest_is_kept(
    manager: Browser, a_child: Child, a_parent: Account, given: dict[str, str], errors: dict[str, str]
) -> None:
    adult = factories.adult_of(a_parent)
    before = snapshot()
    manager.post("families.edit_link", {"relationship": "mother", **given}, child_id=a_child.id, adult_id=adult.id)
    for name, sentence in errors.items():
        assert sentence in error(manager, name)
    chosen = {field.get("name"): field.get("value") for field in manager.root.xpath("//input[@type='radio'][@checked]")}
    assert chosen == {name: value for name, value in given.items() if name not in errors}
    assert changed_tables(before) == []


def test_a_relationship_ends_while_nothing_rests_on_it(manager: Browser, a_child: Child, a_parent: Account) -> None:
    adult = factories.adult_of(a_parent)
    manager.get("families.edit_link", child_id=a_child.id, adult_id=adult.id).click("Take Agnieszka Kowalska off")
    assert "Then nobody can answer for Zofia Kowalska." in manager.text
    manager.submit("Take Agnieszka Kowalska off")
    assert Guardianship.select().count() == 0
    assert Adult.select().count() == 1
    assert events()[-1] == "RelationshipEnded"
    assert manager.get("families.edit_link", child_id=a_child.id, adult_id=adult.id).status == 404


def test_the_no_of_an_adult_is_never_lost_with_the_relationship(
    manager: Browser, a_child: Child, a_parent: Account, a_second_parent: Account
) -> None:
    factories.sign(a_child, a_second_parent, {"website": Answer.NO})
    of_link = {"child_id": a_child.id, "adult_id": factories.adult_of(a_second_parent).id}
    assert "has answered for Zofia, and we have to keep that" in manager.get("families.remove_link", **of_link).text
    before = snapshot()
    assert manager.post("families.remove_link", **of_link).status == 409
    assert changed_tables(before) == []


def test_a_new_relationship_does_not_inherit_how_an_old_one_was_checked(manager: Browser, a_child: Child) -> None:
    add_adult(manager, a_child)
    adult = Adult.get()
    manager.post("families.remove_link", child_id=a_child.id, adult_id=adult.id)
    add_adult(manager, a_child, responsibility="none").submit("Add the adult", who=str(adult.id))
    assert "No parental responsibility Certificate seen. Checked by Siobhán Kelly" in manager.text
    checks = [check.responsibility for check in ResponsibilityCheck.select().order_by(ResponsibilityCheck.id)]
    assert checks == ["held", "none"]


def test_an_adult_of_another_child_is_not_there(
    manager: Browser, a_child: Child, a_parent: Account, a_stranger: Account
) -> None:
    before = snapshot()
    given = {"relationship": "mother", "responsibility": "held", "basis": "court_order"}
    of_link = {"child_id": a_child.id, "adult_id": factories.adult_of(a_stranger).id}
    for endpoint in ("families.edit_link", "families.remove_link"):
        assert manager.post(endpoint, given, **of_link).status == 404
    assert changed_tables(before) == []


def test_who_was_last_contacted_stays_known(manager: Browser, a_child: Child) -> None:
    """A corrected address is no way around the three days."""
    adult = invited(manager, a_child)
    manager.get("families.edit_adult", adult_id=adult.id).submit("Save", email="other@example.org")
    assert adult.last_written_at is not None
    assert Adult.get_by_id(adult.id).last_written_at == adult.last_written_at


def test_what_a_court_order_limits_is_not_forgotten_by_a_removal(
    manager: Browser, a_manager: Account, a_child: Child, a_parent: Account
) -> None:
    """A list would enter the adult anew, as somebody who can say yes."""
    factories.restrict(a_child, a_parent, by=a_manager)
    adult, before = factories.adult_of(a_parent), snapshot()
    child = f"/families/child/{a_child.id}"
    for page in (f"{child}/remove", f"{child}/adult/{adult.id}/remove", f"/families/adult/{adult.id}/remove"):
        assert "A court order limits" in manager.get(page).text
        manager.post(page)
        assert (manager.status, changed_tables(before)) == (409, [])
    assert "has answered" not in manager.get(f"{child}/adult/{adult.id}").text


def test_a_court_order_noted_meanwhile_is_not_overruled_by_a_page_that_was_open_before(
    new_browser: NewBrowser, a_manager: Account, a_child: Child, a_parent: Account
) -> None:
    page = f"/families/child/{a_child.id}/adult/{factories.adult_of(a_parent).id}"
    late = new_browser(a_manager).get(page)
    factories.restrict(a_child, a_parent, by=a_manager)
    before, said = snapshot(), {"responsibility": "held", "basis": "birth_certificate"}
    late.submit("Save for Agnieszka Kowalska", said)
    assert "Somebody else saved “Restricted by a court order” here while this page was open" in late.text
    assert "Court order seen. Checked by" in late.text
    assert changed_tables(before) == []
    late.submit("Save for Agnieszka Kowalska", said)
    assert Guardianship.get().responsibility == Responsibility.HELD, "the order is over, as somebody says who saw it"


def test_who_signed_up_can_be_taken_off_the_page_of_a_child_for_whom_they_never_answered_and_stays_on_the_register(
    a_child: Child, a_parent: Account
) -> None:
    families.with_password(a_parent)
    adult = factories.adult_of(a_parent)
    assert type(people.refusal_to_remove(None, adult)) is AdultSignsIn
    assert people.refusal_to_remove(a_child, adult) is None
    factories.sign_all(a_child, a_parent)
    found = [type(people.refusal_to_remove(*both)) for both in ((a_child, None), (None, adult), (a_child, adult))]
    assert found == [ChildStays, AdultStays, RelationshipStays]
