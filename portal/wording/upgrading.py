"""Publishes the consent form anew by itself: to follow the setting, and to move an earlier release’s over to fields."""

from dataclasses import asdict, replace
from typing import Any

from portal.foundation.canonical import canonical_json, sha256_hex
from portal.foundation.database import db
from portal.settings import service as settings
from portal.settings.events import SettingChanged
from portal.wording import defaults, service
from portal.wording.models import WordingDraft
from portal.wording.policy import Change, ConsentText, DocumentKey
from portal.wording.sentences import with_sentences, with_setting
from portal.wording.service import NothingPublished
from portal.wording.uses import Use, UseFields

# SHA-256 of what the earlier releases began with, with “{setting}” for the setting’s name: of each use without its
# key, and of the text around the uses. What reads exactly so has the fields of the same use today.
_UNTOUCHED = {
    "398a5796a6568a4af505f67dd25d2e0e918fa659ec6ab3d040032e3826ac90b1": "group_alone",
    "762cb4535d82457866985d83a5997f8c9fba1c317b7f3f803856bf32fce4b8d3": "group_together",
    "bef3e1252c0a1886c61e48f7fed2c9d2822dffcb740968d3265047c21d48ff43": "first_name",
    "61f0cd68670cad91ab359400bc2fe134be32926a0285563f76146035c645dd43": "other_journals",
    "69edd5ef124b99bd56785ed7d08ddc3d5711bdb494d2792addfec1b32fe63b90": "displays",
    "5deffcbc7fa847c502a5d1d5dd355988be18e5f14157efeaf640bab8217676b9": "website",
    "479937183d3d5d525ead9c5ff599d285337ce00e899f74a52cf600bd590a9fc6": "press",
    "660137defd5294b33f1de6b3b605b1c6aec69e310f38584a45e1e6139df2ea9d": "group_video",
}
_UNTOUCHED_AROUND = "e2a2dec44a2ba71b046b4c29071201174ea02367ca8efd989be33be7065fab7a"
_AFTER_THE_NAME = " likes to share what the children do. "
_USE_FIELDS = ("label", "sentence", "example", "audience", "controllers", "kept")
_AROUND = ("title", "introduction", "consult_question", "withdrawing", "declaration")


def upgrade_consent_form() -> bool:
    """Give the present consent form its fields, as a minor edit, and return whether that was done.

    A text that nobody touched gets its sentences written from the fields. One that a manager edited stays in its
    own words until they publish another: only uses that read as they always did have fields already.
    """
    with db.atomic():
        try:
            text = service.current(DocumentKey.CONSENT_FORM).consent
        except NothingPublished:
            return False
        if text.controller is not None:
            return False
        found, setting = _with_known_fields(text), settings.current()
        is_untouched = found.is_structured and _digest(text, _AROUND, _name_in(text)) == _UNTOUCHED_AROUND
        by_hand = replace(with_setting(found, setting), is_handwritten=True)
        moved = with_sentences(found, setting) if is_untouched else by_hand
        service.publish(DocumentKey.CONSENT_FORM, moved, change=Change.MINOR, by_id=None, asks_again=())
        _move_draft()
    return True


def _move_draft() -> None:
    draft = WordingDraft.get_or_none(WordingDraft.document == DocumentKey.CONSENT_FORM)
    if draft:
        text = service.parse_text(DocumentKey.CONSENT_FORM, draft.body)
        if isinstance(text, ConsentText):
            body = service.serialise_text(_with_known_fields(text))
            WordingDraft.update(body=body).where(WordingDraft.id == draft.id).execute()


def _with_known_fields(text: ConsentText) -> ConsentText:
    name, known = _name_in(text), {use.key: use.fields for use in defaults.consent_text().uses}
    return replace(text, uses=tuple(replace(use, fields=use.fields or _known(use, name, known)) for use in text.uses))


def _known(use: Use, name: str, fields: dict[str, UseFields | None]) -> UseFields | None:
    key = _UNTOUCHED.get(_digest(use, _USE_FIELDS, name))
    return fields[key] if key == use.key else None


def _name_in(text: ConsentText) -> str:
    """Return the setting’s name as the text has it: its first sentence begins with it, unless that was edited."""
    first = text.introduction[0] if text.introduction else ""
    return first.split(_AFTER_THE_NAME)[0] if _AFTER_THE_NAME in first else str(settings.current().name)


def _digest(of: Any, names: tuple[str, ...], setting_name: str) -> str:
    values = canonical_json({name: asdict(of)[name] for name in names})
    return sha256_hex(values.replace(canonical_json(setting_name)[1:-1], "{setting}"))


def follow_setting(event: SettingChanged) -> None:
    """Publish the consent form anew, as a minor edit, where it names what was changed in the setting (product.md §2.3).

    What was signed before keeps the name, the address and the time that stood there.
    """
    try:
        text = service.current(DocumentKey.CONSENT_FORM).consent
    except NothingPublished:
        return
    setting = settings.current()
    follows = with_setting(text, setting) if text.is_handwritten else with_sentences(text, setting)
    if follows != text:
        service.publish(DocumentKey.CONSENT_FORM, follows, change=Change.MINOR, by_id=event.actor_id, asks_again=())
