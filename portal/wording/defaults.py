"""The wording a setting starts with, in plain English; the manager can publish their own."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from portal.settings.models import Setting
from portal.wording.policy import AcknowledgementText, ConsentText, Rule
from portal.wording.uses import Audience, Kept, Place, Shown, Together, Use, UseFields

_TEXTS = Path(__file__).parent / "texts"
# What a text calls a contact, and where the setting has it; no name or number stands in a text itself.
_CONTACTS = {
    "setting": "name",
    "lead": "safeguarding_lead",
    "ofsted": "ofsted_contact",
    "lado": "lado_contact",
    "whistleblowing": "whistleblowing_contact",
    "ico": "ico_contact",
}
_ELSEWHERE = "see our contacts page"

_GROUP = UseFields(
    places=(Place.CLOSED_GROUP,),
    platform="Facebook",
    company="Meta",
    shown=(Shown.PICTURE,),
    together=Together.ALONE,
    kept=Kept.UNTIL_LEAVING,
)

_USES = (
    Use(
        key="group_alone",
        label="Group, alone",
        sentence="Alone in a picture in our Facebook group",
        example="Your child painting at the easel.",
        fields=_GROUP,
    ),
    Use(
        key="group_together",
        label="Group, together",
        sentence="In a group picture in our Facebook group",
        example="Six children around the sand tray, your child among them.",
        fields=replace(_GROUP, together=Together.OTHERS),
    ),
    Use(
        key="first_name",
        label="First name",
        sentence="First name beside a picture",
        example="“Look what Sam built today.” We never write a surname.",
        fields=UseFields(
            places=(Place.WHEREVER,),
            shown=(Shown.FIRST_NAME,),
            together=Together.EITHER,
            kept=Kept.AS_THE_PICTURE,
        ),
    ),
    Use(
        key="other_journals",
        label="Other journals",
        sentence="In other children’s learning journals",
        example="Your child is beside a friend in a picture about the friend’s learning.",
        fields=UseFields(
            places=(Place.OTHER_JOURNALS,),
            shown=(Shown.PICTURE,),
            together=Together.OTHERS,
            kept=Kept.NOT_CALLED_BACK,
            stays_after_leaving=True,
            audience=(Audience.STAFF,),
        ),
    ),
    Use(
        key="displays",
        label="Displays",
        sentence="On displays inside our rooms",
        example="A photo on the coat peg, or on the wall beside a painting.",
        fields=UseFields(
            places=(Place.ROOMS,), shown=(Shown.PICTURE,), together=Together.EITHER, kept=Kept.SCHOOL_YEAR
        ),
    ),
    Use(
        key="website",
        label="Website",
        sentence="On our website and in our leaflets",
        example="A picture on the page that tells new families about us.",
        fields=UseFields(
            places=(Place.PUBLIC, Place.PRINTED),
            shown=(Shown.PICTURE,),
            together=Together.EITHER,
            kept=Kept.MONTHS,
            kept_months=24,
        ),
    ),
    Use(
        key="press",
        label="Press",
        sentence="In the local press",
        example="The newspaper comes to our summer fair.",
        fields=UseFields(
            places=(Place.NEWSPAPER,),
            shown=(Shown.PICTURE,),
            together=Together.EITHER,
            kept=Kept.NOT_CALLED_BACK,
            stays_after_leaving=True,
        ),
    ),
    Use(
        key="group_video",
        label="Group, video",
        sentence="In a video in our Facebook group",
        example="A minute of our nativity play.",
        fields=replace(_GROUP, shown=(Shown.VIDEO,), together=Together.EITHER),
    ),
)

# Not part of the first form: a manager adds them where they are wanted (product.md §2).
OFFERED = (
    Use(
        key="training",
        label="Training",
        sentence="When we train our staff",
        example="A picture that shows how children learn to share.",
        fields=UseFields(
            places=(Place.TRAINING,),
            shown=(Shown.PICTURE, Shown.VIDEO),
            together=Together.EITHER,
            kept=Kept.UNTIL_LEAVING,
        ),
    ),
    Use(
        key="newsletter",
        label="Newsletter",
        sentence="In our newsletter",
        example="A picture of this month’s baking, sent to families on paper and by e-mail.",
        fields=UseFields(
            places=(Place.NEWSLETTER,),
            shown=(Shown.PICTURE,),
            together=Together.EITHER,
            kept=Kept.NOT_CALLED_BACK,
            stays_after_leaving=True,
        ),
    ),
)


def consent_text() -> ConsentText:
    """Return what the first consent form asks (product.md §2); its other sentences are not written out yet."""
    return ConsentText(
        title="Pictures of your child", introduction=(), uses=_USES, consult_question="", withdrawing="", declaration=""
    )


@cache
def _values(document: str) -> dict[str, Any]:
    return tomllib.loads((_TEXTS / f"{document}.toml").read_text(encoding="utf-8"))


def acknowledgement_text(document: str, setting: Setting) -> AcknowledgementText:
    """Return the first rules or the first policy of this key, naming whom to turn to.

    They are in our own words (product.md §1, P1 to P13; §3), each statement with a key of its own.
    """
    contacts = {name: getattr(setting, field) or _ELSEWHERE for name, field in _CONTACTS.items()}
    values = _values(document)
    filled = ({name: _filled(words, contacts) for name, words in rule.items()} for rule in values["rules"])
    return AcknowledgementText(
        title=values["title"],
        introduction=tuple(_filled(words, contacts) for words in values["introduction"]),
        standing=values["standing"],
        rules=tuple(Rule(**rule) for rule in filled),
    )


def _filled(words: str, contacts: Mapping[str, str]) -> str:
    return words.format(**contacts)
