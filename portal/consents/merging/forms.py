"""Which of two entries is kept, and what is right where they say different things of a family."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.families.labels import BASES, RELATIONSHIPS, RESPONSIBILITIES
from portal.families.models import Child
from portal.families.policy import LinkDecision, Relationship, Responsibility, ResponsibilityBasis
from portal.families.same_person import Person, SharedLink
from portal.web.forms import PortalForm


class MergeForm(PortalForm):
    """Nothing is chosen beforehand. ``asking`` adds the questions about those who stand beside both entries."""

    kept = RadioField(_l("Which entry do you keep?"), validators=[InputRequired(_l("Choose the entry that you keep"))])
    links: tuple[SharedLink, ...] = ()

    @classmethod
    def asking(cls, one: Person, other: Person, shared: Iterable[SharedLink]) -> "MergeForm":
        asked: type[MergeForm] = type(cls)(  # type: ignore[misc]
            "MergeForm",
            (cls,),
            {"links": tuple(link for link in shared if link.is_open)},
        )
        for link in asked.links:
            for name, question in _questions(one, link):
                setattr(asked, f"{name}_{link.beside.id}", question)
        form: MergeForm = asked()
        form.kept.choices = [SelectChoice(str(each.id), name) for each, name in _named(one, other)]
        return form

    @property
    def decisions(self) -> dict[int, LinkDecision]:
        """What was chosen, by who stands beside both."""
        return {link.beside.id: self._decision(link.beside.id) for link in self.links}

    def _decision(self, id_: int) -> LinkDecision:
        asked = ("relationship", "responsibility", "basis")
        related, held, basis = (self[f"{n}_{id_}"].data if f"{n}_{id_}" in self else None for n in asked)
        return LinkDecision(
            related and Relationship(related), held and Responsibility(held), basis and ResponsibilityBasis(basis)
        )


def _named(one: Person, other: Person) -> list[tuple[Person, str]]:
    """Return both entries by names that differ."""
    first, second = str(one.name), str(other.name)
    if first == second:
        first, second = _("%(name)s, the first", name=first), _("%(name)s, the second", name=second)
    return [(one, first), (other, second)]


def _questions(one: Person, link: SharedLink) -> list[tuple[str, RadioField]]:
    """Return what has to be asked of one who stands beside both entries."""
    is_child = isinstance(one, Child)
    adult, child = (link.beside, one) if is_child else (one, link.beside)
    names = {"adult": adult.name, "child": child.called}  # type: ignore[union-attr]
    related = [SelectChoice(str(each), RELATIONSHIPS[each]) for each in link.relationships]
    held = [SelectChoice(str(each), RESPONSIBILITIES[each]) for each in link.responsibilities]
    bases = [SelectChoice(str(how), label) for how, label in BASES.items() if how is not ResponsibilityBasis.OWN_LIST]
    asked = []
    if len(related) > 1:
        asked.append(("relationship", _("What is %(adult)s to %(child)s?", **names), related))
    if link.responsibility_differs:
        asked.append(("responsibility", _("What responsibility has %(adult)s for %(child)s?", **names), held))
        asked.append(("basis", _("How was the responsibility of %(adult)s checked?", **names), bases))
    required = [InputRequired(_("Choose one: the two entries say different things"))]
    hint = _("With none, nothing that %(adult)s answered for %(child)s counts, not even a no.", **names)
    hints = {"responsibility": hint}
    return [
        (name, RadioField(label, choices=choices, validators=required, description=hints.get(name, "")))
        for name, label, choices in asked
    ]
