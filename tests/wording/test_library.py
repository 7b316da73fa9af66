"""The first texts, when a document is reviewed, who may read it, and what is left of what was pasted: tables of cases."""

from datetime import date, timedelta

import pytest

from portal.access.permissions import Role
from portal.settings.models import Setting
from portal.wording import defaults, service
from portal.wording.document_forms import _MOST_OF_A_STATEMENT, as_plain_text
from portal.wording.library import statements_in_force
from portal.wording.policy import Audience, DocumentKey, ReviewState, may_read, review_state

TODAY = date(2026, 11, 29)
TEXTS = [key for key in DocumentKey if key != DocumentKey.CONSENT_FORM]
PLACE = Setting(name="Little Herons", safeguarding_lead="Wanjiru Mwangi", lado_contact="")


@pytest.mark.parametrize("key", TEXTS)
def test_each_first_text_is_whole_short_and_names_no_setting_but_this_one(key: DocumentKey) -> None:
    text = defaults.acknowledgement_text(key, PLACE)
    assert text.title
    assert all(text.introduction)
    assert len({rule.key for rule in text.rules}) == len(text.rules) >= 4
    words = [*text.introduction, text.standing, *(word for rule in text.rules for word in (rule.statement, rule.why))]
    assert all(0 < len(word) <= _MOST_OF_A_STATEMENT for word in words)
    said = " ".join(words)
    for never in ("{", "}", "Swallow", "0300", "0800", "  "):
        assert never not in said.replace(PLACE.ofsted_contact, "").replace(PLACE.whistleblowing_contact, "").replace(
            PLACE.ico_contact, ""
        )
    longest = max(len(sentence.split()) for word in words for sentence in word.split(". "))
    assert longest <= 40, "a sentence that a ten-year-old can follow"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("parent_rules", "not the law"),  # product.md §3
        ("parent_rules", "screenshot"),  # P11
        ("parent_rules", "friend requests"),  # P10
        ("parent_rules", "concert"),  # P12
        ("staff_rules", "name our setting"),  # P5
        ("staff_rules", "uniform"),
        ("staff_rules", "already know a family"),  # P10: a declared relationship
        ("staff_rules", "manager or the safeguarding lead at once"),  # P6
        ("staff_rules", "disciplinary"),  # P7
        ("staff_rules", "named posters"),  # P2
        ("visitor_rules", "about any child"),  # P9
        ("social_networking", "closed group"),  # P3
        ("social_networking", "comments under each post"),  # P4
        ("social_networking", "not the law"),
        ("social_networking", "Parents as Partners"),  # P13
        ("phones_and_cameras", "smart watches"),
        ("complaints", "within 28 days"),
        ("complaints", "Ofsted: 0300 123 1231"),
        ("whistleblowing", "NSPCC whistleblowing advice line"),
        ("whistleblowing", "Children’s Commissioner"),
        ("whistleblowing", "does not by itself give you the protection"),
        ("whistleblowing", "Wanjiru Mwangi"),
        ("whistleblowing", "see our contacts page"),  # the council's officer is not filled in
        ("privacy_notice", "Little Herons decides"),
        ("grievance", "trade union"),
        ("staff_behaviour", "no secrets"),
        ("parents_as_partners", "complaints policy"),
    ],
)
def test_the_first_texts_cover_the_policy_line_by_line(key: str, said: str) -> None:
    text = defaults.acknowledgement_text(key, PLACE)
    assert said in " ".join([text.standing, *(f"{rule.statement} {rule.why}" for rule in text.rules)])


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_that_names_a_contact_says_that_numbers_change_and_where_todays_are(key: DocumentKey) -> None:
    """A published text is frozen, and a telephone number is not."""
    text = defaults.acknowledgement_text(key, PLACE)
    said = " ".join(f"{rule.statement} {rule.why}" for rule in text.rules)
    names = [PLACE.ofsted_contact, PLACE.whistleblowing_contact, PLACE.ico_contact, PLACE.safeguarding_lead]
    if any(name in said for name in names):
        assert "Numbers can change: our contacts page has today’s" in text.standing


@pytest.mark.parametrize(
    ("days", "state"),
    [(31, "fine"), (30, "soon"), (0, "soon"), (-1, "late"), (None, "late")],
)
def test_a_review_turns_amber_thirty_days_before_its_day(days: int | None, state: str) -> None:
    review_by = None if days is None else TODAY + timedelta(days=days)
    assert review_state(review_by, TODAY) is ReviewState(state)


@pytest.mark.parametrize(
    ("audience", "nobody", "parent", "staff", "chair"),
    [
        ("visitors", True, True, True, True),
        ("everyone", True, True, True, True),
        ("parents", False, True, True, True),
        ("staff", False, False, True, True),
    ],
)
def test_who_may_read_what(audience: str, nobody: bool, parent: bool, staff: bool, chair: bool) -> None:
    who = (None, [Role.PARENT], [Role.PARENT, Role.STAFF], [Role.CHAIR])
    assert [may_read(Audience(audience), roles) for roles in who] == [nobody, parent, staff, chair]


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        ("We keep “phones” away – always.", "We keep “phones” away – always."),
        ("<p>One <b>bold</b> word.</p><p>Two.</p>", "One bold word.\n\nTwo."),
        ('<p class=MsoNormal style="margin:0">Phones<o:p></o:p></p>', "Phones"),
        ("<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--><span lang=EN-GB>Away</span>", "Away"),
        ("<style>p {color: red}</style>Away", "Away"),
        ("•\tOne\n•\tTwo", "One\nTwo"),
        ("\uf0b7\u00a0One", "One"),
        ("Tea &amp; cake&nbsp;– &lt;here&gt;", "Tea & cake – <here>"),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<li>One</li><li>Two</li>", "One\n\nTwo"),
        ("We say <play> and 3 < 4 & 5 > 2.", "We say <play> and 3 < 4 & 5 > 2."),
        ("Fish & chips", "Fish & chips"),
    ],
)
def test_of_what_was_pasted_the_words_stay_and_the_markup_goes(pasted: str, plain: str) -> None:
    assert as_plain_text(pasted) == plain
    assert as_plain_text(plain) == plain


def test_every_statement_in_force_can_be_cited(setting: Setting) -> None:
    assert {each.document for each in statements_in_force()} == {"parent_rules"}
    service.publish_default_texts(DocumentKey.SOCIAL_NETWORKING, by_id=None)
    found = {(each.document, each.key): each for each in statements_in_force()}
    assert found["social_networking", "no_resharing"].title == "Social networking"
    assert found["parent_rules", "no_resharing"].statement.startswith("I will not screenshot")
