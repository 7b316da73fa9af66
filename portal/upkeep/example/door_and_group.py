"""Who visits the example setting today, and its closed group: a pasted list with open lines, a guest, and a check."""

from collections.abc import Sequence
from dataclasses import replace

from portal.accounts.models import Account
from portal.acknowledgements.service import SignedPaper
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.group import guests
from portal.group import service as group
from portal.group.people import everybody
from portal.group.policy import Fact, Meaning, Membership, WhoPosts
from portal.visitors import doors
from portal.visitors import service as visits
from portal.visitors.doors import door_of
from portal.wording import service as wording

VISITORS = (
    ("Alex Kim", "Baxter Plumbing", "Margaret Thornton, the boiler"),
    ("Grace Mensah", "Fernby Library", "story time"),
    ("Lee Marsh", "", "a look round for next term"),
)
STRANGER, GUEST = "Sunny Daze", "Halina Kowalska"
NOISE = ("Administrator", "Joined 3 weeks ago", "Mitglied seit 2 Jahren", "Message")


def let_visitors_in(manager: Account) -> None:
    """Put a square on the wall and pair a tablet; three visitors come, and one of them has left."""
    doors.renew_wall(by_id=manager.id)
    door, rules = door_of(doors.pair(doors.make_code(by_id=manager.id))), visits.rules()
    assert door
    for name, organisation, seeing in VISITORS:
        came = visits.Arrival(name, organisation, seeing, wording_id=rules.id if rules else 0, submission=new_token())
        visits.arrive(door, replace(came, is_regular=name == VISITORS[0][0]))
    visits.leave_by_name(VISITORS[-1][0])


def keep_group(parents: Sequence[Account], manager: Account) -> None:
    """Paste a list in which some families are found, and some lines wait to be answered."""
    today = clock.today()
    guest = guests.add_guest(GUEST, f"{parents[0].name}, her daughter", submission=new_token(), by_id=manager.id)
    current = wording.current(guests.rules().key)
    paper = SignedPaper(current.id, guests.signer(guest), today, new_token(), witness="Samira Yusuf")
    guests.key_in_paper(guest, paper, by_id=manager.id)
    ready = [each for each in everybody(manager, on=today).values() if each.membership is Membership.TO_INVITE]
    group.note([each.key for each in ready[:4]], Fact.INVITED, manager, on=today)
    group.note([ready[-2].key], Fact.DECLINED, manager, on=today)
    lines = [line for each in ready[2:-3] for line in (each.name, *NOISE)]
    text = "\n".join([*lines, parents[-1].name, STRANGER, f"{ready[-1].name} K."])
    pasted = group.paste_list(text, manager, submission=new_token(), on=today)
    found = group.load_list(manager, on=today)
    said = {line.number: (Meaning.NOBODY, "") for line in found.open if line.text in NOISE[:2]} if found else {}
    stranger = {line.number: (Meaning.STRANGER, "") for line in found.open if line.text == STRANGER} if found else {}
    group.answer(said | stranger, manager, list_id=pasted.id, on=today)
    admins = "Bethan Pugh\nTomasz Wiśniewski"
    group.check_group(True, WhoPosts.ADMINS, admins, submission=new_token(), by_id=manager.id)
