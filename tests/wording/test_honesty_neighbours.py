"""Honest sentences that stand close to the sly ones: neither refused nor doubted, wherever the introduction says them."""

from dataclasses import replace

import pytest

from portal.wording.honesty import Problem, doubts, faults
from tests.wording.test_honesty_measured import FORM, ROOMS, quoted, with_words

SELECTED = (
    "We mark each yes with the date on which you gave it.",
    "Staff enter a yes only after you have signed.",
    "No box is ticked before you see it.",
    "All boxes are empty when you open the form.",
    "You choose every answer yourself.",
    "Where yes is ticked, we show the picture.",
    "Your yes is marked with the date.",
    "Your answer is entered in our register the same day.",
    "Nothing is filled in beforehand.",
    "We have filled in your child’s name for you.",
    "If you answered before, your last answers are shown beside each question.",
    "The form comes with a leaflet.",
    "Each question comes with a yes and a no.",
    "We do not start with a yes.",
    "There is no usual answer.",
    "Nobody is included automatically.",
    "By default we show nothing.",
    "Your yes ends automatically after a year.",
    "A picture is automatically taken down when you withdraw.",
    "We never tick a box for a parent.",
    "We do not put yes for anybody.",
    "Staff may read the form to you, and you say what to tick.",
    "Each box is set beside its question.",
    "The boxes are marked yes and no.",
    "Once yes is chosen, you can still change it.",
    "Please tick one box in each row.",
    "Tick yes or no for each use.",
    "We print the form with both boxes empty.",
    "You start with the first question and can stop at any.",
    "Your name is already on the form, and nothing else is.",
    "The first answer is yours to give.",
    "We ask every parent before we include a child.",
)

SILENCE = (
    "No answer means no.",
    "A late form counts from the day it reaches us.",
    "If your form is late, we show nothing until it comes.",
    "Where we have had no word from you, we show nothing.",
    "We do not use photos where we have had no word from you.",
    "If we have not heard from you, we ask once more.",
    "Forgetting to answer does no harm: it counts as no.",
    "You may send this form back whenever it suits you.",
    "Returning the form late means only that we ask you again.",
    "We use no pictures of children whose parents have not replied.",
    "An unsigned form is no form.",
    "An empty question is never a yes.",
    "Silence is not a yes.",
    "If the form gets lost, ask for another.",
    "We take a picture down if a parent has not said yes.",
    "Not answering is fine, and nothing will be shown.",
    "We will not guess what you would say.",
    "If you are unsure, leave it for another day.",
    "We wait for your answer before we show anything.",
    "We only show pictures of children whose parents have answered yes.",
    "No form, no pictures.",
    "Nothing happens until we have your answer.",
    "If only one question is answered, only that one counts.",
    "We remind you once, and then leave you in peace.",
    "We will send a reminder if we have no reply.",
    "You can take as long as you like to answer.",
    "Nobody is shown while we wait.",
    "An answer that we cannot read counts as no until we have asked you.",
    "If you say nothing about videos, we make none of your child.",
    "Late answers are welcome.",
)

BUNDLED = (
    "Our fees, trips and medicine are on other forms.",
    "Your child can go on every trip, even if you have not agreed to pictures.",
    "Every child joins the trip, yes or no.",
    "Your child’s place does not hang on this form.",
    "This form is about pictures and nothing else.",
    "Trips and medicine have their own forms.",
    "This form does not cover outings.",
    "Only families who say yes are shown in pictures.",
    "Only children whose parents said yes can be seen in the film.",
    "This use covers pictures taken on walks.",
    "This also covers pictures from our outings.",
    "A yes here is not a yes to anything else.",
    "We will ask you about sun cream on another form.",
    "The rules stand on a page of their own.",
    "Your hours stay the same, whatever you say.",
    "You need not sign to keep your place.",
    "Saying no costs nothing.",
    "Children who are not in pictures still come on every walk.",
    "Sign here to confirm that you are the parent.",
    "Signing this confirms that the answers are yours.",
    "If you say no, your child sits at the same table as everyone else.",
    "The party is for all children.",
    "We never ask for a yes in return for anything.",
    "A yes earns you nothing and a no costs you nothing.",
    "Only parents with parental responsibility can sign.",
    "Only a parent who has signed in can see these answers.",
    "Each yes is for one use alone.",
    "Your signature here does not mean that you accept our fees.",
    "On trips we follow the same answers.",
    "We take pictures on outings, and your answers hold there too.",
    "When your child starts, we give you this form and, apart from it, one for first aid.",
    "Your child can play, sing and swim whatever you answer.",
)

WAY_BACK = (
    "Your yes is never final.",
    "Your answers are not binding.",
    "You can change your answers whenever you like.",
    "Your decision lasts until you change it.",
    "Your yes lasts one year.",
    "A yes counts until you withdraw it, or until your child leaves.",
    "Your answers are fixed only until you change them.",
    "We accept changes at any time.",
    "It is never too late to change your mind.",
    "Your yes does not bind you.",
    "You do not decide once and for all.",
    "We ask again every year, so that nothing stays for good.",
    "Nothing here is set in stone.",
    "A no can become a yes and a yes can become a no.",
    "You can undo this at any time.",
    "We cannot change your answers for you.",
    "Staff cannot change an answer without you.",
    "Your last answer is the one that counts.",
    "Each change is kept with its date.",
    "Your answers end when your child leaves.",
    "You are not bound by what you said last year.",
    "Changing your mind takes one minute.",
    "The answers you give today hold for today and can change tomorrow.",
    "Your consent is valid for a year.",
    "We take your yes back at once if you ask us.",
    "There is always a way back.",
    "You may say yes today and no tomorrow.",
    "Your new answer replaces the old one.",
    "We do not make changes to your answers without you.",
)

PLATFORM = (
    "We never put pictures on social media.",
    "We follow our social media policy.",
    "There is one question for each place, and it names the place.",
    "You can find our opening hours on our page.",
    "Pictures go only where you have said yes.",
    "We like to show what the children do.",
    "Our closed Facebook group is for invited families.",
    "The group is closed, and we let in only people we know.",
    "We do not share pictures with other organisations.",
    "We share pictures in the group only with a yes.",
    "No picture goes online without a yes to that question.",
    "Please tell us if you see a picture of your child online.",
    "You can read this form online.",
    "You can sign online or on paper.",
    "We put up pictures in our rooms.",
    "Photos go home on paper.",
    "We keep pictures on our own computer.",
    "We print pictures in our leaflet.",
    "Show this page to the other parent if you wish.",
    "Our social media rules are on another page.",
    "Each social media page has its own question below.",
    "Pictures never leave the building without your yes.",
    "We share the children’s learning with you every day.",
    "Press Withdraw on this page and the picture is taken down.",
    "We put a note on your account when you answer.",
    "We post you a paper form if you like.",
    "Posting a picture takes a minute, asking you comes first.",
    "We show you each question on its own page.",
    "We share this form with both parents.",
    "We do not show children on the internet.",
)


@pytest.mark.parametrize("words", [*SELECTED, *SILENCE, *BUNDLED, *WAY_BACK, *PLATFORM])
def test_the_honest_neighbour_is_left_alone(words: str) -> None:
    text = with_words("introduction", words)
    assert faults(text) == ()
    assert doubts(text) == ()


def test_the_introduction_may_point_to_the_kind_of_place_that_a_question_names() -> None:
    words = "We share pictures in our closed group, and on our page."
    assert quoted(faults(replace(FORM, introduction=(words,))), Problem.PLATFORM_NOT_NAMED) == [
        ("introduction", "our page")
    ]
    nowhere = replace(FORM, introduction=(words,), uses=(ROOMS,))
    assert quoted(faults(nowhere), Problem.PLATFORM_NOT_NAMED) == [("introduction", "closed group")]
