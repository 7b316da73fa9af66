"""Whom each column of a family list is about, as far as its heading and all the others tell."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from portal.imports.columns import DETAILS, MANY, MOST_PEOPLE, Who
from portal.imports.people import Detail
from portal.imports.spellings import CHILD, GENERIC, NAMES, RELATIONS, YOU, Heading

Owner = tuple[Who, int]
Person = tuple[str, int | None]  # the word for an adult ("" for a stranger) and which of them
STRANGER = (Who.ADULT, 0)  # somebody who is not of the family, or may not be
_NEXT = -1  # an adult without a number of their own takes a free one in turn


def numbered(said: Sequence[Heading]) -> list[Heading]:
    """Number the children of "Name 1, DOB 1, Name 2, DOB 2", and people whose name has the same heading again."""
    # Without dates of birth a spreadsheet may have numbered its doubles: "Surname2" is a parent's then.
    children = {each.index for each in said if each.detail is Detail.BORN_ON and not each.person}
    found = [
        replace(each, person=CHILD, number=each.index)
        if {1, 2} <= children and not each.person and each.detail in DETAILS[Who.CHILD] and each.index in children
        else each
        for each in said
    ]
    named: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, each in enumerate(said):
        if each.person and each.detail in NAMES and not (each.number or each.index):
            named[each.person, each.text].append(i)
    births = sum(each.detail is Detail.BORN_ON for each in said)
    for (person, _), starts in named.items():
        own = [i for i, each in enumerate(said) if each.person == person and not each.number]
        if len(starts) < 2 or found[starts[0]].number or (person == CHILD and births < len(starts)):
            continue
        is_clear = own[0] == starts[0]  # else the names stand behind what belongs to them
        blocks: dict[int, Counter[str]] = defaultdict(Counter)
        for i in own:
            number = sum(start <= i for start in starts)
            blocks[number][said[i].text] += 1
            # "Parent, Parent, PR, PR": what the first does not have may be the first's all the same.
            is_clear = is_clear and blocks[number] <= blocks[1]
            found[i] = replace(said[i], number=number) if is_clear else Heading(said[i].text, is_stranger=True)
    return found


def owners_of(said: Sequence[Heading]) -> dict[int, Owner]:
    """Return whom the columns are about whose headings tell, strangers too. Numbered parents keep their numbers."""
    people = _people(said)
    named = {people[i] for i in people if said[i].detail in NAMES}
    places = {person: _place(person, set(people.values()), named) for person in people.values()}
    free = [number for number in range(1, MOST_PEOPLE + 1) if number not in places.values()]
    places |= {person: free.pop(0) if free else 0 for person, place in places.items() if place == _NEXT}
    children = {each.number or each.index for each in said if each.person == CHILD and each.detail in NAMES}
    owners = {i: (Who.ADULT, place) for i, person in people.items() if (place := places[person]) is not None}
    for i, each in enumerate(said):
        if each.is_stranger or (each.detail is None and (each.person in RELATIONS or each.number)):
            # What stands to the right of "Father Y/N" may be his, but of "Mum works here" still hers.
            owners[i] = (Who.ADULT, 0 if each.is_stranger else places.get((each.person, each.number)) or 0)
        elif each.person == CHILD and each.detail:
            index = each.index if each.detail not in MANY or each.index in children else None
            owners[i] = (Who.CHILD, each.number or index or 1)
    return owners


def _people(said: Sequence[Heading]) -> dict[int, Person]:
    """Return which adult each column is about: "Parent 1" and "Carer 1" are one, unless both have a name."""
    adults = {i: each for i, each in enumerate(said) if each.detail and each.person not in ("", CHILD)}
    known = {(each.person, each.number or each.index) for each in adults.values() if each.detail in NAMES}
    people = {}
    for i, each in adults.items():
        is_whose = each.detail not in MANY or (each.person, each.index) in known
        people[i] = (each.person, each.number or (each.index if is_whose else None))
    words: dict[str, str] = {}
    taken: set[int | None] = set()
    for word in dict.fromkeys(word for word, _ in people.values() if word in GENERIC):
        numbers = {number for name, number in known if name == word}
        words[word] = word if numbers & taken else "parent"
        taken |= numbers
    if any("contact" in word for word, _ in known) and any("contact" not in word for word, _ in known):
        words |= {"contact": "", "other contact": ""}  # somebody to ring, beside the parents
    return {i: (words.get(word, word), number) for i, (word, number) in people.items()}


def _place(person: Person, people: Set[Person], named: Set[Person]) -> int | None:
    """Return an adult's number: 0 for a stranger, None where the words do not tell which adult is meant."""
    word, number = person
    has_relations = any(word in RELATIONS for word, _ in people)
    if word == YOU and person in named:
        is_doubled = has_relations or not named.isdisjoint({("parent", None), ("parent", 1)})
        return 0 if is_doubled else _NEXT
    if word == YOU and named and not any(word in GENERIC and (number or 1) == 1 for word, number in named):
        return 0  # whoever fills in the form is not the “other parent”, and may not be the mother
    is_vague = person not in named and (number or 1) == 1 and (has_relations or ("parent", None) in named)
    if word == YOU or (word == "parent" and (is_vague or (number is None and person not in named))):
        return None
    if not word or (number or 0) > MOST_PEOPLE or (word == "parent" and person not in named and has_relations):
        return 0
    return number if word == "parent" and number else _NEXT


def is_second(said: Sequence[Heading], owners: Mapping[int, Owner], adult: Owner) -> bool:
    """Say whether an adult is called the second or other one, or is a father where a form asks “your PR”."""
    is_form = any(each.person == YOU for each in said)
    named = [said[i] for i, owner in owners.items() if owner == adult and said[i].detail in NAMES]
    words = {each.person for each in named if each.person.startswith("other") or (is_form and each.person in RELATIONS)}
    return bool(words) or any((each.number or each.index or 1) > 1 for each in named)
