"""The vocabulary of headings in a setting's own family list, and what one heading says by itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from portal.families.policy import Relationship
from portal.foundation.text import APOSTROPHES, folded
from portal.imports.columns import DETAILS, PhoneKind, Who
from portal.imports.people import Detail

CHILD, YOU = "child", "you"  # "you" is the adult who fills in a form
GENERIC = ("parent", "carer", "guardian", "adult", "contact")
NAMES = (Detail.FIRST_NAME, Detail.LAST_NAME, Detail.NAME)
BOUND = (Detail.RELATIONSHIP, Detail.RESPONSIBILITY)  # what binds an adult to the child
RELATIONS = {
    "mother": Relationship.MOTHER, "father": Relationship.FATHER,
    "stepmother": Relationship.STEP_PARENT, "stepfather": Relationship.STEP_PARENT,
    "stepparent": Relationship.STEP_PARENT, "grandparent": Relationship.GRANDPARENT,
    "grandmother": Relationship.GRANDPARENT, "grandfather": Relationship.GRANDPARENT,
    "fostercarer": Relationship.FOSTER_CARER, "fostermother": Relationship.FOSTER_CARER,
    "fosterfather": Relationship.FOSTER_CARER, "socialworker": Relationship.SOCIAL_WORKER,
}  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PEOPLE = frozenset([CHILD, YOU, *GENERIC, *RELATIONS])
_SYNONYMS = {
    CHILD: "childs children childrens pupil pupils student students learner kid",
    YOU: "your my",
    "parent": "parents parentcarer", "carer": "carers", "guardian": "guardians", "adult": "adults",
    "contact": "contacts relative relatives",
    "mother": "mothers mum mums mummy mummys mam mams mom moms", "father": "fathers dad dads daddy daddys tad",
    "stepmother": "stepmum stepmothers", "stepfather": "stepdad stepfathers",
    "grandmother": "grandma gran nan", "grandfather": "grandad granddad grandpa", "grandparent": "grandparents",
    "fostercarer": "fosterparent", "fostermother": "fostermum", "fosterfather": "fosterdad",
    "phone": "phones telephone telephones tel tels ph", "mobile": "mobiles mob cell", "number": "numbers no num nos",
    "email": "emails", "address": "add addr addresses", "postcode": "pcode zip", "name": "names fullname",
    "firstname": "forename forenames firstnames fname givenname givennames",
    "lastname": "surname surnames lastnames familyname sname lname",
    "relationship": "relation rel relship rship", "other": "additional alternative alternate",
    "admission": "adm admissions", "reference": "ref",
}  # fmt: skip
_CANONICAL = {word: to for to, words in _SYNONYMS.items() for word in words.split()}
_BEFORE = {"first": 1, "1st": 1, "primary": 1, "main": 1, "second": 2, "2nd": 2, "secondary": 2, "third": 3, "3rd": 3,
           "fourth": 4, "4th": 4}  # fmt: skip
_AFTER = {"one": 1, "two": 2, "three": 3, "four": 4, "a": 1, "b": 2, "c": 3, "d": 4}
# People a list names who are not the family: what stands to the right of them is not the parents' either.
_STRANGERS = _words(
    "emergency doctor doctors gp surgery practice dentist visitor keyperson keyworker collector collection collect "
    "authorised authorized teacher payer invoice billing kin nok ice nanny childminder"
)
_FILLER = _words("the of s a an full legal please required optional and or dd mm yyyy yy uk format")
# These too, but beside a person's word alone they ask something of the person: "Has father?" holds no name.
ASKING = _words(
    "yn y n t f yes tick is has have does do they to for held current in what which enter including incl inc "
    "details detail info information"
)
_CHILDREN = r"(?:the |your |my |this |each )?(?:child|children|pupil|student)s?\b"
_NUMBER = r"(?:\d|one|two|three|four|[a-d])\b"
_PATTERNS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"\b(?:person )?(?:completing|filling in|filling out) (?:this |the )?form\b", "your"),
        (r"\b(?:if (?:different|applicable|known|any)|as (?:on|in|it|per|shown))\b.*", ""),
        (r"\b(?:primary|main) (?=(?:\w+ ){1,2}\d\b)", ""),  # "Primary guardian 2"
        (r"\bpriority (\d) (contact|parent|carer|guardian)\b", r"\2 \1"),
        (r"^(?:parental contact|person|priority(?= \d \w)) (?=\d\b)", "contact "),
        (r"\byes (?:or )?no\b|\by (?:or )?n\b|\bt (?:or )?f\b|\btrue (?:or )?false\b", "yn"),
        (r"\b(?:e mails?|mail)\b", "email"),
        (r"\bd o b\b|\bdo b\b|\bdof b\b|\bd of b\b", "dob"),
        (r"\bp (?:c )?(?=[1-4]\b)|\bpc (?=[1-4]\b)", "parent "),
        (r"\b(?:post|p) code\b", "postcode"),
        (r"\b(step|grand|foster) (mother|father|mum|dad|ma|pa|parent|carer)", r"\1\2"),
        (r"\bsocial workers?\b", "socialworker"),
        (r"\bkey (person|worker)\b", r"key\1"),
        (r"\baddress (?:line )?\d\b|\bhouse (?:number|no|name)\b", "address"),
        (r"\b(?:first|fore|given|christian) names?\b|^f names?$|(?<!and )\b(?:names? )?first$", "firstname"),
        (r"\b(?:last|family|second) names?\b|^[ls] names?$", "lastname"),
        (r"\bfirst (?:and )?(?:last$|lastname\b|surname\b)|\bfirstname (?:and )?(?:lastname|surname)\b", "name"),
        (r"\b(?:names? )?last$", "lastname"),
        (r"\bnames? (?=(?:name|firstname|lastname|forename|surname)\b)", ""),
        (r"\b(?:parental|parent|par|legal) (?:responsibilit(?:y|ies)|resp|rights)\b|\bp r\b|\bresponsibility\b", "pr"),
        # "Name of parent with PR" asks for a name; "Parents with PR" may ask how many.
        (r"\b(parent|carer|guardian|contact|adult)( \d)? with pr\b", r"\1\2"),
        (rf"\bpr (?:for|of|over) {_CHILDREN}(?! {_NUMBER})", "pr"),
        (rf"\b(?:relationship|relation|related) (?:to|with) {_CHILDREN}(?! {_NUMBER})", "relationship"),
    )
)
# One of several children: what is said of an adult then is not said for every child.
_ONE_CHILD = re.compile(rf"\bchild {_NUMBER}|\b(?:\d(?:st|nd|rd|th)?|first|second|third|fourth) child\b")
_PHONES = frozenset(["phone", "mobile", "landline"])
_PLACES = _words("home work business office day daytime evening contact")
_ORDER = _words("main primary secondary other personal preferred best second 2nd")
_STREETS = _words("address street road town city county postcode village")
_KINDS = {"mobile": PhoneKind.MOBILE, "home": PhoneKind.HOME, "landline": PhoneKind.HOME, "work": PhoneKind.WORK,
          "business": PhoneKind.WORK, "office": PhoneKind.WORK, "h": PhoneKind.HOME, "m": PhoneKind.MOBILE, "w": PhoneKind.WORK}  # fmt: skip
_PHRASES = {
    Detail.NAME: "name",
    Detail.FIRST_NAME: "firstname",
    Detail.LAST_NAME: "lastname",
    Detail.BORN_ON: "dob|date birth|birth date|birth|birthdate|birthday|born|born on|date born",
    Detail.STARTS_ON: "start|starts|start date|starts on|date started|started|joined|joining date|date joined|"
    "admission date|date admission|first day|entry date|starting date|date start|date entry",
    Detail.LEAVES_ON: "leave|leaves|leaving date|leave date|leaves on|date left|left|left on|end date|last day|"
    "leavers date|date leaving",
    Detail.REFERENCE: "reference|id|upn|urn|unique id|unique reference|identifier|id number|upn number|urn number|"
    "reference number|admission number|adno|roll number|unique pupil number",
    Detail.KNOWN_AS: "known as|name known as|known by|preferred name|preferred firstname|chosen name|"
    "chosen firstname|nickname|likes be called|pet name|called|known name|aka",
    Detail.SESSIONS: "sessions|session|attends|attending|attendance|attendance pattern|club|clubs|sessions attended|"
    "session attended|booked sessions|bookings|booking|session type|provision",
    Detail.RELATIONSHIP: "relationship",
    Detail.RESPONSIBILITY: "pr",
}
_SPELLINGS = {spelling: detail for detail, text in _PHRASES.items() for spelling in text.split("|")}
_LONGEST_RELATION = 20  # characters
_PERHAPS_SESSIONS = frozenset(["room", "class", "group"])


@dataclass(frozen=True)
class Heading:
    """What one heading says.

    ``person`` is a word for whom it speaks of ("" for nobody), ``number`` which of them, ``index`` a number that stands
    elsewhere ("Phone 2"). ``is_doubtful`` asks for a look at the cells ("Mum's number") or the other headings ("Room").
    """

    text: str
    detail: Detail | None = None
    person: str = ""
    number: int | None = None
    index: int | None = None
    implied: Relationship | None = None
    phone: PhoneKind | None = None
    is_doubtful: bool = False
    is_stranger: bool = False


def plain_words(heading: str) -> str:
    """Return a heading in small letters without accents and punctuation, with one word for each thing it can say."""
    text = re.sub(r"^\s*(?:[Qq]\s?)?\d{1,2}\s?[.):]\s+", "", heading[:200])  # the number of a question
    text = re.sub(rf"[{APOSTROPHES}]s\b", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))
    text = re.sub(r"(?<=\b[A-Za-z])\.\s?(?=[A-Za-z]\b)", "", text)
    text = folded(re.sub(r"\b([FfSsLl])\s?[/.-]\s?(?=[Nn]ame)", r"\1", text))
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?!st\b|nd\b|rd\b|th\b)(?=[a-z])", " ", text)
    for pattern, to in _PATTERNS:
        text = pattern.sub(to, text)
    return " ".join(_CANONICAL.get(word, word) for word in text.split())


@lru_cache(maxsize=1_024)
def take_apart(heading: str) -> Heading:
    """Return what a heading says. With one word too many that is not known it says nothing: it is never guessed."""
    text = plain_words(heading)
    people, numbers, index, rest = _sorted_words(text.split())
    number = numbers[0] if numbers else None
    person, implied = _person(people, number)
    words = [word for word in rest if word not in _FILLER | ASKING]
    detail = _detail(words, person) if words or not ASKING.intersection(rest) else None
    is_unclear = len(set(numbers)) > 1 or (number and index and detail not in (Detail.PHONE, Detail.EMAIL))
    is_one_childs = (person != CHILD or detail in BOUND) and _ONE_CHILD.search(text)
    fits = detail in (*DETAILS[Who.CHILD], *BOUND) if person == CHILD else not person or detail in DETAILS[Who.ADULT]
    if detail is None or is_unclear or is_one_childs or not fits:
        is_somebody = "contact" in people or ("name" in words and "middle" not in words)
        is_stranger = not _STRANGERS.isdisjoint(words) or is_somebody
        return Heading(text, person=person, number=number, is_stranger=is_stranger)
    kinds = {_KINDS[word] for word in words if word in _KINDS} if detail is Detail.PHONE else set()
    return Heading(
        text, detail, "" if person == CHILD and detail in BOUND else person, number, index, implied,
        phone=kinds.pop() if len(kinds) == 1 else None,
        is_doubtful=set(words) <= _PLACES | _ORDER | {"number"} or words[-1] in _PERHAPS_SESSIONS,
    )  # fmt: skip


def is_relation(cell: str) -> bool:
    """Return whether a cell names what somebody is to the child: "Mother" is nobody's name."""
    return len(cell) <= _LONGEST_RELATION and plain_words(cell) in RELATIONS


def _sorted_words(words: list[str]) -> tuple[list[str], list[int], int | None, list[str]]:
    """Return the words for people, the numbers beside them, a number elsewhere and all other words."""
    people: list[str] = []
    numbers: list[int] = []
    rest: list[str] = []
    index = None
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        digits = int(word) if word.isdecimal() and len(word) < 3 else None
        number = digits or _AFTER.get(word) if before in _PEOPLE else _BEFORE.get(word) if after in _PEOPLE else None
        if digits and (before.isdecimal() or before == "and"):
            number = digits  # "Parents 1 and 2" is not one of them
        if number:
            numbers.append(number)
        elif _is_person(before, word, after, people):
            people.append(word)
        elif digits:
            index = digits
        else:
            rest.append(word)
    return people, numbers, index, rest


def _is_person(before: str, word: str, after: str, people: list[str]) -> bool:
    """Return whether a word is for a person; "contact" may only say that somebody can be reached: "Mum contact"."""
    if word == "contact" and before not in (*_BEFORE, "other"):
        return after not in _PHONES | {"number", "email", "address"} and (bool(after) or not people)
    return word in _PEOPLE or (word == "other" and after in _PEOPLE)


def _person(people: Iterable[str], number: int | None) -> tuple[str, Relationship | None]:
    relations = list(dict.fromkeys(word for word in people if word in RELATIONS))
    generic = [word for word in GENERIC if word in people]
    if not relations and not generic:
        return (CHILD if CHILD in people else YOU if YOU in people else ""), None
    is_sure = len(relations) == 1 and not {"carer", "guardian"}.intersection(generic)
    implied = RELATIONS[relations[0]] if is_sure else None
    if len(relations) == 1 and not (generic and number):
        return relations[0], implied
    word = generic[0] if generic else "parent"
    return f"other {word}" if "other" in people else word, implied


def _detail(words: list[str], person: str) -> Detail | None:
    said = set(words)
    if not words or said == {"number"}:
        # Beside a word for a person "number" is a telephone's, but for a child's.
        by_itself = Detail.NAME if not words else Detail.REFERENCE if person == CHILD else Detail.PHONE
        return by_itself if person else None
    if "email" in said and said <= {"email", "address"} | _PLACES | _ORDER:
        return Detail.EMAIL
    has_phone = not said.isdisjoint(_PHONES) or ("number" in said and (person or not said.isdisjoint(_PLACES)))
    extra = {"number", "email", *("hmw" if person and words[0] in _PHONES else "")}  # "Mum tel (H)"
    if (has_phone or (person and said <= _PLACES)) and said <= _PHONES | _PLACES | _ORDER | extra:
        return Detail.PHONE
    if not said.isdisjoint(_STREETS) and said <= _STREETS | {"home", "postal", "house", "family", "line", "contact"}:
        return Detail.ADDRESS
    return Detail.SESSIONS if len(words) == 1 and said <= _PERHAPS_SESSIONS else _SPELLINGS.get(" ".join(words))
