"""What somebody who works here is shown of a child in their own care, as pure functions and a domain error."""

from portal.consents.policy import Ruling
from portal.foundation.language import mark
from portal.foundation.refusals import Refusal


class OwnChildsHold(Refusal):
    """Nobody places or lifts a hold on a child in their own care while somebody else can decide it."""

    sentence = mark("This child is in your own care, so somebody else has to decide this.")


def is_closed(*, is_own_child: bool, keeps_records: bool, others_keep: bool) -> bool:
    """Return whether somebody who works here sees no more of a child than a parent does (product.md §2.6).

    ``others_keep`` when somebody who is no adult of the child keeps the records too. Where nobody does, the one who
    keeps them sees everything, whoever they are: somebody has to.
    """
    return is_own_child and (others_keep or not keeps_records)


def withheld(ruling: Ruling) -> Ruling:
    """Return what a parent may know of a ruling: whether a picture may be shown, and nothing of why or by whom.

    So no answer of another adult can be told from silence, from a hold, or from what the child says.
    """
    return Ruling(ruling.may_show, ())
