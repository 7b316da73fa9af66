"""Fixed sentences of the consent form, and those written from fields: no setting can edit them (product.md §2)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.settings.models import Setting
from portal.web.dates import format_date
from portal.wording.labels import AUDIENCES, PLACES, SHOWN, TOGETHER
from portal.wording.policy import ConsentText, Controller
from portal.wording.uses import Audience, Kept, OneEvent, Place, Shown, Together, Use, UseFields

A_YEAR = 12


_UNTIL = {
    Kept.UNTIL_LEAVING: _l("your child leaves"),
    Kept.SCHOOL_YEAR: _l("the end of the school year"),
}
_KEPT = {
    Kept.AS_THE_PICTURE: _l("As long as the picture."),
    Kept.NOT_CALLED_BACK: _l("Once it is out, we cannot call it back."),
}


def with_sentences(text: ConsentText, setting: Setting, *, language: str = "en") -> ConsentText:
    """Return the text with every sentence that the form, its fields and the setting write.

    A use without fields keeps the sentences that a manager wrote by hand.
    """
    with force_locale(language):
        return replace(
            with_setting(text, setting),
            is_handwritten=False,
            months=setting.consent_months,
            introduction=_introduction(),
            uses=tuple(_written_use(use, setting) for use in text.uses),
            consult_question=_("Wait until every adult with parental responsibility says yes?"),
            withdrawing=" ".join(_withdrawing(setting)),
            declaration=_("I have parental responsibility for this child, and these are my own answers."),
        )


def event_text(use: Use, day: date, setting: Setting) -> ConsentText:
    """Return the text that asks about one event alone: a yes to it ends with its day."""
    said = with_sentences(ConsentText(use.label, (), (use,), "", "", ""), setting)
    ends = _("Change your mind at any time: in the portal, by telling us, or in writing. A yes ends by itself after %(day)s.",
             day=format_date(day))  # fmt: skip
    return replace(said, withdrawing=ends)


def with_setting(text: ConsentText, setting: Setting) -> ConsentText:
    """Return the text with what it takes from the setting: who asks, and how long a yes lasts (product.md §2.3).

    Words of an earlier release promise to ask again every year, so a yes to them lasts no longer.
    """
    controller = Controller(
        name=setting.name,
        address=setting.address,
        contact=", ".join(filter(None, (setting.phone, setting.email))),
        lawful_basis=_("Your consent (UK GDPR, Article 6(1)(a))."),
        privacy_notice=setting.privacy_notice or "",
    )
    return replace(
        text,
        months=min(setting.consent_months, A_YEAR),
        ends_with_school_year=bool(setting.consents_end_with_school_year),
        controller=controller,
    )


def _introduction() -> tuple[str, ...]:
    return (
        _("We show a picture of your child only where you say yes."),
        _("A question left out counts as no. An earlier answer stays."),
        _("Saying no costs nothing. Nobody asks why. Our rules are separate."),
    )


def _withdrawing(setting: Setting) -> Iterator[str]:
    yield _("Change your mind at any time: in the portal, by telling us, or in writing. We stop at once, and take down "
            "what we can.")  # fmt: skip
    if setting.consent_months == 12:
        yield _("A yes counts for a year. Then we ask again.")
    else:
        yield ngettext("A yes counts for %(num)s month. Then we ask again.",
                       "A yes counts for %(num)s months. Then we ask again.", setting.consent_months)  # fmt: skip
    if setting.consents_end_with_school_year:
        yield _("It ends on 31 August at the latest.")


def _written_use(use: Use, setting: Setting) -> Use:
    fields = use.fields
    if fields is None:
        return use
    return replace(
        use,
        place=_place(fields),
        audience=_audience(fields),
        controllers=" ".join(_controllers(fields)),
        kept=" ".join(_kept(fields, setting)),
    )


def _place(fields: UseFields) -> str:
    shown = ", ".join(str(SHOWN[each]) for each in Shown if each in fields.shown)
    places = ", ".join(where_shown(each, fields.platform) for each in Place if each in fields.places)
    what = f"{shown[:1].upper()}{shown[1:]}"
    if fields.together is not Together.EITHER:
        what = f"{what}, {TOGETHER[fields.together]}"
    sentence = f"{what}: {places}."
    return f"{_event(fields.event)} {sentence}" if fields.event else sentence


def _event(event: OneEvent) -> str:
    sentence = _("Only for %(event)s", event=event.name)
    if event.held_on:
        sentence = _("%(event)s on %(day)s", event=sentence, day=format_date(event.held_on))
    if event.organiser:
        sentence = _("%(event)s, by %(organiser)s", event=sentence, organiser=event.organiser)
    if event.outlet:
        sentence = _("%(event)s, in %(outlet)s", event=sentence, outlet=event.outlet)
    return f"{sentence}."


def where_shown(place: Place, platform: str) -> str:
    """Return a place as a sentence names it, with the platform that it is on."""
    if platform and place is Place.CLOSED_GROUP:
        return str(_("our closed group on %(platform)s", platform=platform))
    if place is Place.PUBLIC:
        return str(_("our public page on %(platform)s", platform=platform) if platform else _("our website"))
    where = str(PLACES[place])
    if platform and place in {Place.OWN_JOURNAL, Place.OTHER_JOURNALS}:
        return str(_("%(place)s on %(platform)s", place=where, platform=platform))
    return where


def _audience(fields: UseFields) -> str:
    if Place.WHEREVER in fields.places:
        return str(_("Whoever may see that picture."))
    seen = ", ".join(str(AUDIENCES[who]) for who in fields.seen_by)
    return f"{seen[:1].upper()}{seen[1:]}."


def _controllers(fields: UseFields) -> Iterator[str]:
    if Place.WHEREVER in fields.places:
        yield _("Whoever controls the place where the picture is shown.")
    elif fields.company:
        yield _("We, and %(company)s, which runs %(platform)s and decides what it does with it.",
                company=fields.company, platform=fields.platform)  # fmt: skip
    elif Place.NEWSPAPER in fields.places:
        yield _("We, and the newspaper, which decides what it does with it.")
    else:
        yield _("We alone.")
    if fields.company and Place.NEWSPAPER in fields.places:
        yield _("The newspaper decides what it does with it, too.")
    if Place.PUBLIC in fields.places:
        yield _("Search engines and other people can copy it.")
    if Place.OTHER_JOURNALS in fields.places:
        yield _("The other family keeps its journal.")


def _until(fields: UseFields) -> str:
    if fields.kept is Kept.MONTHS:
        return str(ngettext("%(num)s month is over", "%(num)s months are over", fields.kept_months))
    return str(_UNTIL.get(fields.kept, ""))


def _kept(fields: UseFields, setting: Setting) -> Iterator[str]:
    until, days = _until(fields), setting.take_down_days
    if until and fields.kept is not Kept.UNTIL_LEAVING and not fields.stays_after_leaving:
        yield ngettext("Until %(until)s, your child leaves or you withdraw: down within %(num)s working day.",
                       "Until %(until)s, your child leaves or you withdraw: down within %(num)s working days.",
                       days, until=until)  # fmt: skip
    elif until:
        yield ngettext("Until %(until)s or you withdraw: down within %(num)s working day.",
                       "Until %(until)s or you withdraw: down within %(num)s working days.",
                       days, until=until)  # fmt: skip
    else:
        yield str(_KEPT[fields.kept])
    if until and {Place.PRINTED, Place.NEWSLETTER, Place.NEWSPAPER} & set(fields.places):
        yield _("What is printed cannot be called back.")
    if fields.stays_after_leaving:
        yield _("It may stay when your child leaves. Nothing new is shown then.")


@dataclass(frozen=True)
class Band:
    """Uses of one kind of place, asked under one heading; ``about`` is said once for all of them.

    Each comes with its line in brief, which a text of earlier releases has none of.
    """

    heading: str
    about: str
    uses: tuple[tuple[Use, str], ...]


# A use in places of several kinds is asked where most people see it: the last of these.
_KINDS = {
    Place.WHEREVER: 1,
    Place.ROOMS: 2, Place.OWN_JOURNAL: 2, Place.OTHER_JOURNALS: 2, Place.TRAINING: 2,
    Place.CLOSED_GROUP: 3,
    Place.PUBLIC: 4, Place.PRINTED: 4, Place.NEWSLETTER: 4, Place.NEWSPAPER: 4,
}  # fmt: skip
_HEADINGS = {1: _l("With every picture"), 2: _l("With us"), 4: _l("In public")}
_SEEN_BY = {
    Audience.STAFF: _l("our staff"),
    Audience.OWN_FAMILY: _l("your family"),
    Audience.FAMILIES_IN_PICTURE: _l("families in the picture"),
    Audience.VISITORS: _l("all who come in"),
    Audience.MEMBERS: _l("the group"),
    Audience.ANYONE: _l("anyone"),
}
_KEPT_IN_BRIEF = {
    Kept.UNTIL_LEAVING: _l("kept until leaving"),
    Kept.SCHOOL_YEAR: _l("kept a school year"),
    Kept.AS_THE_PICTURE: _l("kept as long"),
    Kept.NOT_CALLED_BACK: _l("never called back"),
}


def bands(text: ConsentText) -> list[Band]:
    """Return the uses of a form by kind of place, each kind where its first use stands."""
    found: dict[tuple[str, str], list[tuple[Use, str]]] = {}
    for use in text.uses:
        found.setdefault(_band(use.fields), []).append((use, in_brief(use.fields) if use.fields else ""))
    return [Band(*of, tuple(uses)) for of, uses in found.items()]


def _band(fields: UseFields | None) -> tuple[str, str]:
    kind = max(_KINDS[place] for place in fields.places) if fields else 0
    if fields and kind == _KINDS[Place.CLOSED_GROUP]:
        about = _("Only people we invited see our closed group. %(company)s, which runs %(platform)s, holds it too.",
                  company=fields.company, platform=fields.platform)  # fmt: skip
        return fields.platform, about
    return str(_HEADINGS.get(kind, "")), ""


def in_brief(fields: UseFields) -> str:
    """Return in one line who sees it and how long it is kept: what the sentences of the use say at length."""
    seen = ", ".join(str(_SEEN_BY[who]) for who in fields.seen_by)
    kept = (
        ngettext("kept %(num)s month", "kept %(num)s months", fields.kept_months)
        if fields.kept is Kept.MONTHS
        else _KEPT_IN_BRIEF[fields.kept]
    )
    if not seen:
        return str(_("Seen with the picture, %(kept)s", kept=kept))
    return str(_("Seen by %(seen)s, %(kept)s", seen=seen, kept=kept))
