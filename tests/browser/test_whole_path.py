"""From an empty database to an inspection pack, on a phone, with every page on the way inspected."""

import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.browser import family_list, managers_steps, parents_steps
from tests.browser.paper import pages_of
from tests.browser.person import Person
from tests.browser.portal import RunningPortal

PASSWORD = "copper kettle orchard"
MOTHER, FATHER = "Agnieszka Kowalska", "Piotr Kowalski"


def test_a_setting_goes_from_an_empty_portal_to_an_inspection_pack_on_a_phone(
    empty_portal: RunningPortal, new_person: Callable[..., Person], tmp_path: Path
) -> None:
    manager, mother, father = (new_person(empty_portal) for _ in range(3))
    managers_steps.set_up(manager, empty_portal.set_up_link())
    managers_steps.read_and_publish(manager)
    managers_steps.import_families(manager, family_list.write_to(tmp_path))
    letters = managers_steps.invite_everyone(manager)
    _gaps_before(manager)

    parents_steps.arrive(mother, empty_portal.link_for(family_list.MOTHER), PASSWORD)
    _father_arrives_by_letter(father, letters)
    signed = _mother_signs_and_withdraws(mother)
    parents_steps.sign_rules(mother, MOTHER)
    concern = _mother_and_manager_settle_a_concern(mother, manager, _picture(tmp_path))

    _gaps_after(manager)
    _pack_holds_it_all(pages_of(managers_steps.make_pack(manager)), signed, concern)
    seen = [person.inspection.inspected for person in (manager, mother, father)]
    print(f"pages inspected: manager {seen[0]}, mother {seen[1]}, father {seen[2]}")


def _gaps_before(manager: Person) -> None:
    manager.open("/")
    manager.sees("adults owe answers or rules", "No answer")


def _gaps_after(manager: Person) -> None:
    """The first page counts one child and one adult less; the register says who may be shown."""
    manager.open("/")
    manager.sees("adults owe answers or rules")
    assert "without an outcome" not in manager.text
    manager.choose_in_menu("Consent register")
    manager.sees("Zofia Kowalska", "Zoë O’Brien")
    manager.follow("Zofia Kowalska")
    manager.sees("Withdrawal", "Form, wording version 1", "Called Zosia", "Signed up", "An adult said no")
    manager.unfold("Who said what")
    manager.sees("Withdrawn", "No answer")


def _father_arrives_by_letter(father: Person, letters: bytes) -> None:
    """The letter is all he has: its code, typed without a camera, and the name to sign in with."""
    [letter] = pages_of(letters)
    assert FATHER in letter
    code = re.search(r"\b\w{4}-\w{4}-\w{4}\b", letter)
    login = re.search(r"Your sign-in name (\S+)", letter)
    assert code, letter
    assert login, letter
    father.open("/sign-in")
    father.follow("I have a letter with a code")
    father.write(code=code[0].lower().replace("-", " "))
    father.press("Go on")
    parents_steps.arrive(father, father.page.url, PASSWORD)
    father.sign_out()
    father.sign_in(login[1], PASSWORD)
    father.sees("Hello Piotr Kowalski.", "Answer for Zosia")


def _mother_signs_and_withdraws(mother: Person) -> str:
    """Return the reference of the signed form."""
    mother.sees("Answer for Zosia", "Read and sign: Our rules")
    parents_steps.answer_form(
        mother, "Zosia", {parents_steps.ALONE: "Yes", parents_steps.TOGETHER: "Yes", parents_steps.PRESS: "No"}
    )
    mother.press("Sign for Zosia")
    mother.sees("There is a problem", "Type your full name to sign", "Tick the box")
    reference = parents_steps.sign(mother, "Zosia", MOTHER)
    record = " ".join(pages_of(mother.download("Picture form for Zosia (PDF)")))
    assert all(words in record for words in (reference, MOTHER, "Zofia Kowalska", parents_steps.PRESS)), record
    parents_steps.withdraw(mother, "Zosia", parents_steps.ALONE_LABEL)
    mother.follow("Your children")
    mother.sees("1 yes, 2 no")
    return reference


def _mother_and_manager_settle_a_concern(mother: Person, manager: Person, picture: Path) -> str:
    """Both see how many days are left; the mother reads the outcome. Return the concern's reference."""
    reference = parents_steps.raise_concern(mother, picture)
    mother.follow("See what you sent")
    mother.sees("28 days left", "You hear the outcome by")
    assert mother.download("Download").startswith(b"\x89PNG")
    manager.open("/")
    manager.sees("1 concern without an outcome")
    managers_steps.answer_concern(manager, reference)
    mother.open(f"/concerns/yours/{reference}")
    mother.sees("We are looking into it", "Thank you. I look into it today.", "28 days left")
    managers_steps.tell_outcome_and_close(manager, reference)
    mother.open(f"/concerns/yours/{reference}")
    mother.sees("Closed", "You were right. The picture is deleted.")
    assert "Spoke to the family" not in mother.text, "actions are for the register alone"
    return reference


def _picture(folder: Path) -> Path:
    path = folder / "screenshot.png"
    Image.new("RGB", (640, 400), "#2f6fb3").save(path)
    return path


def _pack_holds_it_all(pages: list[str], signed: str, concern: str) -> None:
    whole = " ".join(pages)
    assert "Inspection pack" in pages[0]
    assert managers_steps.SETTING in pages[0]
    assert "What is missing, late or overdue" in pages[0]
    assert "At a glance" in pages[1]
    assert "Contents" in pages[2]
    parts = ("Consent register", "Answers of each child, A to Z", "Rules and policies: who signed, who owes",
             "Acknowledgements in the period", "Complaints register", "The audit log’s head",
             "Texts that were signed, each once")  # fmt: skip
    for part in parts:
        assert part in pages[2], f"the contents leave out “{part}”: {pages[2]}"
        assert part in " ".join(pages[3:]), f"the pack has no “{part}”"
    assert signed in whole
    assert parents_steps.PRESS in whole, "the wording that was signed"
    # A narrow column breaks a reference at its hyphen, which then reads as another character.
    assert re.sub(r"\W", "", concern) in re.sub(r"\W", "", whole)
    assert re.search(r"\b[0-9a-f]{64}\b", pages[-1]), pages[-1]
    numbered = [re.search(r"(\d+) of (\d+)", page) for page in pages[1:]]
    assert all(numbered), [page[-200:] for page, number in zip(pages[1:], numbered, strict=True) if not number]
    assert [found[0] for found in numbered if found] == [f"{n} of {len(pages)}" for n in range(2, len(pages) + 1)]
