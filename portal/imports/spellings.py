"""The vocabulary of headings in a setting's own family list, and what one heading says by itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from portal.families.policy import Relationship
from portal.foundation.text import APOSTROPHES, folded
from portal.imports.columns import DETAILS, Who
from portal.imports.people import Detail
from portal.imports.vocabulary import TABLES, listed, pattern, spellings, word_set

CHILD, YOU = "child", "you"  # "you" is the adult who fills in a form
GENERIC = tuple(listed(TABLES["words"]["generic"]))
NAMES = (Detail.FIRST_NAME, Detail.LAST_NAME, Detail.NAME)
BOUND = (Detail.RELATIONSHIP, Detail.RESPONSIBILITY)  # what binds an adult to the child
RELATIONS = {word: Relationship(kind) for word, kind in spellings("relations").items()}
ASKING = word_set("asking")
_RELATIONSHIPS = RELATIONS | {word: Relationship(kind) for word, kind in spellings("relations_of_cells").items()}
_PEOPLE = frozenset([CHILD, YOU, *GENERIC, *RELATIONS])
_BESIDE = re.compile(rf"\b({'|'.join(_PEOPLE)}) and (?!{'|'.join(_PEOPLE)})[a-z]")  # "Child & DOB"
_SYNONYMS = spellings("synonyms")
_BEFORE, _AFTER = (
    {word: number for number, text in enumerate(TABLES["numbers"][side], 1) for word in listed(text)}
    for side in ("before", "after")
)
_REWRITES = [(pattern(text), to) for text, to in TABLES["rewrites"]]
# One of several children: what is said of an adult then is not said for every child.
_ONE_CHILD = pattern(r"\bchild {which}\b|\b(?:\d(?:st|nd|rd|th)?|first|second|third|fourth|eldest|oldest) child\b")
_COLUMNS = {spelling: Detail(detail) for spelling, detail in spellings("columns").items()}
_BY_KIND = {Detail(detail): pattern("|".join(texts)) for detail, texts in TABLES["columns_by_kind"].items()}
_KINDS = spellings("phone_kinds")
_PERHAPS_SESSIONS = word_set("perhaps_sessions")
_DOUBTFUL = word_set("places") | word_set("order") | {"number"}
_QUALIFIERS, _STRANGERS, _FILLER = map(word_set, ("qualifiers", "strangers", "filler"))
_COURTS, _LIMITS = word_set("courts"), word_set("limits")
_REACHED = word_set("phones") | {"number", "email", "address"}
_LONGEST_RELATION = 20  # characters


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
    phone: str = ""
    is_doubtful: bool = False
    is_stranger: bool = False


@lru_cache(maxsize=4_096)
def plain_words(heading: str) -> str:
    """Return a heading in small letters without accents and punctuation, with one word for each thing it can say."""
    text = re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "", heading[:200])  # a word parted at the end of a line
    text = re.sub(r"^\s*(?:[Qq]\s?)?\d{1,2}\s?[.):]\s+", "", text)  # the number of a question
    text = re.sub("[&+]", " and ", text)
    text = re.sub(rf"[{APOSTROPHES}]s\b", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))
    text = re.sub(r"(?<=\b[A-Za-z])\.\s?(?=[A-Za-z]\b)", "", text)
    text = folded(re.sub(r"\b([FfSsLl])\s?[/.-]\s?(?=[Nn]ame)", r"\1", text))
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?!st\b|nd\b|rd\b|th\b)(?=[a-z])", " ", text)
    for found, to in _REWRITES:
        text = found.sub(to, text)
    return " ".join(_SYNONYMS.get(word, word) for word in text.split())


@lru_cache(maxsize=1_024)
def take_apart(heading: str) -> Heading:
    """Return what a heading says. With one word too many that is not known it says nothing: it is never guessed."""
    text = plain_words(heading)
    people, numbers, index, rest = _sorted_words(text.split())
    number = numbers[0] if numbers else None
    person, implied = _person(people, number)
    words = [word for word in rest if word not in _FILLER | ASKING]
    detail = _detail(words, person) if words or not ASKING.intersection(rest) else None
    is_two_things = _BESIDE.search(text)
    is_unclear = (
        is_two_things or len(set(numbers)) > 1 or (number and index and detail not in (Detail.PHONE, Detail.EMAIL))
    )
    is_one_childs = (person != CHILD or detail in BOUND) and _ONE_CHILD.search(text)
    fits = detail in (*DETAILS[Who.CHILD], *BOUND) if person == CHILD else not person or detail in DETAILS[Who.ADULT]
    if detail is None or is_unclear or is_one_childs or not fits:
        is_somebody = "contact" in people or ("name" in words and "middle" not in words)
        is_stranger = not _STRANGERS.isdisjoint(words) or is_somebody
        return Heading(text, person=person, number=number, is_stranger=is_stranger)
    kinds = {_KINDS[word] for word in words if word in _KINDS} if detail is Detail.PHONE else set()
    return Heading(
        text, detail, "" if person == CHILD and detail in BOUND else person, number, index, implied,
        phone=kinds.pop() if len(kinds) == 1 else "",
        is_doubtful=_DOUBTFUL.issuperset(words) or words[-1] in _PERHAPS_SESSIONS,
    )  # fmt: skip


def speaks_of_court(said: Heading) -> bool:
    """Say whether a heading asks for a court's order about somebody: "Court orders?", "Contact 2 restricted"."""
    is_of_court = any(f" {each} " in f" {said.text} " for each in _COURTS)
    return is_of_court or (said.person not in ("", CHILD) and not _LIMITS.isdisjoint(said.text.split()))


def is_relation(cell: str) -> bool:
    """Return whether a cell names what somebody is to the child: "Mother" is nobody's name."""
    return len(cell) <= _LONGEST_RELATION and plain_words(cell) in RELATIONS


def relationship_of(cell: str) -> Relationship | None:
    """Return the relationship that a cell names; None for any other words ("mother's partner")."""
    words = [word for word in plain_words(cell).split() if word not in _QUALIFIERS]
    return _RELATIONSHIPS.get(" ".join(words))


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
        return after not in _REACHED and (bool(after) or not people)
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
    whose = person and (CHILD if person == CHILD else "adult")
    said = " ".join([f"{whose}:", *words])
    found = next((detail for detail, kind in _BY_KIND.items() if kind.fullmatch(said)), None)
    return found or _COLUMNS.get(" ".join(words))
