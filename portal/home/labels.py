"""How each thing that needs somebody is said: its sentence, what opens it, and the button that does it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.guard import declared_access
from portal.concerns.clocks import Due
from portal.concerns.duty_labels import open_title
from portal.home.policy import Fact, Need
from portal.web.dates import format_date

DUES: dict[Due, LazyString] = {Due.LATE: _l("Late"), Due.THIS_WEEK: _l("This week"), Due.LATER: _l("When you can")}
TONES = {Due.LATE: "late", Due.THIS_WEEK: "soon", Due.LATER: "waiting"}


@dataclass(frozen=True)
class Page:
    """A page by its endpoint and arguments."""

    endpoint: str
    arguments: dict[str, Any]

    @property
    def address(self) -> str:
        """The address, or nothing for who may not open it."""
        may_open = declared_access(self.endpoint) in current_user.permissions
        return url_for(self.endpoint, **self.arguments) if may_open else ""


def page(endpoint: str, **arguments: Any) -> Page:
    return Page(endpoint, arguments)


@dataclass(frozen=True)
class Words:
    """What is said of a fact: ``opens`` is the list that was counted; ``button`` does it, at ``does`` if elsewhere."""

    sentence: str
    hint: str = ""
    opens: Page | None = None
    button: str = ""
    does: Page | None = None

    @property
    def url(self) -> str:
        return self.opens.address if self.opens else ""

    @property
    def button_url(self) -> str:
        return (self.does.address if self.does else self.url) if self.button else ""


def words_of(fact: Fact, *, on: date) -> Words:
    """Return what is said of a fact on a day."""
    return _WORDS[fact.need](fact, on)


def _outcome(fact: Fact, on: date) -> Words:
    days = (fact.day - on).days if fact.day else 0
    return Words(
        ngettext("concern without an outcome", "concerns without an outcome", fact.count),
        ngettext("%(num)s day late", "%(num)s days late", -days)
        if days < 0
        else ngettext("%(num)s day left", "%(num)s days left", days),
        page("concerns.register", due=fact.about),
        _("Open it") if fact.key else ngettext("See %(num)s", "See %(num)s", fact.count),
        page("concerns.case", reference=fact.key) if fact.key else None,
    )


def _answer(fact: Fact, _on: date) -> Words:
    return replace(
        _outcome(fact, _on),
        sentence=ngettext("question or thank-you to answer", "questions and thank-yous to answer", fact.count),
        hint=_("Hoped for by %(day)s", day=format_date(fact.day)),
    )


def _duty(fact: Fact, on: date) -> Words:
    sentence = ngettext("concern: %(title)s", "concerns: %(title)s", fact.count, title=open_title(fact.about))
    opens = page("concerns.register", duty=fact.about, due=fact.due)
    hint = _("Late: it was due on %(day)s") if fact.due is Due.LATE else _("Due by %(day)s")
    return replace(_outcome(fact, on), sentence=sentence, hint=hint % {"day": format_date(fact.day)}, opens=opens)


def _no_handler(fact: Fact, _on: date) -> Words:
    hint = _("There is no manager or chair to give them to.")
    if fact.is_awaited:
        hint = _("Invited: %(names)s. This is done once they have come in.", names=fact.about)
    elif fact.about:
        hint = _("A concern about %(names)s would find nobody independent.", names=fact.about)
    return Words(_("Somebody has to be able to handle every concern"), hint, page("handlers.show"), _("Put right"))


def _ending(fact: Fact, _on: date) -> Words:
    return Words(
        ngettext("child whose yes ends", "children whose yes ends", fact.count),
        _("From %(day)s", day=format_date(fact.day)),
        page("consent_register.show", show="runs_out"),
        ngettext("Ask %(num)s again", "Ask %(num)s again", fact.able) if fact.able else "",
        page("reminders.show", owed="ending"),
    )


def _owing(fact: Fact, _on: date) -> Words:
    return Words(
        ngettext("adult owes answers or rules", "adults owe answers or rules", fact.count),
        _("One message for both, or an invitation")
        if fact.able
        else _("All were asked in the last 3 days, or cannot be reached"),
        page("reminders.show"),
        ngettext("Remind %(num)s", "Remind %(num)s", fact.able) if fact.able else "",
    )


def _responsibility(fact: Fact, _on: date) -> Words:
    return Words(
        ngettext("child with nobody who can sign", "children with nobody who can sign", fact.count),
        _("No adult with parental responsibility"),
        page("families.list_children", show="nobody"),
        _("Put right"),
        page("families.check_responsibility"),
    )


def _letters(fact: Fact, _on: date) -> Words:
    return Words(
        ngettext("letter made and not printed", "letters made and not printed", fact.count),
        _("They wait: %(why)s.", why=fact.about) if fact.about else _("Print them, and say so there."),
        page("families.invitations", _anchor="letters"),
        "" if fact.about else ngettext("Print %(num)s", "Print %(num)s", fact.count),
    )


_WORDS: dict[Need, Callable[[Fact, date], Words]] = {
    Need.CLOCK_BEHIND: lambda fact, on: Words(
        _("The clock of the portal’s computer is behind"),
        _(
            "The newest entry is of %(moment)s. Until the clock is right, every day is counted wrongly.",
            moment=fact.about,
        ),
    ),
    Need.READ_ONLY: lambda fact, on: Words(
        _("Nothing can be stored"), _("The portal’s folder is read-only. Whatever anybody sends now is lost.")
    ),
    Need.KEY_MISSING: lambda fact, on: Words(
        _("The key of the stored files is missing"),
        _("Restore the file vault.key from the backup. Until then no file can be stored or opened."),
    ),
    Need.SEAL_KEY: lambda fact, on: Words(
        _("The key that seals records is missing"),
        _("Restore the file seal.key from the backup. Until then no record, letter or form can be taken as a PDF."),
    ),
    Need.TAKE_DOWN: lambda fact, on: Words(
        ngettext("post has to come down", "posts have to come down", fact.count),
        _("The first by %(day)s", day=format_date(fact.day)),
        page("posts.take_downs"),
        ngettext("See %(num)s", "See %(num)s", fact.count),
    ),
    Need.COMMENTS: lambda fact, on: Words(
        ngettext("post whose comments nobody has read", "posts whose comments nobody has read", fact.count),
        _("Due since %(day)s", day=format_date(fact.day)),
        page("posts.read_comments"),
        ngettext("Read %(num)s", "Read %(num)s", fact.count),
    ),
    Need.EYES: lambda fact, on: Words(
        ngettext("picture to look at as second poster", "pictures to look at as second poster", fact.count),
        _("Until midnight"),
        page("clearances.today"),
    ),
    Need.OUTCOME: _outcome,
    Need.ANSWER: _answer,
    Need.DUTY: _duty,
    Need.CONCERNS: _no_handler,
    Need.PROPOSED: lambda fact, on: Words(
        _("Proposed to handle concerns: %(name)s", name=fact.about),
        _("You can object until %(day)s.", day=format_date(fact.day)),
        page("handlers.show"),
        _("Look"),
    ),
    Need.RELATIONSHIPS: lambda fact, on: Words(
        ngettext("declared relationship to confirm", "declared relationships to confirm", fact.count),
        _("A parent and somebody who works here know each other"),
        page("relationships.register", standing="declared"),
        ngettext("See %(num)s", "See %(num)s", fact.count),
    ),
    Need.UNDELIVERED: lambda fact, on: Words(
        ngettext("e-mail that did not arrive", "e-mails that did not arrive", fact.count),
        _("The page says to whom, and why"),
        page("mail.undelivered"),
        ngettext("Correct %(num)s", "Correct %(num)s", fact.count),
    ),
    Need.WAITING: lambda fact, on: Words(
        ngettext("invitation or reminder waits", "invitations and reminders wait", fact.count),
        _("Not sent yet: %(why)s.", why=fact.about),
        page("mail.undelivered"),
        _("See why"),
    ),
    Need.ENDING: _ending,
    Need.ASKED_FIRST: lambda fact, on: Words(
        ngettext("child whose parent asked us first", "children whose parent asked us first", fact.count),
        _("Nothing is a yes until we answer"),
        page("consent_register.show", show="asked_first"),
        ngettext("See %(num)s", "See %(num)s", fact.count),
    ),
    Need.DISPUTED: lambda fact, on: Words(
        ngettext("child whose parents disagree", "children whose parents disagree", fact.count),
        _("Not shown until they agree"),
        page("consent_register.show", show="disputed"),
        ngettext("See %(num)s", "See %(num)s", fact.count),
    ),
    Need.RESPONSIBILITY: _responsibility,
    Need.LETTERS: _letters,
    Need.SIGN: lambda fact, on: Words(
        _("Read and sign: %(title)s", title=fact.about),
        "",
        page("acknowledgements.document", slug=fact.key),
        _("Read and sign"),
    ),
    Need.IMPORT: lambda fact, on: Words(
        _("Import your families"),
        _("Nobody can answer or sign before their child is on the list."),
        page("imports.upload_list"),
        _("Import a list"),
    ),
    Need.WORDING: lambda fact, on: Words(
        _("Read and publish: %(titles)s", titles=fact.about),
        _("You read them as a parent would, and publish. Nobody can sign before."),
        page("wording.publish_first"),
        _("Read and publish"),
    ),
    Need.SETTING: lambda fact, on: Words(
        _("Complete the details of the setting"),
        _("Still missing: %(what)s.", what=fact.about),
        page("settings.edit"),
        _("Complete"),
    ),
    Need.CONTACTS: lambda fact, on: Words(
        ngettext("contact to check again", "contacts to check again", fact.count),
        _("Last checked six months ago: %(names)s", names=fact.about),
        page("settings.check_contacts"),
        ngettext("Check %(num)s", "Check %(num)s", fact.count),
    ),
    Need.REVIEW: lambda fact, on: Words(
        ngettext("policy to look at again", "policies to look at again", fact.count),
        _("The first by %(day)s", day=format_date(fact.day)),
        page("wording.overview"),
        ngettext("See %(num)s", "See %(num)s", fact.count),
    ),
    Need.GROUP_REMOVE: lambda fact, on: Words(
        ngettext("person to remove from our Facebook group", "people to remove from our Facebook group", fact.count),
        _("Left, or the rules are not signed"),
        page("group.register"),
        _("See who"),
    ),
    Need.GROUP_INVITE: lambda fact, on: Words(
        ngettext("person to invite to our Facebook group", "people to invite to our Facebook group", fact.count),
        opens=page("group.register"),
        button=_("See who"),
    ),
    Need.GROUP_CHECK: lambda fact, on: Words(
        _("Look whether our Facebook group is still closed"),
        _("Once a term: is it private, who can post, who are its admins"),
        page("group.check"),
        _("Look"),
    ),
    Need.MAIL: lambda fact, on: Words(_("E-mail and address"), fact.about, page("mail.undelivered"), _("Put right")),
    Need.OWING: _owing,
    Need.UNANSWERED: lambda fact, on: Words(
        ngettext("child without an answer", "children without an answer", fact.count),
        _("For one use at least"),
        page("consent_register.show", show="not_answered"),
        ngettext("See %(num)s", "See %(num)s", fact.count),
    ),
    Need.UNSIGNED: lambda fact, on: Words(
        ngettext("person has not signed: %(title)s", "people have not signed: %(title)s", fact.count, title=fact.about),
        "",
        page("acknowledgements.register", slug=fact.key),
        _("See who"),
    ),
    Need.INVITE: lambda fact, on: Words(
        ngettext("adult is not invited", "adults are not invited", fact.count), _("They cannot sign yet")
    ),
    Need.NO_POSTER: lambda fact, on: Words(
        _("Nobody may post pictures"), _("Say who, until when"), page("clearances.designate"), _("Designate")
    ),
}
