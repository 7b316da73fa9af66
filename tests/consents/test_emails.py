"""Who is written to when an answer is stored: the adult who gave it, and nobody who shares their address."""

from portal.consents import spoken
from portal.consents.policy import Answer
from portal.families.models import Adult
from portal.foundation.tokens import new_token
from portal.mail.models import OutboxMessage
from tests.support import world


def recipients():
    return [message.recipient for message in OutboxMessage.select()]


def test_the_confirmation_goes_to_the_address_that_the_adult_signs_in_with(a_parent, a_child):
    Adult.update(email="old@example.org").execute()

    world.sign(a_child, a_parent, {"website": Answer.YES})

    assert recipients() == [a_parent.email]


def test_it_never_goes_to_a_mailbox_with_which_somebody_else_signs_in(a_parent, a_second_parent, a_child):
    Adult.update(email=a_parent.email).where(Adult.account == a_second_parent.id).execute()

    world.withdraw(a_child, a_second_parent, "website")

    assert recipients() == [a_second_parent.email]


def test_two_adults_with_one_mailbox_and_no_account_of_their_own_get_no_letter(a_staff_member, a_child):

    for name in ("Marek Kowalski", "Halina Kowalska"):
        world.link(world.make_adult(name, email="home@example.org"), a_child)

    spoken.note_withdrawal(
        a_child, Adult.get(name="Marek Kowalski").id, ["website"], submission=new_token(), by_id=a_staff_member.id
    )

    assert recipients() == []
