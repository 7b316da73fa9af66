"""Rules that are published, changed and signed, through the portal's own services."""

from dataclasses import replace
from typing import Any

from portal.accounts.models import Account
from portal.acknowledgements import service
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.service import OwnDocument, Signature, SignedPaper, Signer
from portal.foundation import clock
from portal.foundation.tokens import new_token
from portal.wording import service as wording
from portal.wording.models import Document
from portal.wording.policy import AcknowledgementText, Change, DocumentKey, Rule
from portal.wording.service import Published

NEW_RULE = Rule("no_tagging", "I will not tag anyone in the setting’s pictures.", "A tag tells people who a child is.")


def parent_rules() -> Document:
    return wording.get_document(DocumentKey.PARENT_RULES)


def own(account: Account, key: str = DocumentKey.PARENT_RULES) -> OwnDocument:
    """Return where a person stands with one document of theirs."""
    (found,) = [each for each in service.own_documents(account) if each.document.key == key]
    return found


def present() -> AcknowledgementText:
    """Return the rules published now."""
    return wording.current(DocumentKey.PARENT_RULES).text  # type: ignore[return-value]


def current_id() -> int:
    return wording.current(DocumentKey.PARENT_RULES).id


def rule_keys() -> list[str]:
    return [rule.key for rule in present().rules]


def publish(text: AcknowledgementText, change: Change) -> Published:
    return wording.publish(DocumentKey.PARENT_RULES, text, change=change, by_id=None)


def change_the_rules() -> AcknowledgementText:
    """Publish a real change: the first rule goes, the second gets other words, a new one comes."""
    _first, second, *others = present().rules
    reworded = replace(second, statement="I will show only my own child in any picture that I post.")
    text = replace(present(), rules=(reworded, *others, NEW_RULE))
    publish(text, Change.REAL)
    return text


def mend_a_comma() -> AcknowledgementText:
    """Publish a minor edit."""
    first, *others = present().rules
    text = replace(present(), rules=(replace(first, why=first.why + " Thank you."), *others))
    publish(text, Change.MINOR)
    return text


def ticks() -> dict[str, bool]:
    """Return what the form is given when every rule is ticked."""
    return {f"rule_{key}": True for key in rule_keys()}


def signed_form(name: str = "Agnieszka Kowalska", *, submission: str = "", without: str = "") -> Signature:
    published = wording.current(DocumentKey.PARENT_RULES)
    agreed = frozenset(rule_keys()) - {without}
    return Signature(published.id, agreed, name, submission or new_token())


def sign(account: Account) -> Acknowledgement:
    """Sign the present rules as ``account``."""
    return service.acknowledge(parent_rules(), signed_form(account.name), by_id=account.id)


PHONES = ("Staff keep their phones in the office.", "Pictures of children are taken with our own tablet only.")


def a_staff_policy() -> Document:
    """Add a document by a row and a text: a plain one, for everyone who works here."""
    row = Document.create(key="phones_policy", title="Phones policy", audience="staff", kind="plain", position=3)
    publish_phones(PHONES)
    return row


def publish_phones(paragraphs: tuple[str, ...], change: Change = Change.REAL) -> Published:
    text = AcknowledgementText("Phones and cameras", paragraphs, (), "These are the conditions of our setting.")
    return wording.publish("phones_policy", text, change=change, by_id=None)


def key_in(signer: Signer, by: Account, document: Document | None = None, **options: Any) -> Acknowledgement:
    """Key in a paper that was signed today."""
    document = document or parent_rules()
    given = {"signed_on": clock.today(), "submission": new_token(), "witness": "Dilys Pugh", **options}
    return service.key_in(document, SignedPaper(wording.current(document.key).id, signer, **given), by_id=by.id)
