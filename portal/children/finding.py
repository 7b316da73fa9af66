"""Finding a child or an adult by whatever part of a name, an address, a number or a reference somebody has at hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.access.permissions import Permission
from portal.consents.names import ListedChild, has_words
from portal.consents.register.service import entries
from portal.families.models import Adult, Child, Guardianship
from portal.foundation.database import db
from portal.foundation.text import folded, names_match

# More than fifty nobody scrolls through.
MOST = 50
_FEWEST_DIGITS = 4
# How a number of this country begins, written as one from abroad or not.
_PREFIX = re.compile(r"(\+44|0044)\s*(\(0\))?|0")


@dataclass(frozen=True)
class FoundAdult:
    """An adult of the register, with the children beside whom they stand."""

    id: int
    name: str
    children: tuple[ListedChild, ...]


@dataclass(frozen=True)
class Found:
    """Who fits what was typed: the first fifty children and adults of all there are."""

    children: Sequence[ListedChild] = ()
    adults: Sequence[FoundAdult] = ()
    all_children: int = 0
    all_adults: int = 0

    @property
    def only_child(self) -> ListedChild | None:
        """The one child to whom everything that was found leads, or None."""
        to = {child for adult in self.adults for child in adult.children} | set(self.children)
        return to.pop() if len(to) == 1 and all(adult.children for adult in self.adults) else None


def find(account: Any, typed: str) -> Found:
    """Return the children and adults whom ``account`` may see and who fit what was typed, sorted by name.

    A name fits by any parts of it in any order, with or without accents; a child by the whole reference as well, an
    adult by the beginning of an e-mail address or by four digits of a telephone number. References and adults are for
    those who read the family register. Who has left is found too.
    """
    visible, keeps = Child.visible_to(account), account.may(Permission.FAMILY_READ)
    children = entries(visible, name=typed) if typed else []
    if not (typed and keeps):
        return Found(children[:MOST], all_children=len(children))
    marked = visible.select(Child.id, Child.reference).where(Child.reference.is_null(False)).tuples()
    ids = {id_ for id_, reference in marked if names_match(reference, typed)} - {child.id for child in children}
    children = [*(entries(visible.where(Child.id.in_(ids))) if ids else []), *children]
    adults = _adults(account, typed)
    return Found(children[:MOST], _with_children(account, adults[:MOST]), len(children), len(adults))


def _adults(account: Any, typed: str) -> list[tuple[int, str]]:
    """Return the number and name of each adult who fits."""
    words, address = folded(typed).split(), typed.casefold()
    prefix = _PREFIX.match(typed)
    digits = re.sub(r"\D", "", typed[prefix.end() :] if prefix else typed)

    def fits(name: str, email: str | None, phone: str) -> bool:
        whole = (email or "").casefold()
        has_address = whole.startswith(address) or ("@" in address and address in whole)
        has_number = len(digits) >= _FEWEST_DIGITS and digits in re.sub(r"\D", "", phone)
        return has_address or has_number or bool(words and has_words(folded(name), words))

    rows = db.execute(Adult.visible_to(account).select(Adult.id, Adult.name, Adult.email, Adult.phone))
    return sorted(
        ((id_, name) for id_, name, *row in rows if fits(name, *row)), key=lambda each: (folded(each[1]), each[0])
    )


def _with_children(account: Any, adults: Sequence[tuple[int, str]]) -> list[FoundAdult]:
    links = Guardianship.select(Guardianship.adult, Guardianship.child).order_by(Guardianship.id)
    pairs = list(links.where(Guardianship.adult.in_([id_ for id_, _name in adults])).tuples())
    visible = entries(Child.visible_to(account).where(Child.id.in_([child_id for _id, child_id in pairs])))
    listed = {child.id: child for child in visible}
    return [
        FoundAdult(id_, name, tuple(listed[child] for adult, child in pairs if adult == id_ and child in listed))
        for id_, name in adults
    ]
