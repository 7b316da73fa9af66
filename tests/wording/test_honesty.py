"""Each dishonest wording is refused with words that say how to mend it, and honest ones pass."""

from dataclasses import replace

import pytest

from portal.wording import defaults, words
from portal.wording.honesty import Fault, Problem, faults
from portal.wording.policy import ConsentText, RulesText
from tests.wording.world import a_use

SETTING = "Swallow Risers Playgroup"
TEXT = defaults.consent_text(SETTING)
RULES = defaults.parent_rules(SETTING)

SILENCE = (
    "Unless you tell us otherwise, we show pictures of your child.",
    "We use these pictures unless we hear from you.",
    "Unless otherwise stated, your child may be shown.",
    "We show your child in group pictures unless you object.",
    "We share pictures unless you ask us not to.",
    "We will show your child unless you let us know.",
    "If you leave a question out, we will assume that you are happy.",
    "WE WILL ASSUME YOU DO NOT MIND.",
    "The playgroup will assume your agreement.",
    "By not answering you agree.",
    "If you do not object, we post the picture.",
    "If you don’t object we post the picture.",
    "If you don't object we post the picture.",
    "If we receive no objections, the picture goes up.",
    "If you do not answer, we will use the picture.",
    "If you leave this blank, you agree to all uses.",
    "If you do not return this form, that means yes.",
    "No reply means consent.",
    "What you leave out counts as a yes.",
    "We treat silence as consent.",
    "You can opt out at the office.",
    "This is an opt-out form.",
    "Untick the uses that you do not want.",
    "Un-tick what you refuse.",
    "The boxes are pre-ticked for you.",
    "Consent is assumed.",
    "Your consent is implied when you join.",
    "We work with implied consent.",
    "Yes by default.",
    "You will be deemed to have agreed.",
    "Tick here if you do not want this.",
    "Let us know if you do not want your child to be shown.",
    "By bringing your child to a session you agree to pictures.",
    "Consent\u00a0is  as\u00adsumed. Consent is\u200b assumed.",
)

BUNDLES = (
    "By signing you also agree to our rules.",
    "By signing this form I accept the terms of the setting.",
    "By ticking yes you agree not to share anything.",
    "You promise not to share pictures.",
    "I promise to keep them to myself.",
    "I agree to the social media policy.",
    "You accept our terms and conditions.",
    "I have read and understood the setting’s social networking policy.",
    "Saying yes is a condition of your child’s place.",
    "It is a condition of your child's attendance.",
    "You must agree in order to attend.",
    "Every parent has to sign before a child can take part in the sessions.",
    "If you say no, your child cannot come to the nativity play.",
    "If you refuse, we cannot offer your child a place.",
    "You must not post these pictures.",
    "I will never share pictures from the group.",
)

HONEST = (
    "We never assume a yes.",
    "We will not assume anything.",
    "If you leave one out, we will assume that the answer is no.",
    "We assume no unless you say yes.",
    "Nothing is pre-ticked.",
    "Silence is never a yes, and we never treat it as yes.",
    "Silence is not consent.",
    "If you do not answer, we do not show your child.",
    "If you do not answer, we will not use the picture.",
    "If you do not want group pictures, we show your child in none.",
    "We show no picture unless you say yes.",
    "We show nothing unless you tell us that you agree.",
    "Consent is not assumed.",
    "It is not a condition of your child’s place.",
    "Saying no is never a condition for attending.",
    "You do not have to agree in order to attend.",
    "If you say no, your child will not lose their place.",
    "If you say no, we cannot show your child in the play.",
    "Our rules are a separate page, and you need not agree to any rules here.",
    "We follow our safeguarding policy.",
    "By signing I confirm that these are my own answers.",
    "You may say yes to some and no to others.",
    "¿Sí o no? 🙂 نعم أو لا",
)


def found(text: ConsentText | RulesText, problem: Problem) -> list[Fault]:
    return [fault for fault in faults(text) if fault.problem is problem]


def of_use(**changed: str) -> list[tuple[Problem, str, str]]:
    """Return the faults of a form with one use as (problem, field, what was found)."""
    text = replace(TEXT, uses=(a_use(**changed),))
    return [(fault.problem, fault.field, fault.company or fault.found) for fault in faults(text)]


@pytest.mark.parametrize("name", [SETTING, "St Mary’s Pre-school", "Żabka – Nursery & Out of School Club", ""])
def test_the_wording_that_a_setting_starts_with_is_honest(name: str) -> None:
    assert faults(defaults.consent_text(name)) == ()
    assert faults(defaults.parent_rules(name)) == ()


@pytest.mark.parametrize("sentence", SILENCE)
def test_a_yes_out_of_silence_is_refused(sentence: str) -> None:
    for text in (
        replace(TEXT, introduction=("Welcome.", f"Read this. {sentence}")),
        replace(TEXT, declaration=sentence),
        replace(TEXT, uses=(a_use(example=sentence), *TEXT.uses)),
    ):
        assert len(found(text, Problem.SILENCE_IS_YES)) == 1


@pytest.mark.parametrize("sentence", BUNDLES)
def test_rules_and_conditions_inside_consent_are_refused(sentence: str) -> None:
    (fault,) = found(replace(TEXT, declaration=f"These are my answers. {sentence}"), Problem.BUNDLED)
    assert (fault.field, fault.key) == ("declaration", "")


@pytest.mark.parametrize("sentence", HONEST)
def test_honest_sentences_pass(sentence: str) -> None:
    assert faults(replace(TEXT, introduction=(sentence,))) == ()


@pytest.mark.parametrize("kept", ["Two years, unless you withdraw sooner.", "A year, unless you write to us before."])
def test_how_long_may_depend_on_the_parent(kept: str) -> None:
    assert of_use(kept=kept) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem.EMPTY),
        ("Please be sure before you sign.", Problem.WITHDRAWING_MISSING),
        ("You can change your mind. Tell any member of staff.", Problem.WITHDRAWING_NOT_ALWAYS),
        ("You may withdraw by writing to us.", Problem.WITHDRAWING_NOT_ALWAYS),
        ("You can change your mind at any time.", Problem.WITHDRAWING_WITHOUT_WAY),
        ("Write to us at any time. You cannot withdraw before the summer.", Problem.WITHDRAWING_REFUSED),
        ("Once signed you can’t change your mind. Tell us anything at any time.", Problem.WITHDRAWING_REFUSED),
    ],
)
def test_a_form_without_a_way_back_is_refused(text: str, problem: Problem) -> None:
    assert [(fault.problem, fault.field) for fault in faults(replace(TEXT, withdrawing=text))] == [
        (problem, "withdrawing")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Withdraw here at any time.",
        "You may change your mind whenever you like. Tell any of us.",
        "You can always take your yes back: call the office.",
        "You can withdraw at any time by e-mail. Printed leaflets cannot be called back.",
    ],
)
def test_a_way_back_can_be_said_in_many_ways(text: str) -> None:
    assert faults(replace(TEXT, withdrawing=text)) == ()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"sentence": "Show your child on our social media"}, (Problem.PLATFORM_NOT_NAMED, "sentence", "social media")),
        ({"sentence": "Show your child in our closed group"}, (Problem.PLATFORM_NOT_NAMED, "sentence", "closed group")),
        ({"sentence": "Show your child in our parents’ app"}, (Problem.PLATFORM_NOT_NAMED, "sentence", "app")),
        ({"audience": "Members of our online community"}, (Problem.PLATFORM_NOT_NAMED, "audience", "online community")),
        ({"example": "A clip on our video channel"}, (Problem.PLATFORM_NOT_NAMED, "example", "video channel")),
        ({"audience": "Readers of somebody else’s website"},
         (Problem.PLATFORM_NOT_NAMED, "audience", "somebody else’s website")),
    ],
)  # fmt: skip
def test_a_place_without_a_name_is_refused(changed: dict[str, str], expected: tuple[Problem, str, str]) -> None:
    plain = {"label": "Place", "sentence": "Show your child’s picture", "audience": "Parents.", "controllers": "We do."}
    assert of_use(**{**plain, **changed}) == [expected]


@pytest.mark.parametrize(
    ("place", "controllers", "company"),
    [
        ("Facebook", "Swallow Risers, and Facebook.", "Meta"),
        ("Instagram", "Only Swallow Risers.", "Meta"),
        ("WhatsApp", "Only Swallow Risers.", "Meta"),
        ("YouTube", "Swallow Risers and Meta.", "Google"),
        ("TikTok", "Only Swallow Risers.", "ByteDance"),
        ("Twitter", "Only Swallow Risers.", "X Corp"),
        ("X", "Only Swallow Risers.", "X Corp"),
        ("Vimeo", "Only Swallow Risers.", "Vimeo"),
    ],
)
def test_the_company_behind_a_place_is_named(place: str, controllers: str, company: str) -> None:
    sentence = f"Show your child’s picture on {place}"
    assert of_use(sentence=sentence, example="A tower.", audience="Our parents.", controllers=controllers) == [
        (Problem.COMPANY_NOT_NAMED, "controllers", company)
    ]
    named = f"Swallow Risers, and {company}, which runs it."
    assert of_use(sentence=sentence, example="A tower.", audience="Our parents.", controllers=named) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Show your child on our website and in our closed Facebook group",
        "Show your child on Facebook or Instagram",
        "Show your child on our website and in the local press",
        "Show your child on our website and on social media",
        "Show your child’s picture in the newspaper and on Facebook",
    ],
)
def test_two_places_in_one_question_are_refused(sentence: str) -> None:
    text = replace(TEXT, uses=(a_use(sentence=sentence, controllers="We, the newspaper, and Meta."),))
    (fault,) = found(text, Problem.TWO_PLACES)
    assert (fault.field, fault.key) == ("sentence", "picture")


@pytest.mark.parametrize(
    "changed",
    [
        {"sentence": "Show your child’s picture in our rooms, never on Facebook", "audience": "Families."},
        {"sentence": "Show your child’s picture on our website, not on social media", "audience": "Anyone."},
        {"sentence": "Display your child’s picture in our closed Facebook group"},
        {"sentence": "Let the local newspaper show your child in print and on its website", "audience": "Anyone."},
        {"sentence": "Use your child’s picture on our website and in our leaflets", "audience": "Anyone."},
        {"sentence": "Show your child in a small group, on the climbing platform", "audience": "Families."},
        {"sentence": "Share your child’s picture with the other family in Famly", "audience": "Users of the app."},
    ],
)
def test_few_false_alarms_about_places(changed: dict[str, str]) -> None:
    assert of_use(example="A tower.", **changed) == []


def test_empty_fields_and_a_form_without_questions_are_refused() -> None:
    empty = replace(TEXT, title="", introduction=(), consult_question="", declaration="", uses=())
    assert {(fault.problem, fault.field) for fault in faults(empty)} == {
        (Problem.EMPTY, "title"),
        (Problem.EMPTY, "introduction"),
        (Problem.EMPTY, "consult_question"),
        (Problem.EMPTY, "declaration"),
        (Problem.NO_PARTS, "parts"),
    }
    assert of_use(kept="", audience="") == [(Problem.EMPTY, "audience", ""), (Problem.EMPTY, "kept", "")]
    assert of_use(example="\u200b —") == [(Problem.EMPTY, "example", "")]


def test_the_same_words_twice_are_refused() -> None:
    first, *others = TEXT.uses
    twice = replace(TEXT, uses=(first, *others, a_use(label=first.label.upper(), sentence=f" {first.sentence}")))
    assert {(fault.field, fault.key) for fault in found(twice, Problem.REPEATED)} == {
        ("label", "picture"),
        ("sentence", "picture"),
    }
    rule = replace(RULES.rules[0], key="again")
    assert [fault.key for fault in faults(replace(RULES, rules=(*RULES.rules, rule)))] == ["again"]


@pytest.mark.parametrize(
    "statement", ["I give my permission for pictures of my child.", "I agree that you show photos of my child."]
)
def test_consent_hidden_in_the_rules_is_refused(statement: str) -> None:
    spoilt = replace(RULES, rules=(replace(RULES.rules[0], statement=statement), *RULES.rules[1:]))
    assert [fault.problem for fault in faults(spoilt)] == [Problem.CONSENT_IN_RULES]


@pytest.mark.parametrize("problem", Problem)
def test_each_fault_says_what_to_do(problem: Problem, db_ready: str) -> None:
    said = words.advice(Fault(problem, "sentence", "website", "100 % yes", "Meta"))
    assert said.endswith((".", "”"))
    assert "%(" not in said


@pytest.mark.parametrize("length", [1, 5_000])
def test_a_text_of_any_length_is_judged_at_once(length: int) -> None:
    faults(replace(TEXT, introduction=("if you do not " * length, "unless you " * length, "i read and " * length)))
