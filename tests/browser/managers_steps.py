"""What a manager does on the way from an empty portal to an inspection pack."""

from pathlib import Path

from tests.browser.person import Person

NAME, EMAIL, PASSWORD = "Siobhán Kelly", "siobhan@example.org", "lantern gravel teapot"
SETTING = "Swallow Risers Playgroup"


def set_up(manager: Person, link: str) -> None:
    """Name the setting through the one-time link; the link is then of no use to anybody."""
    manager.open(link)
    manager.write(setting_name=SETTING, name=NAME, email=EMAIL, password="password")
    manager.press("Set up the portal")
    manager.sees("There is a problem", "Use at least")
    manager.write(password=PASSWORD)
    manager.press("Set up the portal")
    manager.sees("Get ready: 0 of 7")
    manager.open(link, status=409)
    manager.open("/")


def read_and_publish(manager: Person) -> None:
    """Read the form and the rules, vouch for them, and publish both at one press."""
    manager.follow("Read and publish the form and the rules")
    manager.press("Publish all of them")
    manager.sees("There is a problem", "Tick this, or go back and change the text")
    for statement in ("I read it as a parent would", "It is true", "It presses nobody", "It hides nothing else"):
        manager.tick(statement)
    manager.press("Publish all of them")
    manager.sees("Published: ", "Get ready: 1 of 7")


def import_families(manager: Person, path: Path) -> None:
    """Import a messy list: see its faults, use a column more, say who has parental responsibility, confirm once."""
    _upload(manager, path)
    manager.sees("Nothing is written yet", "30/02/2021", "We read the letters as Windows-1252", "Rows left out 1")
    manager.unfold("1 column is not used: Likes to be")
    manager.sees("For example: Zosia")
    manager.page.get_by_label("Likes to be").select_option(value="child_1_known_as")
    manager.press("Save and look again")
    manager.sees("This is what the list says now.")
    manager.sees(
        "Zofia Kowalska born 3 September 2022, Playgroup", "Zoë O’Brien born 14 February 2021, After-school club"
    )
    manager.follow("Go on to parental responsibility")
    manager.sees("Agnieszka Kowalska, mother of Zofia Kowalska")
    assert (
        manager.page.locator("main input[type=checkbox]").evaluate_all("all => all.map(box => box.checked)")
        == [True] * 4
    )
    manager.press("Save and go on")
    manager.press("Confirm and import")
    manager.sees("There is a problem", "Choose how you know it")
    manager.answer("How do you know who has parental responsibility?", "A parent said so")
    manager.press("Confirm and import")
    manager.sees("Imported.", "Zofia Kowalska", "Zoë O’Brien", "Liban Warsame")
    assert "Séan" not in manager.text
    _upload(manager, path)
    manager.sees("Children who stay as they are 3")
    assert "New children" not in manager.text
    assert not manager.page.get_by_role("link", name="Go on").is_visible()


def _upload(manager: Person, path: Path) -> None:
    manager.choose_in_menu("All families")
    manager.follow("Import a list")
    manager.attach("family_list", path)
    manager.press("Read the list")


def invite_everyone(manager: Person) -> bytes:
    """Send the e-mails, and return the letters for those who have no address."""
    manager.choose_in_menu("All families")
    manager.follow("Invite adults")
    manager.press("Go on with those ticked")
    manager.sees("Tick at least one person to invite")
    manager.follow("Invite everyone not yet invited (4)")
    manager.sees("Nothing has gone out yet", "By letter: no e-mail")
    manager.press("Send 3 e-mails and make 1 letter")
    manager.sees("3 e-mails are on their way.", "1 letter is ready.")
    letters = manager.download("Print 1 letter", role="button")
    manager.press("They are printed")
    manager.sees("1 letter is noted as printed.")
    return letters


def answer_concern(manager: Person, reference: str) -> None:
    """Take a concern from received to closed; it cannot be closed before its outcome is told."""
    manager.choose_in_menu("All concerns")
    manager.sees("28 days left", "Agnieszka Kowalska")
    manager.follow(reference)
    manager.sees("28 days left", "A screenshot of the nativity play")
    assert manager.download("Download").startswith(b"\x89PNG")
    manager.follow("Acknowledge this concern")
    manager.write(text="Thank you. I look into it today.")
    manager.press("Acknowledge it")
    manager.follow("Start to look into it")
    manager.press("Start to look into it")
    manager.follow("Close it")
    manager.sees("the outcome", "the actions taken", "the date the person was told")
    manager.open(f"/concerns/case/{reference}")


def tell_outcome_and_close(manager: Person, reference: str) -> None:
    manager.open(f"/concerns/case/{reference}")
    manager.follow("Tell the outcome")
    manager.press("Tell the outcome")
    manager.sees("There is a problem", "Choose what you decided")
    manager.answer("What did you decide?", "Upheld")
    manager.write(text="You were right. The picture is deleted.", actions="Spoke to the family; reminded everyone.")
    manager.write(data_outcome="Another parent shared it, against our rules.")
    manager.press("Tell the outcome")
    manager.follow("Is it a data breach?")
    manager.answer(
        "Did we, or somebody who works for us, wrongly show, share or lose a picture or personal information?", "No"
    )
    manager.press("Keep it")
    manager.open(f"/concerns/case/{reference}")
    manager.follow("Close it")
    manager.press("Close the concern")
    manager.sees("Closed", "You were right. The picture is deleted.", "Spoke to the family; reminded everyone.")


def make_pack(manager: Person) -> bytes:
    """Return the inspection pack of the time that the page offers."""
    manager.choose_in_menu("Inspection pack")
    return manager.download("Make the pack", role="button")
