"""Is this wording honest? What it refuses would make a yes that no parent freely gave (UK GDPR, articles 4(11) and 7)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from portal.wording import bundling, choosing, doubtful_words, platforms, silence, way_back
from portal.wording.phrases import Phrase
from portal.wording.policy import ConsentText, RulesText, Text, Use

# Quotation marks go too: “the ‘yes’ box” is the yes box.
_PRINTED_AS_NOTHING = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff\"\u201c-\u201f\u00ab\u00bb]+")
# A dash between words parts them as a comma does.
_PARTS_WORDS = re.compile(r"(?<=\w)(?: [-\u2010-\u2015]+ |\u2014)(?=\w)")
_PRINTED_AS_SPACE = re.compile(r"[\s\-\u2010-\u2015_/]+")
_CURLY = "\u2018\u2019\u02bc`\u00b4\u2032"
_APOSTROPHES = str.maketrans(dict.fromkeys(_CURLY, "'"))
_SENTENCE = re.compile(r"[^.!?;:]+")
_SILENCE_IS_YES = (*silence.SILENCE_IS_YES, *choosing.CHOSEN_FOR_YOU)
_SHOWN_IN = ("sentence", "example", "audience", "controllers")


class Problem(StrEnum):
    """What is wrong; the sentence that says how to mend it stands in words.py."""

    EMPTY = "empty"
    NO_PARTS = "no_parts"
    REPEATED = "repeated"
    SILENCE_IS_YES = "silence_is_yes"
    BUNDLED = "bundled"
    WITHDRAWING_MISSING = "withdrawing_missing"
    WITHDRAWING_NOT_ALWAYS = "withdrawing_not_always"
    WITHDRAWING_WITHOUT_WAY = "withdrawing_without_way"
    WITHDRAWING_REFUSED = "withdrawing_refused"
    PLATFORM_NOT_NAMED = "platform_not_named"
    COMPANY_NOT_NAMED = "company_not_named"
    TWO_PLACES = "two_places"
    CONSENT_IN_RULES = "consent_in_rules"
    PERHAPS_SILENCE = "perhaps_silence"
    PERHAPS_BUNDLED = "perhaps_bundled"
    PRESSING = "pressing"
    HARDER_THAN_YES = "harder_than_yes"
    VAGUE = "vague"
    UNKNOWN_PLATFORM = "unknown_platform"


# What words alone cannot decide: the manager is asked, and may publish all the same.
DOUBTS = frozenset(
    {
        *(Problem.PERHAPS_SILENCE, Problem.PERHAPS_BUNDLED, Problem.PRESSING),
        *(Problem.HARDER_THAN_YES, Problem.VAGUE, Problem.UNKNOWN_PLATFORM),
    }
)


@dataclass(frozen=True)
class Fault:
    """One thing to mend: in which ``field``, of which use or rule (“” for the text around), and the words found."""

    problem: Problem
    field: str
    key: str = ""
    found: str = ""
    company: str = ""


@dataclass(frozen=True)
class Field:
    """One field as it is judged."""

    name: str
    key: str
    text: str

    def fault(self, problem: Problem, found: str = "", *, company: str = "") -> Fault:
        return Fault(problem, self.name, self.key, as_written(self.text, " ".join(found.split())), company)


def readable(text: str) -> str:
    """Return ``text`` as the phrases expect it: lower case, straight apostrophes, a space for each dash or slash."""
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    seen = _PRINTED_AS_NOTHING.sub("", plain.lower())
    return _PRINTED_AS_SPACE.sub(" ", _PARTS_WORDS.sub(", ", seen)).strip()


def as_written(text: str, found: str) -> str:
    """Return the words of ``text`` that were read as ``found``, with their capitals, so that people can find them."""
    words = (re.escape(word).replace("'", rf"['{_CURLY}]") for word in re.findall(r"[\w']+", found))
    match = re.search(r"[\W_]+".join(words), text, re.IGNORECASE) if found else None
    return " ".join(match.group().split()) if match else found


def faults(text: Text) -> tuple[Fault, ...]:
    """Return everything that keeps ``text`` from being published, in the order of the page (product.md §2, §3)."""
    return tuple(fault for fault in _found(text) if fault.problem not in DOUBTS)


def doubts(text: Text) -> tuple[Fault, ...]:
    """Return what may be honest and may not, for the manager to read once more before publishing."""
    return tuple(fault for fault in _found(text) if fault.problem in DOUBTS)


@lru_cache(maxsize=8)
def _found(text: Text) -> tuple[Fault, ...]:
    """Pages ask for faults and doubts of the same text several times over."""
    return tuple(dict.fromkeys(_consent_faults(text) if isinstance(text, ConsentText) else _rules_faults(text)))


def _consent_faults(text: ConsentText) -> Iterator[Fault]:
    yield from _shape(text)
    for field in _fields(text):
        yield from _said_or_nearly(
            field,
            (_SILENCE_IS_YES, Problem.SILENCE_IS_YES),
            (doubtful_words.PERHAPS_SILENCE, Problem.PERHAPS_SILENCE),
        )
        yield from _said_or_nearly(
            field, (bundling.BUNDLED, Problem.BUNDLED), (doubtful_words.PERHAPS_BUNDLED, Problem.PERHAPS_BUNDLED)
        )
        yield from _said(field, doubtful_words.PRESSING, Problem.PRESSING)
        if field.key:
            yield from _said(field, doubtful_words.VAGUE, Problem.VAGUE)
        elif field.name != "withdrawing":
            yield from _said(field, way_back.FOR_GOOD, Problem.WITHDRAWING_REFUSED)
    yield from _withdrawing(text.withdrawing)
    for use in text.uses:
        yield from _where_shown(use)
    yield from _shown_elsewhere(text)


def _rules_faults(text: RulesText) -> Iterator[Fault]:
    yield from _shape(text)
    for field in _fields(text):
        yield from _said(field, bundling.CONSENT_IN_RULES, Problem.CONSENT_IN_RULES)


def _fields(text: Text) -> Iterator[Field]:
    """Return every field as it stands, each paragraph of the introduction by itself."""
    for name, value in text.around().items():
        for paragraph in value if isinstance(value, tuple) else (value,):
            yield Field(name, "", paragraph)
    for part in text.parts:
        yield from (Field(name, part.key, value) for name, value in part.words().items())


def _shape(text: Text) -> Iterator[Fault]:
    """Nothing empty, at least one question, and no two alike."""
    yield from (Field(name, "", "").fault(Problem.EMPTY) for name, value in text.around().items() if not value)
    if not text.parts:
        yield Fault(Problem.NO_PARTS, "parts")
    seen: set[tuple[str, str]] = set()
    for part in text.parts:
        for name, value in part.words().items():
            field = Field(name, part.key, value)
            if not readable(value):
                yield field.fault(Problem.EMPTY)
            elif name in {"label", "sentence", "statement"}:
                if (name, readable(value)) in seen:
                    yield field.fault(Problem.REPEATED, value)
                seen.add((name, readable(value)))


def _said(field: Field, wanted: Iterable[Phrase], problem: Problem) -> Iterator[Fault]:
    """Return a fault for the first words of this kind: one mended sentence often mends the next."""
    for sentence in _SENTENCE.findall(readable(field.text)):
        for phrase in wanted:
            if field.name not in phrase.not_in and (match := next(phrase.found_in(sentence), None)):
                yield field.fault(problem, match.group())
                return


def _said_or_nearly(field: Field, *kinds: tuple[Iterable[Phrase], Problem]) -> Iterator[Fault]:
    """Return a fault for the first of ``kinds`` that there is: where something is refused, a doubt adds nothing."""
    return next((iter(found) for wanted, problem in kinds if (found := list(_said(field, wanted, problem)))), iter(()))


def _withdrawing(text: str) -> Iterator[Fault]:
    field, plain = Field("withdrawing", "", text), readable(text)
    yield from _said(field, doubtful_words.HARDER_THAN_YES, Problem.HARDER_THAN_YES)
    if not plain:
        return  # an empty field is told of already
    if refusal := next((m for phrase in way_back.NO_WAY_BACK for m in phrase.found_in(plain)), None):
        yield field.fault(Problem.WITHDRAWING_REFUSED, refusal.group())
    elif not way_back.WITHDRAWS.search(plain):
        yield field.fault(Problem.WITHDRAWING_MISSING)
    elif not way_back.AT_ANY_TIME.search(plain):
        yield field.fault(Problem.WITHDRAWING_NOT_ALWAYS)
    elif not way_back.WAY_TO_US.search(plain):
        yield field.fault(Problem.WITHDRAWING_WITHOUT_WAY)


def _where_shown(use: Use) -> Iterator[Fault]:
    """A parent has to know each place, who runs it, and be able to say no to one alone (product.md §2)."""
    fields = [Field(name, use.key, use.words()[name]) for name in _SHOWN_IN]
    named = list(dict.fromkeys(p for field in fields for p in platforms.PLATFORMS if _meant(p.named, field.text)))
    strange = [doubt for field in fields for doubt in _strange(field)]
    yield from strange
    known = bool(named or strange) or any(_meant(platforms.WORKS_FOR_US, field.text) for field in fields)
    yield from _nameless(fields, known=known)
    *_others, controllers = fields
    companies = {p.company: p for p in reversed(named) if not p.company_named.search(readable(controllers.text))}
    for company, platform in sorted(companies.items()):
        yield controllers.fault(Problem.COMPANY_NOT_NAMED, platform.name, company=company)
    asked = _places(use.sentence)
    if len(asked) > 1:
        yield fields[0].fault(Problem.TWO_PLACES, ", ".join(asked))


def _nameless(fields: Iterable[Field], *, known: bool) -> Iterator[Fault]:
    """One name does not excuse the next place; where one is ``known``, the fields after the question may point to it."""
    for field in fields:
        rest = platforms.without_names(_places_in(field.text))
        if known and field.name != "sentence":
            rest = platforms.without_references(rest)
        places = (field.fault(Problem.PLATFORM_NOT_NAMED, match.group()) for match in platforms.NAMELESS.finditer(rest))
        if place := next((place for place in places if not platforms.unknown_name(field.text, place.found)), None):
            yield place


def _shown_elsewhere(text: ConsentText) -> Iterator[Fault]:
    """The text around the questions shows nobody in a place that no question names; “the group” may be one of those."""
    kinds = platforms.kinds_named(". ".join(_places_in(use.words()[name]) for use in text.uses for name in _SHOWN_IN))
    for field in (field for field in _fields(text) if not field.key):
        for sentence in _SENTENCE.findall(_places_in(field.text)):
            if not platforms.SHOWS_THERE.search(sentence) or platforms.ASKED_BY_NAME.search(sentence):
                continue
            rest = platforms.without_references_to(platforms.without_names(sentence), kinds)
            if match := platforms.NAMELESS.search(rest):
                yield field.fault(Problem.PLATFORM_NOT_NAMED, match.group())


def _strange(field: Field) -> Iterator[Fault]:
    """Return the places that have a name of which we know nothing: it may be one, and its company is not ours to tell."""
    rest = platforms.without_names(_places_in(field.text))
    for match in platforms.NAMELESS.finditer(rest):
        if name := platforms.unknown_name(field.text, as_written(field.text, match.group())):
            yield field.fault(Problem.UNKNOWN_PLATFORM, name)


def _places(sentence: str) -> list[str]:
    """Return the places that one question asks about, by the words that name them."""
    meant = _places_in(sentence)
    rest = platforms.without_names(meant)
    found = [platform.name for platform in platforms.PLATFORMS if platform.named.search(meant)]
    found += dict.fromkeys(match.group() for match in platforms.WORKS_FOR_US.finditer(meant))
    matches = (pattern.search(rest) for pattern in (platforms.NAMELESS, *platforms.PLACES.values()))
    return found + [match.group() for match in matches if match]


def _meant(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the first place where ``text`` says it; “never on Facebook” does not."""
    return pattern.search(_places_in(text))


def _places_in(text: str) -> str:
    """Return ``text`` as it is read, without the places that it denies."""
    return ". ".join(platforms.without_denied(sentence) for sentence in _SENTENCE.findall(readable(text)))
