"""The pages of rules and policies in the editor: a whole document at once, and what is said about it."""

import html
import re
from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, StopValidation

from portal.foundation import clock
from portal.foundation.text import clean_line, clean_text
from portal.web.change_form import ChangeForm
from portal.web.forms import DayField, line_field
from portal.wording import labels
from portal.wording.drafts import MOST_STATEMENTS, DraftView
from portal.wording.forms import TextForm, choices
from portal.wording.labels import FIELDS
from portal.wording.library import Details
from portal.wording.models import Document
from portal.wording.policy import Audience, DocumentKind, Rule, Text

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_MOST_PARAGRAPHS = 12
# A policy is signed as it stands: it is as long as it is.
_MOST_PARAGRAPHS_OF_A_PLAIN_TEXT = 100
_MOST_CHARACTERS = 20_000
_MOST_OF_A_STATEMENT = 600

# What a reader never saw: styles, scripts, and what Word notes for itself.
_UNSEEN = re.compile(r"<!--.*?-->|<(style|script|xml|title)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_BLOCKS = re.compile(r"</?(?:p|div|h[1-6]|ul|ol|li|table|tr|blockquote)\b[^<>]*>", re.IGNORECASE)
_BREAKS = re.compile(r"<br\b[^<>]*>\n?", re.IGNORECASE)
# Only tags that pages and Word have: anything else in pointed brackets is somebody’s words.
_OTHERS = re.compile(
    r"</?(?:span|b|i|u|s|a|em|strong|font|small|sup|sub|td|th|tbody|thead|html|head|body|meta|link|img|del|ins|"
    r"[owv]:\w+|st1:\w+)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITIES = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|[lr][sd]quo|[nm]dash|hellip|bull|middot|#\d{1,6});")
_BULLETS = re.compile(r"^[^\S\n]*(?:[•·▪◦‣●○■□▫–-]|\uf0b7|\uf0a7|o\t)[^\S\n]+", re.MULTILINE)
_ODD_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_NO_WIDTH = re.compile(r"[\u200b\u2060\ufeff\u00ad]")


def _without_traces(text: str) -> str:
    """Return a text without spaces and marks that look like nothing else than a space or nothing."""
    return _NO_WIDTH.sub("", _ODD_SPACES.sub(" ", text))


def as_plain_text(text: str) -> str:
    """Return a text without tags, entities and bullets. Each block of a page is a paragraph, each bullet a line."""
    plain = _UNSEEN.sub("", text)
    plain = _OTHERS.sub("", _BREAKS.sub("\n", _BLOCKS.sub("\n\n", plain)))
    if plain != text or _ENTITIES.search(plain):
        plain = _without_traces(html.unescape(plain))
    plain = _BULLETS.sub("", plain)
    return re.sub(r"\n(?:[^\S\n]*\n){2,}", "\n\n", clean_text(plain)) if plain != text else text


def _made_plain(form: FlaskForm, field: Any) -> None:
    """Take the markup out of what was pasted, and show what is left: nothing is dropped unseen."""
    seen = _without_traces(field.data or "")
    field.data = as_plain_text(seen)
    if field.data != seen:
        raise StopValidation(_("We took the formatting out of what you pasted. Look at it, then save again"))


def _words(label: object, *, most: int) -> TextAreaField:
    """Return a question for words that may be pasted from anywhere."""
    too_long = Length(max=most, message=_l("This is too long. Use at most %(most)s characters.", most=f"{most:,}"))
    return TextAreaField(label, validators=[_made_plain, too_long], filters=[clean_text])


class StatementsForm(TextForm):
    """A whole document on one page: what stands around, two boxes and a place for each statement, and a box for more."""

    introduction = _words(FIELDS["introduction"], most=_MOST_CHARACTERS)
    more = _words(_l("More statements"), most=_MOST_CHARACTERS)
    standing = _words(FIELDS["standing"], most=1_000)
    most_paragraphs = _MOST_PARAGRAPHS

    @classmethod
    def of(cls, draft: DraftView) -> "StatementsForm":
        """Return the form with the present words. A statement that somebody else took out meanwhile is asked for still."""
        sent = cls.keys_sent()
        keys = tuple(dict.fromkeys([*sent, *(rule.key for rule in draft.text.clauses)]))[:MOST_STATEMENTS]
        fields: dict[str, Any] = {"keys": keys}
        for number, key in enumerate(keys, start=1):
            fields[f"statement_{key}"] = _words(_l("Statement %(number)s", number=number), most=_MOST_OF_A_STATEMENT)
            fields[f"why_{key}"] = _words(
                _l("Why, or what it means (%(number)s)", number=number), most=_MOST_OF_A_STATEMENT
            )
            fields[f"place_{key}"] = line_field(_l("Place of statement %(number)s", number=number), most=4)
        if draft.document.kind == DocumentKind.PLAIN:
            fields |= {"more": None, "most_paragraphs": _MOST_PARAGRAPHS_OF_A_PLAIN_TEXT}
        bound: type[StatementsForm] = type("BoundStatementsForm", (cls,), fields)
        form = bound(data=(words := cls.words_of(draft)))
        for name in words if sent else ():  # what came in meanwhile stays
            if name in form and name not in request.form:
                form[name].data = words[name]
        return form

    @staticmethod
    def words_of(draft: DraftView) -> dict[str, str]:
        """Return what the document says now, by the names of the questions."""
        values = draft.text.general_fields()
        words = {name: str(values[name]) for name in ("title", "standing")}
        words["introduction"] = "\n\n".join(values["introduction"])
        for place, rule in enumerate(draft.text.clauses, start=1):
            words |= {f"{name}_{rule.key}": value for name, value in rule.words().items()}
            words[f"place_{rule.key}"] = str(place)
        return words

    def validate_introduction(self, field: Any) -> None:
        if len(_paragraphs(field.data)) > self.most_paragraphs:
            raise ValidationError(
                _("Use at most %(most)s paragraphs. Few people read more.", most=self.most_paragraphs)
            )

    def validate_more(self, field: Any) -> None:
        rules = _pasted_rules(field.data)
        if long := next(
            (rule.statement for rule in rules if max(map(len, rule.words().values())) > _MOST_OF_A_STATEMENT), ""
        ):
            raise ValidationError(
                _("Leave a line empty between two statements. This one is too long: “%(start)s…”", start=long[:60])
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Say beside its question that a reason stands without its statement; both empty take it out."""
        is_valid = bool(super().validate(extra_validators))
        for key in self.keys:
            statement, why = self[f"statement_{key}"], self[f"why_{key}"]
            if why.data and not statement.data and not statement.errors:
                statement.errors = [_("Write the statement, or empty both boxes to take it out")]
                is_valid = False
        return is_valid

    def text(self, before: Text) -> Text:
        """Return the document as it was filled in, in the order of the places that were written."""
        rules = [
            Rule(key, clean_line(statement), clean_line(self[f"why_{key}"].data))
            for key in self.keys
            if (statement := self[f"statement_{key}"].data)
        ]
        there = [rule.words() for rule in before.clauses]  # a second press adds nothing
        new = [rule for rule in _pasted_rules(self.more.data if self.more else "") if rule.words() not in there]
        changed = before.with_clauses([*self.in_order(rules), *new])
        words = {"title": self.title.data, "standing": clean_line(self.standing.data)}
        return replace(changed, introduction=_paragraphs(self.introduction.data), **words)


def _pasted_rules(text: str | None) -> list[Rule]:
    """Return a statement for each paragraph: its first line, and what stands below as its reason."""
    parts = [part.partition("\n") for part in _BLANK_LINE.split(text or "") if clean_line(part)]
    return [Rule("", clean_line(statement), clean_line(why)) for statement, _break, why in parts]


class DocumentForm(ChangeForm):
    """What is said about a document beside its text. Whom it is for and whether it is signed is said once, at first."""

    title = line_field(_l("What is it called?"), _l("Give it a name"), most=120)
    audience = RadioField(
        _l("Whom is it for?"), choices=choices(labels.AUDIENCES_OF_DOCUMENTS), coerce=Audience,
        validators=[InputRequired(_l("Choose whom it is for"))],
    )  # fmt: skip
    kind = RadioField(
        _l("Do they sign it?"), choices=choices(labels.KINDS), coerce=DocumentKind,
        validators=[InputRequired(_l("Choose whether it is signed"))],
    )  # fmt: skip
    summary = line_field(_l("What is it about, in one sentence?"), most=300)
    owner = line_field(_l("Who keeps it right?"), _l("Write a name or a role"), most=120)
    review_by = DayField(_l("By which day do you look at it again?"), validators=[InputRequired(_l("Write a day"))])

    @classmethod
    def of(cls, document: Document) -> "DocumentForm":
        """Return the form for what is said about a document that is there."""
        form = cls(data=vars(document)["__data__"])
        del form.audience, form.kind
        return form

    def validate_review_by(self, field: DayField) -> None:
        if field.day and field.day < clock.today():
            raise ValidationError(_l("Write a day from today on"))

    def details(self) -> Details:
        """Return what was filled in. Raises ValueError unless the form is valid."""
        if self.review_by.day is None:
            raise ValueError(self.review_by.data)
        return Details(self.title.data, self.summary.data or "", self.owner.data, self.review_by.day)


def _paragraphs(text: str | None) -> tuple[str, ...]:
    return tuple(line for clause in _BLANK_LINE.split(text or "") if (line := clean_line(clause)))
