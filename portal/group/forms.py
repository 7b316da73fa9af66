"""What is asked about the closed group: its member list, who its lines are, others to invite, and how it is set."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.acknowledgements.forms import PaperForm
from portal.foundation.text import folded
from portal.group.people import Person
from portal.group.policy import Line, Meaning, NotOnOurLists, WhoPosts
from portal.web.errors import sentence_of
from portal.web.forms import HasLetters, PortalForm, SubmissionForm, line_field, text_field
from portal.wording.service import Published

WHO_POSTS = {
    WhoPosts.ADMINS: _l("Admins alone"),
    WhoPosts.APPROVED: _l("Members, once an admin has approved it"),
    WhoPosts.ANYBODY: _l("Every member"),
}
_MOST = 200_000  # characters: some thousand members
_WHAT, _WHO = "what_", "who_"


class PasteForm(SubmissionForm):
    text = text_field(_l("The member list"), _l("Paste the member list"), most=_MOST)


class LinesForm(PortalForm):
    """For each open line what it is, or a name from our lists; none has to be answered now."""

    pasted = HiddenField()
    rest = BooleanField()
    lines: tuple[Line, ...]
    people: Mapping[str, Person]

    @classmethod
    def of(cls, list_id: int, lines: list[Line], people: Mapping[str, Person]) -> "LinesForm":
        """Return the form for these open lines of a list."""
        fields: dict[str, Any] = {}
        for line in lines:
            maybe = [SelectChoice(key, people[key].label) for key in line.possible]
            if line.share_a_name:
                maybe.append(SelectChoice(Meaning.NAMESAKES, _l("Each of them is in the group")))
            fields[f"{_WHAT}{line.number}"] = SelectField(line.text, choices=[
                SelectChoice("", _l("Choose")), *maybe,
                SelectChoice(Meaning.NOBODY, _l("Not a person")),
                SelectChoice(Meaning.STRANGER, _l("Somebody who is not on our lists")),
            ])  # fmt: skip
            fields[f"{_WHO}{line.number}"] = StringField(_l("Or their name on our lists"), filters=[_one_line])
        bound: type[LinesForm] = type("BoundLinesForm", (cls,), {**fields, "lines": tuple(lines), "people": people})
        return bound(data={"pasted": str(list_id)})

    def questions(self) -> list[tuple[Line, Any, Any]]:
        """Return each line with its two questions."""
        return [(line, self[f"{_WHAT}{line.number}"], self[f"{_WHO}{line.number}"]) for line in self.lines]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        for _line, _what, who in self.questions():
            if who.data and self._named(who.data) is None:
                who.errors = [*who.errors, sentence_of(NotOnOurLists())]
                valid = False
        return valid

    def _named(self, typed: str) -> str | None:
        """Return the key of the one person whose name, or name with details, was typed."""
        found = [
            key
            for key, each in self.people.items()
            if folded(typed) in {folded(each.label), *(folded(name) for name in each.names)}
        ]
        return found[0] if len(found) == 1 else None

    def answers(self) -> dict[int, tuple[Meaning, str]]:
        """Return what was said, by the number of the line; with ``rest`` those shown that are like no name are nobody."""
        found: dict[int, tuple[Meaning, str]] = {}
        for line, what, who in self.questions():
            if who.data:
                found[line.number] = Meaning.PERSON, self._named(who.data) or ""
            elif what.data in self.people:
                found[line.number] = Meaning.PERSON, what.data
            elif what.data or (self.rest.data and what.raw_data and not line.possible):
                found[line.number] = Meaning(what.data or Meaning.NOBODY), ""
        return found


def _one_line(typed: str | None) -> str:
    return " ".join((typed or "")[:300].split())


class GuestForm(SubmissionForm):
    """Who is to be invited, and who asked for them."""

    name = line_field(
        _l("Their full name"), _l("Write their full name"), also=[HasLetters(_l("Write their full name"))]
    )
    asked_by = line_field(_l("Who asked for them, and what are they to the child?"), _l("Write who asked for them"))


class GuestPaperForm(PaperForm):
    """A paper that a guest signed: who it is, is known already."""

    @classmethod
    def for_guest(cls, versions: list[Published]) -> "GuestPaperForm":
        """Return the form for the versions that count, the newest first. Raises NothingPublished."""
        form = cls.of(versions, [], [])
        for known in ("signer", "name", "organisation"):
            del form[known]
        assert isinstance(form, cls)
        return form


class CheckForm(SubmissionForm):
    """Is the group still closed? Nothing is chosen beforehand."""

    is_private = RadioField(
        _l("Is the group private?"),
        choices=[SelectChoice("yes", _l("Yes, private")), SelectChoice("no", _l("No, public"))],
        validators=[InputRequired(_l("Choose whether the group is private"))],
    )
    who_posts = RadioField(
        _l("Who can post in it?"),
        choices=[SelectChoice(value, words) for value, words in WHO_POSTS.items()],
        validators=[InputRequired(_l("Choose who can post"))],
    )
    admins = text_field(
        _l("Who are its admins and moderators?"), _l("Write who the admins are"), most=1_000,
        also=[HasLetters(_l("Write who the admins are"))],
    )  # fmt: skip
