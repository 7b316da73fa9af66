"""The many spellings of the headings in a setting's own family list."""

import re
from dataclasses import dataclass

from portal.families.policy import Relationship
from portal.foundation.text import folded
from portal.imports.fields import AdultDetail, Field

CHILD_WORDS = frozenset(
    ["child", "childs", "children", "childrens", "pupil", "pupils", "student", "students", "learner", "kid"]
)
ADULT_WORDS = frozenset(
    ["parent", "parents", "carer", "carers", "guardian", "guardians", "adult", "adults", "contact", "parentcarer"]
)
IMPLIED = {
    Relationship.MOTHER: "mother mothers mum mums mummy mummys mam mams mom moms",
    Relationship.FATHER: "father fathers dad dads daddy daddys",
    Relationship.STEP_PARENT: "stepmother stepmothers stepfather stepfathers stepmum stepdad stepparent",
    Relationship.GRANDPARENT: "grandparent grandmother grandfather grandma grandad granddad gran nan",
    Relationship.FOSTER_CARER: "fostercarer fosterparent fostermother fosterfather",
    Relationship.SOCIAL_WORKER: "socialworker",
}
IMPLIED_WORDS = {word: relationship for relationship, words in IMPLIED.items() for word in words.split()}
# People a list names who are not the family: left for the manager to choose, never taken for a parent.
STRANGERS = frozenset([
    "emergency", "doctor", "doctors", "gp", "surgery", "dentist", "visitor", "keyperson", "keyworker", "collect",
    "collection", "authorised", "authorized", "password", "school", "teacher", "invoice", "billing", "payer",
    "funding",
])  # fmt: skip
NUMBER_WORDS = {"primary": 1, "main": 1, "secondary": 2, "other": 2, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
FILLER = frozenset([
    "the", "of", "s", "a", "an", "to", "for", "is", "has", "have", "with", "please", "optional", "required", "dd",
    "mm", "yyyy", "yy", "y", "n", "yes", "no", "number", "num", "nos", "tick", "uk", "format", "full", "legal",
    "and", "or", "current", "held", "does", "do", "they", "if",
])  # fmt: skip
_PHRASES = (
    (r"\b(e mail|mail)\b", "email"),
    (r"\bd o b\b", "dob"),
    (r"\bcontact (number|no|num|tel|telephone|phone|mobile|numbers)\b", "phone"),
    (r"\bcontact (email)\b", r"\1"),
    (r"\bstep (mother|father|mum|dad|parent)", r"step\1"),
    (r"\bfoster (carer|parent|mother|father)s?\b", r"foster\1"),
    (r"\bsocial workers?\b", "socialworker"),
    (r"\bkey (person|worker)\b", r"key\1"),
    (r"\baddress (line )?\d\b", "address"),
    (r"\b(first|fore|given|christian) names?\b|\bforenames?\b|\bfirstnames?\b|\bgivennames?\b", "firstname"),
    (r"\b(last|family|second) names?\b|\bsurnames?\b|\blastnames?\b|\bfamilyname\b", "lastname"),
    (r"\brelationship to (the )?child\b|\brelation to (the )?child\b", "relationship"),
)
_PATTERNS = tuple((re.compile(pattern), to) for pattern, to in _PHRASES)

_CHILD_SPELLINGS = {
    Field.BORN_ON: "dob|date birth|birth date|birthdate|birthday|born|born on|date born",
    Field.STARTS_ON: "start|starts|start date|starts on|date started|started|joined|joining date|date joined|"
    "admission date|date admission|first day|entry date|starting date|date start",
    Field.LEAVES_ON: "leave|leaves|leaving date|leave date|leaves on|date left|left|left on|end date|last day|"
    "leavers date|date leaving",
    Field.CHILD_REFERENCE: "reference|ref|id|upn|urn|admission|unique id|unique reference|identifier|roll",
    Field.KNOWN_AS: "known as|preferred name|preferred firstname|nickname|likes be called|pet name|called|known name",
    Field.SESSIONS: "sessions|session|attends|attending|attendance|attendance pattern|room|class|group|club|clubs|"
    "sessions attended|session attended|booked sessions|bookings|booking|session type|provision",
    Field.ATTENDS_PLAYGROUP: "playgroup|play group|pg|preschool|pre school|nursery|attends playgroup",
    Field.ATTENDS_BREAKFAST: "breakfast|breakfast club|bc|before school|before school club|attends breakfast|"
    "attends breakfast club",
    Field.ATTENDS_AFTER_SCHOOL: "after school|after school club|afterschool|afterschool club|asc|attends after school|"
    "attends after school club|attends asc|out school club|out school",
    Field.ATTENDS_HOLIDAY: "holiday|holidays|holiday club|hc|holiday scheme|playscheme|play scheme|attends holiday|"
    "attends holiday club",
}
_ADULT_SPELLINGS = {
    AdultDetail.RELATIONSHIP: "relationship|relation|relationship child",
    AdultDetail.PARENTAL_RESPONSIBILITY: "pr|parental responsibility|parental resp|responsibility|"
    "parental rights|par resp|parental responsibilities|legal responsibility",
    AdultDetail.EMAIL: "email|email address|emails|home email|personal email|address email",
    AdultDetail.PHONE: "phone|mobile|tel|telephone|cell|mobile phone|home phone|home tel|home telephone|phones|"
    "telephone mobile|mob|mobile tel|mobile telephone|day phone|daytime phone",
    AdultDetail.ADDRESS: "address|home address|street|town|city|county|postcode|post code|zip|home postcode|"
    "address postcode|postal address|town city|house|full address|address town|address county|village",
}
CHILD_SPELLINGS = {spelling: field for field, text in _CHILD_SPELLINGS.items() for spelling in text.split("|")}
ADULT_SPELLINGS = {spelling: detail for detail, text in _ADULT_SPELLINGS.items() for spelling in text.split("|")}
NAME_SPELLINGS = {
    "": AdultDetail.FULL_NAME,
    "name": AdultDetail.FULL_NAME,
    "names": AdultDetail.FULL_NAME,
    "fullname": AdultDetail.FULL_NAME,
    "firstname": AdultDetail.FIRST_NAME,
    "lastname": AdultDetail.LAST_NAME,
}


@dataclass(frozen=True)
class HeadingWords:
    """A heading taken apart: whom it speaks of, which one of them, and what it says."""

    what: str
    of_child: bool
    of_adult: bool
    of_stranger: bool
    implied: Relationship | None
    number: int | None


def plain_words(heading: str) -> str:
    """Return a heading in small letters without accents and punctuation: "D.O.B." is "dob"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading[:200])
    bare = folded(parted.replace(".", ""))
    bare = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?!st|nd|rd|th)(?=[a-z])", " ", bare)
    for pattern, to in _PATTERNS:
        bare = pattern.sub(to, bare)
    return " ".join(bare.split())


def take_apart(heading: str) -> HeadingWords:
    """Sort the words of a heading by what they tell."""
    words = plain_words(heading).split()
    implied = {IMPLIED_WORDS[word] for word in words if word in IMPLIED_WORDS}
    numbers = [int(word) if word.isdecimal() else NUMBER_WORDS[word] for word in words if _is_number(word)]
    people = CHILD_WORDS | ADULT_WORDS | IMPLIED_WORDS.keys()
    return HeadingWords(
        what=" ".join(word for word in words if word not in people | FILLER and not _is_number(word)),
        of_child=bool(CHILD_WORDS.intersection(words)),
        of_adult=bool(implied or ADULT_WORDS.intersection(words)),
        of_stranger=bool(STRANGERS.intersection(words)) and not _names_a_club(words),
        implied=next(iter(implied)) if len(implied) == 1 else None,
        number=numbers[0] if numbers else None,
    )


def _is_number(word: str) -> bool:
    return word in NUMBER_WORDS or (word.isdecimal() and len(word) < 3)


def _names_a_club(words: list[str]) -> bool:
    return bool({"after", "before", "out", "pre"}.intersection(words)) and "school" in words
