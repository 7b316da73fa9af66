"""Sly wordings are refused although they borrow the words of honest ones, and their honest neighbours pass."""

import signal
from dataclasses import replace

import pytest

from portal.wording import defaults
from portal.wording.honesty import Problem, faults
from tests.wording.world import a_use

TEXT = defaults.consent_text("Swallow Risers Playgroup")

SILENCE = (
    "We do not fuss and silence means yes.",
    "We do not fuss, silence means yes.",
    "We do not fuss – silence means yes.",
    "Not answering means yes.",
    "If we get no answer we show pictures.",
    "Pictures are shown until you say no.",
    "Every box starts as yes.",
    "The answer yes is filled in for you.",
    "Silence will be understood as agreement.",
    "We go ahead if we have heard nothing by Friday.",
    "Everyone is included from the start.",
    "Children are shown from day one, tell us to stop.",
    "Leave it empty and we will show pictures.",
    "We show pictures as long as nobody complains.",
    "Only answer if you want us to stop.",
    "Please return this form only if you are unhappy about pictures.",
    "We show pictures without names unless you say otherwise.",
    "Nothing is easier, we show pictures unless you say otherwise.",
    "Con\u200bsent is ass\u00adumed.",
)

BUNDLES = (
    "Your signature covers our social media policy too.",
    "This form also stands for the parent rules.",
    "Your place depends on a yes to every question.",
    "Children whose parents say no cannot join trips.",
    "Signing means the fees policy holds for you.",
    "A no may mean that your child misses the concert.",
    "We are not strict but you accept our terms.",
)

HONEST = (
    "If you do not answer, we show no picture.",
    "If you leave one out, we use no picture of that kind.",
    "We show nothing unless you say otherwise.",
    "We do not show pictures of your child unless you tell us otherwise.",
    "The answer is no unless you say otherwise.",
    "If we hear nothing, we show nothing.",
    "Not answering means no.",
    "Silence is never understood as agreement.",
    "No box starts as yes.",
    "No yes is filled in for you.",
    "We show nothing until you say yes.",
    "Nobody is included from the start.",
    "We do not go ahead if we have heard nothing.",
    "Your place never depends on a yes.",
    "Your child’s place does not depend on your answers.",
    "This form does not cover our rules.",
    "Your signature doesn’t cover our other policies.",
    "Children whose parents say no cannot be shown in the film.",
    "A no never means that your child misses the concert.",
)

REFUSED_WITHDRAWING = (
    "You can withdraw at any time by writing to the chair with your reasons, and we act after 28 days.",
    "You can withdraw at any time by writing to the chair with your reasons.",
    "Withdraw at any time by e-mail, and tell us why.",
    "Withdraw at any time by e-mail, and we act after 28 days.",
    "Withdraw at any time with one month’s notice, in writing.",
    "Withdraw at any time by e-mail. It counts from the next term.",
    "Withdraw at any time. It costs 10 pounds, call us.",
    "Withdraw at any time. Call us, you pay £5.",
    "Withdrawing works at any time except in term, on the form.",
    "You can withdraw at any time, but not during the holidays. Call us.",
    "You can always ask us about withdrawing, we decide.",
)

HONEST_WITHDRAWING = (
    "You can opt out at any time: tell us and it stops the same day.",
    "Withdraw at any time without giving a reason: tell any of us.",
    "Change your mind whenever you like. You need not say why: press Withdraw beside the answer.",
    "Withdraw at any time. It costs nothing: call us. Then we take pictures down within 2 working days.",
    "Withdraw at any time, free of charge, in writing. You do not have to pay anything.",
    "Withdraw at any time by telling us. We take everything down except printed leaflets.",
    "You can withdraw at any time, not only at the start of the year. Tell the person in charge.",
)

PLAIN = {"label": "Place", "example": "A tower.", "audience": "Families.", "controllers": "Nobody but us."}


def problems(**changed: str) -> set[Problem]:
    """Return what is wrong with a form with one use."""
    return {fault.problem for fault in faults(replace(TEXT, uses=(a_use(**{**PLAIN, **changed}),)))}


@pytest.mark.parametrize("sentence", SILENCE)
def test_a_yes_that_nobody_gave_is_refused(sentence: str) -> None:
    (fault,) = faults(replace(TEXT, introduction=("Welcome.", sentence)))
    assert (fault.problem, fault.field) == (Problem.SILENCE_IS_YES, "introduction")
    assert fault.found


@pytest.mark.parametrize("sentence", BUNDLES)
def test_a_yes_tied_to_something_else_is_refused(sentence: str) -> None:
    (fault,) = faults(replace(TEXT, declaration=f"These are my answers. {sentence}"))
    assert (fault.problem, fault.field) == (Problem.BUNDLED, "declaration")


@pytest.mark.parametrize("sentence", HONEST)
def test_the_honest_neighbours_pass(sentence: str) -> None:
    assert faults(replace(TEXT, introduction=(sentence,))) == ()


@pytest.mark.parametrize("text", REFUSED_WITHDRAWING)
def test_a_way_back_with_reasons_waiting_money_or_exceptions_is_refused(text: str) -> None:
    (fault,) = faults(replace(TEXT, withdrawing=text))
    assert (fault.problem, fault.field) == (Problem.WITHDRAWING_REFUSED, "withdrawing")


@pytest.mark.parametrize("text", HONEST_WITHDRAWING)
def test_an_easy_way_back_passes(text: str) -> None:
    assert faults(replace(TEXT, withdrawing=text)) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Show a picture without names in our closed Facebook group",
        "No names, just a picture in our closed Facebook group",
        "Show my child, never with a name, on Instagram",
        "Show my child not only in our rooms but on Instagram",
        "Show my child, but never on Instagram with a name",
        "Show my child, not on Instagram unless they smile",
        "Show my child not on Instagram, but on Facebook",
        "Show pictures on Threads",
        "Show pictures on Bluesky",
        "Share pictures on Signal",
        "Show pictures on Dropbox",
        "Share pictures by iCloud",
        "Show pictures on Face book",
        "Show pictures on Face\u200bbook",
        "Show pictures in Google Photos",
    ],
)
def test_a_denial_of_something_else_does_not_hide_the_company(sentence: str) -> None:
    assert problems(sentence=sentence) == {Problem.COMPANY_NOT_NAMED}


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Put pictures on the socials", "the socials"),
        ("Show pictures on our channel", "our channel"),
        ("Show pictures on the playgroup’s channel", "the playgroup’s channel"),
        ("Show pictures on our feed", "our feed"),
        ("Share pictures with families online", "Share pictures with families online"),
        ("Show pictures without names on social media", "social media"),
    ],
)
def test_more_places_without_a_name_are_refused(sentence: str, found: str) -> None:
    (fault,) = faults(replace(TEXT, uses=(a_use(**{**PLAIN, "sentence": sentence}),)))
    assert (fault.problem, fault.field, fault.found) == (Problem.PLATFORM_NOT_NAMED, "sentence", found)


@pytest.mark.parametrize(
    "sentence",
    [
        "Post pictures on Facebook and other social media",
        "Show a picture in our closed group chat and on Tapestry",
        "Show pictures on Tapestry and in another app",
    ],
)
def test_one_name_does_not_excuse_the_next_place(sentence: str) -> None:
    assert problems(sentence=sentence, controllers="We, and Meta.") == {
        Problem.PLATFORM_NOT_NAMED,
        Problem.TWO_PLACES,
    }


@pytest.mark.parametrize("sentence", ["Show pictures on Tapestry and Famly", "Show pictures on Tapestry and Facebook"])
def test_a_place_that_works_for_the_setting_is_a_place_too(sentence: str) -> None:
    assert problems(sentence=sentence, controllers="We, and Meta.") == {Problem.TWO_PLACES}


@pytest.mark.parametrize(
    "changed",
    [
        {"sentence": "Show a picture in our rooms, not on X"},
        {"sentence": "Show a picture in our rooms, never on Facebook, Instagram or in any WhatsApp group"},
        {"sentence": "Show a picture in our rooms, never shown on Facebook, only on the wall"},
        {"sentence": "Show pictures in my child’s Tapestry journal", "audience": "Users of the app."},
        {"sentence": "Show pictures in my child’s journal on Tapestry"},
        {
            "sentence": "Show pictures in our closed group on Facebook",
            "controllers": "We, and Meta, who runs the page.",
        },
        {"sentence": "Take pictures with our app-free camera and hang them on the wall"},
        {"sentence": "Show a picture of a blue sky with your child in it, on the seesaw"},
        {"sentence": "Show a picture on our website", "audience": "Anyone online."},
        {"sentence": "Put a picture in the book that goes home"},
    ],
)
def test_honest_places_pass(changed: dict[str, str]) -> None:
    assert problems(**changed) == set()


@pytest.fixture
def stopped_when_it_runs_away():
    """Interrupt what has kept the processor busy for four minutes: backtracking would for hours, a check for a moment."""

    def stop(*_):
        raise AssertionError("this has no end")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 240)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    "words",
    [
        "never on facebook or ", "closed private ", "no pictures shown ", "unless you say otherwise ", "a", "don't ",
        "show pictures ", "withdraw at any time except ", "with your reasons ", "signature covers our ", "if we get no answer ",
        "nothing is shown ", "do nothing if you ", "we use ", "agree, and ", "i agree to ", "without a form ", "to join please ",
        "if you say no your child ", "the yes stays ", "coming means ", "only keep a place ", "who do not reply ", "it would help if you ",
        "our Brightwheel app ", "pictures may ", "opt out of any ", "you have ", "all parents ", "only by ", "facebook, ", "whose parents say no ", "it takes 2 ",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("stopped_when_it_runs_away")
def test_no_wording_keeps_the_check_busy(words: str) -> None:
    long = words * (20_000 // len(words))
    text = replace(TEXT, introduction=(long,), withdrawing=long, uses=(a_use(sentence=long),))
    faults(text)
