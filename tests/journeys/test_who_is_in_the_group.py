"""Promises about the closed group, each with the stranger's attempt beside it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from portal.access.permissions import Role
from portal.accounts.models import Account
from portal.acknowledgements.models import Acknowledgement
from portal.families.models import Adult, Child
from portal.foundation import clock
from portal.group.models import GroupCheck, GroupFact, GroupGuest, GroupList
from tests.acknowledgements import factories as acknowledgements
from tests.pdf.reading import page_texts
from tests.support import factories
from tests.support.browser import Browser
from tests.support.databases import changed_tables, read_only, snapshot

NewBrowser = Callable[..., Browser]
NOISE = (
    "Joined {n} weeks ago", "Administrator", "Moderator", "Mitglied seit {n} Wochen", "Dołączył(a) {n} tygodni temu",
    "Hat die Gruppe erstellt", "Dodany(a) przez administratora", "Message", "· {n}", "Works at The Bakery {n}",
)  # fmt: skip


@pytest.fixture
def manager(new_browser: NewBrowser, a_manager: Account) -> Browser:
    return new_browser(a_manager)


@pytest.fixture
def agnieszka(a_parent: Account) -> Account:
    """Has signed the rules."""
    acknowledgements.sign(a_parent)
    return a_parent


def section(page: Browser, heading: str) -> str:
    """Return what stands under a heading of the register."""
    register = page.get("group.register")
    start = next(h for h in register.root.iter("h2", "summary") if heading in " ".join(h.itertext()))
    whole = start.getparent() if start.tag == "summary" else None
    if whole is not None:
        return " ".join(whole.itertext())
    found = []
    for each in start.itersiblings():
        if each.tag == "h2":
            break
        found += each.itertext()
    return " ".join(found)


def paste(manager: Browser, *lines: str) -> Browser:
    return manager.get("group.paste").submit(text="\n".join(lines))


def tick(manager: Browser, button: str, *keys: str) -> Browser:
    form = manager.get("group.register")
    boxes = {box.get("value"): False for box in form.root.iterfind(".//input[@name='person']")}
    assert set(keys) <= boxes.keys()
    return form.submit(button, {"person": list(keys)})


def adult_key(account: Account) -> str:
    return f"adult-{factories.adult_of(account).id}"


def test_rules_come_first_and_the_invitation_second(manager: Browser, a_parent: Account) -> None:
    assert "Agnieszka Kowalska" not in section(manager, "Invite these")
    assert "has not signed the rules" in section(manager, "Not invited")
    before = snapshot()
    refused = manager.post("group.note", {"fact": "invited", "person": adult_key(a_parent)})
    assert refused.status == 409
    assert "rules first, invitation second" in refused.text
    assert changed_tables(before) == []
    acknowledgements.sign(a_parent)
    assert "Agnieszka Kowalska" in section(manager, "Invite these")
    tick(manager, "I have invited those ticked", adult_key(a_parent))
    assert "Agnieszka Kowalska" in section(manager, "Invited, not seen yet")
    assert "Agnieszka Kowalska" not in section(manager, "Invite these")


def test_who_leaves_or_whose_signature_lapses_is_to_be_removed(
    manager: Browser, agnieszka: Account, a_child: Child, a_staff_member: Account
) -> None:
    paste(manager, "Agnieszka Kowalska", "Priya Raman")
    assert "Nobody" not in section(manager, "In the group")
    assert "Priya Raman" in section(manager, "Remove these")  # the rules for staff are not signed
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        acknowledgements.change_the_rules()
    assert "signed an older version" in section(manager, "Remove these")
    acknowledgements.sign(agnieszka)
    assert "Agnieszka Kowalska" not in section(manager, "Remove these")
    Child.update(leaves_on=clock.today() - timedelta(days=1)).where(Child.id == a_child.id).execute()
    Account.update(disabled_at=clock.now()).where(Account.id == a_staff_member.id).execute()
    removed = section(manager, "Remove these")
    assert "no child here now" in removed
    assert "does not work here now" in removed
    tick(manager, "I have removed those ticked", adult_key(agnieszka), f"account-{a_staff_member.id}")
    assert "Nobody has to leave" in section(manager, "Remove these")


def test_a_worker_who_is_a_parent_too_is_one_person(manager: Browser, a_child: Child) -> None:
    account = factories.make_account("Jo Park", Role.PARENT, Role.STAFF)
    factories.link(factories.make_adult("Jo Park", account=account), a_child)
    acknowledgements.sign(account)
    invite = section(manager, "Invite these")
    assert invite.count("Jo Park") == 1
    assert "works here" in invite
    assert "Jo Park" not in section(manager, "Not invited")


def test_four_hundred_lines_with_noise_in_three_languages_lose_nobody(manager: Browser, setting: object) -> None:
    """Each name is found, no line is dropped unsaid, and what is noise is said once, for this list and the next."""
    parents = []
    for number in range(60):
        child = factories.make_child(
            f"Child{chr(97 + number % 26)}", f"Family{chr(97 + number // 26)}{chr(97 + number % 26)}"
        )
        parents.append(f"Parent{chr(97 + number % 26)} Family{chr(97 + number // 26)}{chr(97 + number % 26)}")
        acknowledgements.sign(factories.make_parent(parents[-1], child))
    pasted = [
        line for n, name in enumerate(parents) for line in (name, *(noise.format(n=n) for noise in NOISE[n % 2 :: 2]))
    ]
    pasted += ["Zed Stranger", "Parenta F.", *[f"Joined {n} days ago" for n in range(400 - len(pasted) - 2)]]
    assert len(pasted) == 400
    paste(manager, *pasted)
    assert "61 people" not in manager.text
    assert "60 people were found by name" in manager.text
    assert "lines have no name in them" in manager.text
    asked = [label.text for label in manager.root.iterfind(".//label[@class='field__label']") if label.text]
    lines = [label for label in asked if label != "Or their name on our lists"]
    assert lines[0] == "Parenta F."
    assert len(lines) == 12
    # A part today, the rest tomorrow; and a name typed that is not on our lists is said beside it.
    number = next(n for n in range(400) if f'id="what_{n}"' in manager.page and label_of(manager, n) == "Zed Stranger")
    wrong = manager.submit("Keep these answers", {f"who_{number}": "Nobody At All"})
    assert "Choose a name from our lists" in wrong.text
    manager.submit("Keep these answers", {f"what_{number}": "stranger", f"who_{number}": ""})
    assert "11 lines are left to say" in manager.text
    assert "Until then nobody is said to have left" in manager.get("group.register").text
    assert "Zed Stranger" in section(manager, "Remove these")
    # One press says that all that is like no name of ours is nobody; who may be one of ours is asked by name.
    manager.get("group.lines").submit("Keep them, and lines like none of our names are not people")
    assert "1 line is left to say" in manager.text
    maybe = next(n for n in range(400) if label_of(manager, n) == "Parenta F.")
    manager.submit("Keep these answers", {f"what_{maybe}": adult_key(Account.get(name="Parenta Familyaa"))})
    assert "Every line is answered" in manager.text
    # The next list asks nothing again, and who is missing from it has left.
    paste(manager, *pasted[6:])
    assert "Every line is answered" in manager.text
    assert len(GroupList.select()) == 2
    assert "Parenta Familyaa" in section(manager, "In the group")  # by the line that was said to be her
    paste(manager, *[line for line in pasted if line not in {"Parentb Familyab", "Parenta F.", "Parenta Familyaa"}])
    assert "Parentb Familyab" in section(manager, "Invite these")
    assert GroupFact.select().where(GroupFact.fact == "not_seen").count() == 2
    assert [row.lines for row in GroupList.select().order_by(GroupList.id)][:2] == ["[]", "[]"]


def label_of(page: Browser, number: int) -> str:
    found = page.root.find(f".//label[@for='what_{number}']")
    return "" if found is None else str(found.text)


def test_namesakes_are_asked_with_both_names_and_an_answer_can_be_taken_back(
    manager: Browser, agnieszka: Account, a_strangers_child: Child
) -> None:
    other = factories.make_parent("Agnieszka Kowalska-Warsame", a_strangers_child)
    paste(manager, "Agnieszka Kowalska Warsame", "Agnieszka K.")
    options = [option.text for option in manager.root.iter("option") if "Agnieszka" in (option.text or "")]
    assert any("Zofia" in each for each in options)
    assert any("Liban" in each for each in options)
    number = next(n for n in range(2) if label_of(manager, n) == "Agnieszka K.")
    manager.submit("Keep these answers", {f"what_{number}": adult_key(agnieszka)})
    assert "Zofia" in section(manager, "In the group")
    manager.get("group.lines").submit("Ask again Agnieszka K.")
    assert "1 line is left to say" in manager.text
    manager.submit("Keep these answers", {f"what_{number}": "nobody"})
    assert "Zofia" not in section(manager, "In the group")
    assert "Zofia" in section(manager, "Invite these")
    assert other.name in section(manager, "Remove these")


def test_two_parents_of_one_name_are_each_in_the_group_and_asked_about_again_with_the_next_list(
    manager: Browser, agnieszka: Account, a_strangers_child: Child
) -> None:
    other = factories.make_parent("Another Kowalska", a_strangers_child)
    acknowledgements.sign(other)
    for model, theirs in ((Account, Account.id == other.id), (Adult, Adult.account == other.id)):
        model.update(name=agnieszka.name).where(theirs).execute()
    for _list in range(2):
        paste(manager, "Agnieszka Kowalska")
        assert "1 line is left to say" in manager.text
        manager.submit("Keep these answers", {"what_0": "namesakes"})
        assert "2 people were found by name" in manager.text
        inside = section(manager, "In the group")
        assert "Zofia" in inside
        assert "Liban" in inside
    # Of one name alone, nobody is said to be in it more than once.
    paste(manager, "Agnieszka K.")
    assert "Each of them is in the group" not in manager.text


def test_who_does_not_want_to_be_in_it_is_not_asked_again_until_somebody_invites_them(
    manager: Browser, agnieszka: Account, a_parent: Account
) -> None:
    tick(manager, "They do not want to be in it", adult_key(agnieszka))
    assert "Agnieszka Kowalska" not in section(manager, "Invite these")
    assert "Agnieszka Kowalska" in section(manager, "Do not want to be in it")
    assert "to invite to our Facebook group" not in manager.get("home.index").text
    tick(manager, "I have invited those ticked", adult_key(agnieszka))
    assert "Agnieszka Kowalska" in section(manager, "Invited, not seen yet")
    paste(manager, "Agnieszka Kowalska")
    manager.post("group.note", {"fact": "declined", "person": adult_key(agnieszka)})
    assert "Nothing new to note" in manager.text  # who is in it is there, whatever somebody heard
    assert "Agnieszka Kowalska" in section(manager, "In the group")


def test_who_was_removed_is_not_in_the_group_again_by_a_list_from_before(manager: Browser, a_parent: Account) -> None:
    paste(manager, "Agnieszka Kowalska", "Zed Stranger")
    assert "Agnieszka Kowalska" in section(manager, "Remove these")
    tick(manager, "I have removed those ticked", adult_key(a_parent))
    assert "1 person noted" in manager.text
    manager.post("group.note", {"fact": "removed", "person": adult_key(a_parent), "csrf_token": manager.token()})
    assert "Nothing new to note" in manager.text
    manager.get("group.lines").submit("Keep these answers", {"what_1": "stranger"})
    assert "Agnieszka Kowalska" not in section(manager, "Remove these")
    assert "Agnieszka Kowalska" not in section(manager, "In the group")
    with time_machine.travel(clock.now() + timedelta(days=1)):
        back = manager.sign_in(Account.get(Account.name == "Siobhán Kelly"))
        paste(back, "Agnieszka Kowalska")
        assert "Agnieszka Kowalska" in section(back, "Remove these")


def test_answers_to_a_list_that_was_replaced_are_refused_aloud(manager: Browser) -> None:
    paste(manager, "Zed Stranger")
    old = GroupList.get().id
    paste(manager, "Granny Kowalska")
    before = snapshot()
    manager.post("group.lines", {"pasted": old, "what_0": "nobody"})
    assert manager.status == 409
    assert "A newer member list was pasted in the meantime" in manager.text
    assert changed_tables(before) == []


def test_a_stranger_in_the_list_is_removed_or_added_and_comes_back_if_still_there(manager: Browser) -> None:
    paste(manager, "Granny Kowalska", "Zed Stranger")
    manager.submit("Keep these answers", {"what_0": "stranger", "what_1": "stranger"})
    manager.get("group.register").submit("I have removed them Zed Stranger")
    assert "Zed Stranger" not in section(manager, "Remove these")
    manager.get("group.register").click("They may stay: add them").submit(asked_by="Agnieszka Kowalska, her mother")
    assert manager.heading == "Granny Kowalska"
    assert "has not signed the rules" in section(manager, "Remove these")
    with time_machine.travel(clock.now() + timedelta(days=1)):
        back = manager.sign_in(Account.get(Account.name == "Siobhán Kelly"))
        paste(back, "Granny Kowalska", "Zed Stranger")
        assert "Zed Stranger" in section(back, "Remove these")


def test_somebody_invited_signs_by_a_link_that_opens_nothing_else(manager: Browser, new_browser: NewBrowser) -> None:
    manager.get("group.add_guest").submit(name="Halina Nowak", asked_by="Agnieszka Kowalska, her mother")
    first = link_in(manager.submit("Make a link"))
    manager.get("group.guest", guest_id=GroupGuest.get().id)
    link = link_in(manager.submit("Make a link"))
    granny = new_browser()
    assert granny.get(first).status == 404
    granny.get(link).submit("Sign this", {"signed_name": "Halina Nowak"})
    assert "Tick this rule if you agree to it" in granny.text
    ticks = {box.get("name"): True for box in granny.root.iterfind(".//input[@type='checkbox']")}
    granny.submit("Sign this", {**ticks, "signed_name": "Halina Nowak"})
    assert granny.heading == "You have signed our rules"
    assert granny.get(link).heading == "You have signed our rules"
    assert Acknowledgement.get().signer_name == "Halina Nowak"
    assert "Signed by Halina Nowak on" in manager.get("group.guest", guest_id=GroupGuest.get().id).text
    assert granny.get("home.index").url.startswith("/sign-in")
    assert "Halina Nowak" in section(manager, "Invite these")
    manager.get("group.guest", guest_id=GroupGuest.get().id).submit("No longer to be in the group Halina Nowak")
    assert "Halina Nowak" not in manager.get("group.register").text.replace("Halina Nowak is no longer", "")
    assert granny.get(link).status == 404
    assert granny.get("/group/rules/" + "x" * 30).status == 404


def test_a_link_that_was_handed_on_is_seen_before_anybody_is_invited(manager: Browser, new_browser: NewBrowser) -> None:
    manager.get("group.add_guest").submit(name="Halina Nowak", asked_by="Agnieszka Kowalska, her mother")
    neighbour = new_browser().get(link_in(manager.submit("Make a link")))
    ticks = {box.get("name"): True for box in neighbour.root.iterfind(".//input[@type='checkbox']")}
    neighbour.submit("Sign this", {**ticks, "signed_name": "Bob Builder"})
    assert "We know you as Halina Nowak" in neighbour.text
    neighbour.submit("Sign this")
    assert "but signed as Bob Builder" in section(manager, "Invite these")


def link_in(page: Browser) -> str:
    found = re.search(r"http://localhost(/group/rules/\S+?)<", page.page)
    assert found
    return found[1]


def test_a_paper_of_somebody_invited_is_keyed_in_with_the_day_beside_the_signature(manager: Browser) -> None:
    manager.get("group.add_guest").submit(name="Halina Nowak", asked_by="Agnieszka Kowalska, her mother")
    manager.click("Key in a signed paper").submit(signed_on="1 1 2001", all_ticked=True, witness="Priya Raman")
    assert "Write a day from" in manager.text
    manager.submit(signed_on="today", all_ticked=True, witness="")
    assert "who saw it being signed" in manager.text
    manager.submit(signed_on="today", all_ticked=True, witness="Priya Raman")
    assert "Halina Nowak has signed the rules" in manager.text
    assert "Halina Nowak" in section(manager, "Invite these")
    assert Acknowledgement.get().keyed_by.name == "Siobhán Kelly"


def test_whether_it_is_still_closed_is_looked_at_once_a_term(manager: Browser) -> None:
    assert "Nobody has looked yet" in manager.get("group.register").text
    manager.get("group.check").submit()
    assert "Choose whether the group is private" in manager.text
    manager.submit(is_private="yes", who_posts="admins", admins="Siobhán Kelly\nTomasz Nowak")
    register = manager.get("group.register").text
    assert "by Siobhán Kelly: private" in register
    assert "Admins: Siobhán Kelly, Tomasz Nowak" in register
    assert "Look once a term" not in register
    manager.get("group.check").submit(is_private="no", who_posts="anybody", admins="Siobhán Kelly")
    assert "The group is not closed" in manager.get("group.register").text
    manager.get("group.check").submit(is_private="yes", who_posts="approved", admins="Siobhán Kelly")
    assert GroupCheck.select().count() == 3
    with time_machine.travel(clock.now() + timedelta(days=121)):
        back = manager.sign_in(Account.get(Account.name == "Siobhán Kelly"))
        assert "Look once a term" in back.get("group.register").text


@pytest.mark.parametrize("who", ["a_staff_member", "a_poster", "a_parent", "a_chair", "an_inspector"])
def test_nobody_without_the_permission_reads_or_changes_the_register_of_the_group(
    new_browser: NewBrowser, agnieszka: Account, request: pytest.FixtureRequest, who: str
) -> None:
    stranger, before = new_browser(request.getfixturevalue(who)), snapshot()
    for page in ("group.register", "group.paste", "group.lines", "group.check", "group.add_guest"):
        assert stranger.get(page).status == 403
    stranger.post("group.note", {"fact": "invited", "person": adult_key(agnieszka)})
    assert changed_tables(before) == []


def test_reading_the_register_changes_nothing(manager: Browser, agnieszka: Account) -> None:
    paste(manager, "Agnieszka Kowalska", "Who knows")
    with read_only():
        for page in ("group.register", "group.lines", "group.check"):
            assert manager.get(page).status == 200


def test_what_is_to_be_done_stands_on_the_managers_first_page_and_in_the_pack(
    manager: Browser, agnieszka: Account, a_staff_member: Account, new_browser: NewBrowser
) -> None:
    assert "Look whether our Facebook group is still closed" in manager.get("home.index").text
    paste(manager, "Priya Raman")
    first_page = manager.get("home.index").text
    assert "person to remove from our Facebook group" in first_page
    assert "person to invite to our Facebook group" in first_page
    manager.get("group.check").submit(is_private="yes", who_posts="admins", admins="Siobhán Kelly")
    assert "still closed" not in manager.get("home.index").text
    assert "to remove from our" not in new_browser(a_staff_member).get("home.index").text
    text = "".join(page_texts(manager.get("records.pack").submit().content))
    assert "People in the closed group who are to be removed" in text
    assert "Register of visitors" in text
