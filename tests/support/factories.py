"""A small world of invented people, built through the portal's own services and models."""

import unicodedata
from dataclasses import replace
from datetime import date

from portal.access.permissions import Role
from portal.accounts import invitations
from portal.accounts.models import Account
from portal.consents import service as consents
from portal.consents.models import ConsentRecord
from portal.consents.policy import Answer
from portal.families import corrections
from portal.families.models import Adult, Child, ChildSession, Guardianship
from portal.families.policy import Relationship, Responsibility, ResponsibilityBasis
from portal.foundation.tokens import new_token
from portal.settings import service as settings
from portal.settings.models import Setting
from portal.wording import service as wording
from portal.wording.policy import Change, DocumentKey
from portal.wording.service import Published

PASSWORD = "seven purple swallows"
# Of PASSWORD, at a hundredth of the cost and made once: hundreds of tests need people who have come in.
PASSWORD_HASH = "$argon2id$v=19$m=400,t=1,p=1$fZ28RwqSLM+40lUWgjhqaw$SAAbZOWpPNdyx2qLpRr6T/T84X4lF1uTrkD19xR5NTU"
SETTING = "Swallow Risers Playgroup"


def address_of(name: str) -> str:
    """Return the invented e-mail address of an invented person."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join(word for word in "".join(c if c.isalnum() else " " for c in plain).split()) + "@example.org"


def name_the_setting() -> Setting:
    """Name the setting, and publish its consent form and its parent rules as they stand."""
    setting = settings.name_setting(SETTING, by_id=None, email="office@example.org", phone="01632 960 321")
    wording.publish_default_texts(DocumentKey.CONSENT_FORM, DocumentKey.PARENT_RULES, by_id=None)
    return setting


def make_account(name: str, *roles: Role, email: str | None = None, has_come: bool = True) -> Account:
    """Make an account with these roles, whose person has come in and chosen PASSWORD, or was only invited."""
    return invitations.make_account(
        name,
        email=email or address_of(name),
        roles=frozenset(roles),
        by_id=None,
        password_hash=PASSWORD_HASH if has_come else "",
    )


def make_child(
    first_name: str,
    last_name: str,
    *,
    born_on: date = date(2022, 9, 3),
    starts_on: date | None = None,
    leaves_on: date | None = None,
    sessions: tuple[str, ...] = ("playgroup",),
) -> Child:
    """Enter a child in the family register."""
    child: Child = Child.create(
        first_name=first_name, last_name=last_name, born_on=born_on, starts_on=starts_on, leaves_on=leaves_on
    )
    for kind in sessions:
        ChildSession.create(child=child, kind=kind)
    return child


def make_adult(name: str, *, account: Account | None = None, email: str | None = None) -> Adult:
    """Enter an adult; with an account they can sign in."""
    adult: Adult = Adult.create(name=name, account=account, email=email or (account.email if account else None))
    return adult


def link(
    adult: Adult, child: Child, *, relationship: Relationship = Relationship.MOTHER, responsible: bool = True
) -> Guardianship:
    """Say what an adult is to a child, and whether they have parental responsibility."""
    state = Responsibility.HELD if responsible else Responsibility.NONE
    made: Guardianship = Guardianship.create(adult=adult, child=child, relationship=relationship, responsibility=state)
    return made


def restrict(child: Child, parent: Account, *, by: Account) -> None:
    """Let a court order restrict the parental responsibility of ``parent``, as a manager records it."""
    link = Guardianship.get((Guardianship.child == child) & (Guardianship.adult == adult_of(parent)))
    corrections.set_responsibility(link, Responsibility.RESTRICTED, ResponsibilityBasis.COURT_ORDER, by_id=by.id)


def make_parent(name: str, *children: Child, relationship: Relationship = Relationship.MOTHER) -> Account:
    """Make a parent who can sign in, with parental responsibility for each of ``children``."""
    account = make_account(name, Role.PARENT)
    adult = make_adult(name, account=account)
    for child in children:
        link(adult, child, relationship=relationship)
    return account


def adult_of(account: Account) -> Adult:
    """Return the entry in the family register of somebody who can sign in."""
    adult: Adult = Adult.get(Adult.account == account.id)
    return adult


def sign(child: Child, parent: Account, answers: dict[str, Answer]) -> ConsentRecord:
    """Sign the present consent form as ``parent``; what is left out stays not answered."""
    form = consents.SignedForm(wording.current(DocumentKey.CONSENT_FORM).id, answers, parent.name, new_token())
    return consents.sign_consent(child, form, by_id=parent.id)


def sign_all(child: Child, parent: Account, answer: Answer = Answer.YES) -> ConsentRecord:
    """Give every use of the present form the same answer."""
    text = wording.current(DocumentKey.CONSENT_FORM).text
    return sign(child, parent, {use.key: answer for use in text.uses})  # type: ignore[union-attr]


def publish_form(*, title: str = "Other", change: Change = Change.REAL) -> Published:
    """Publish the consent form under another title; a real change asks every use again."""
    text = replace(wording.current(DocumentKey.CONSENT_FORM).consent, title=title)
    return wording.publish(DocumentKey.CONSENT_FORM, text, change=change, by_id=None)


def withdraw(child: Child, parent: Account, use: str) -> ConsentRecord:
    """Withdraw one use as ``parent``."""
    return consents.withdraw_consent(child, use, submission=new_token(), by_id=parent.id)
