"""May one child be shown for one use? The answer that every page, check and record rests on."""

from datetime import date

from portal.consents.policy import Ruling
from portal.consents.rulings import rulings
from portal.families.models import Child


def ruling(child: Child, use: str, *, on: date) -> Ruling:
    """Return the ruling for one child and one use."""
    return rulings([child], [use], on=on)[child.id][use]
