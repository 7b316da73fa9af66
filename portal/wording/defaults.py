"""The wording a setting starts with, in plain English; the manager can publish their own."""

from dataclasses import replace

from portal.wording.policy import AcknowledgementText, ConsentText, Rule
from portal.wording.uses import Audience, Kept, Place, Shown, Together, Use, UseFields

_GROUP = UseFields(
    places=(Place.CLOSED_GROUP,),
    platform="Facebook",
    company="Meta",
    shown=(Shown.PICTURE,),
    together=Together.ALONE,
    kept=Kept.UNTIL_LEAVING,
)

_USES = (
    Use(
        key="group_alone",
        label="Group, alone",
        sentence="Alone in a picture in our Facebook group",
        example="Your child painting at the easel.",
        fields=_GROUP,
    ),
    Use(
        key="group_together",
        label="Group, together",
        sentence="In a group picture in our Facebook group",
        example="Six children around the sand tray, your child among them.",
        fields=replace(_GROUP, together=Together.OTHERS),
    ),
    Use(
        key="first_name",
        label="First name",
        sentence="First name beside a picture",
        example="“Look what Sam built today.” We never write a surname.",
        fields=UseFields(
            places=(Place.WHEREVER,),
            shown=(Shown.FIRST_NAME,),
            together=Together.EITHER,
            kept=Kept.AS_THE_PICTURE,
        ),
    ),
    Use(
        key="other_journals",
        label="Other journals",
        sentence="In other children’s learning journals",
        example="Your child is beside a friend in a picture about the friend’s learning.",
        fields=UseFields(
            places=(Place.OTHER_JOURNALS,),
            shown=(Shown.PICTURE,),
            together=Together.OTHERS,
            kept=Kept.NOT_CALLED_BACK,
            stays_after_leaving=True,
            audience=(Audience.STAFF,),
        ),
    ),
    Use(
        key="displays",
        label="Displays",
        sentence="On displays inside our rooms",
        example="A photo on the coat peg, or on the wall beside a painting.",
        fields=UseFields(
            places=(Place.ROOMS,), shown=(Shown.PICTURE,), together=Together.EITHER, kept=Kept.SCHOOL_YEAR
        ),
    ),
    Use(
        key="website",
        label="Website",
        sentence="On our website and in our leaflets",
        example="A picture on the page that tells new families about us.",
        fields=UseFields(
            places=(Place.PUBLIC, Place.PRINTED),
            shown=(Shown.PICTURE,),
            together=Together.EITHER,
            kept=Kept.MONTHS,
            kept_months=24,
        ),
    ),
    Use(
        key="press",
        label="Press",
        sentence="In the local press",
        example="The newspaper comes to our summer fair.",
        fields=UseFields(
            places=(Place.NEWSPAPER,),
            shown=(Shown.PICTURE,),
            together=Together.EITHER,
            kept=Kept.NOT_CALLED_BACK,
            stays_after_leaving=True,
        ),
    ),
    Use(
        key="group_video",
        label="Group, video",
        sentence="In a video in our Facebook group",
        example="A minute of our nativity play.",
        fields=replace(_GROUP, shown=(Shown.VIDEO,), together=Together.EITHER),
    ),
)

# Not part of the first form: a manager adds them where they are wanted (product.md §2).
OFFERED = (
    Use(
        key="training",
        label="Training",
        sentence="When we train our staff",
        example="A picture that shows how children learn to share.",
        fields=UseFields(
            places=(Place.TRAINING,),
            shown=(Shown.PICTURE, Shown.VIDEO),
            together=Together.EITHER,
            kept=Kept.UNTIL_LEAVING,
        ),
    ),
    Use(
        key="newsletter",
        label="Newsletter",
        sentence="In our newsletter",
        example="A picture of this month’s baking, sent to families on paper and by e-mail.",
        fields=UseFields(
            places=(Place.NEWSLETTER,),
            shown=(Shown.PICTURE,),
            together=Together.EITHER,
            kept=Kept.NOT_CALLED_BACK,
            stays_after_leaving=True,
        ),
    ),
)

_RULES = (
    Rule(
        "no_resharing",
        "I will not screenshot, copy or share the setting’s posts or pictures.",
        "Another family may have said yes to our group only.",
    ),
    Rule(
        "own_child_only",
        "I will not post pictures that show other children, from a concert for example.",
        "Some children must not be found.",
    ),
    Rule(
        "no_information",
        "I will not post anything about another child, openly or in private.",
        "A first name and a place can be enough.",
    ),
    Rule(
        "no_friend_requests",
        "I will not send friend requests or private messages to staff.",
        "Already know one of us? Tell the manager. That is fine.",
    ),
    Rule(
        "official_channels",
        "I will reach staff by the setting’s phone, e-mail or this portal.",
        "Then nothing gets lost.",
    ),
    Rule(
        "concerns_route",
        "I will bring a worry to the setting, not to social media.",
        "You can raise a concern here at any time.",
    ),
)


def consent_text() -> ConsentText:
    """Return what the first consent form asks (product.md §2); its other sentences are not written out yet."""
    return ConsentText(
        title="Pictures of your child", introduction=(), uses=_USES, consult_question="", withdrawing="", declaration=""
    )


def parent_rules() -> AcknowledgementText:
    """Return the first parent rules (product.md §1, P8 to P13; §3)."""
    return AcknowledgementText(
        title="Our rules for parents and carers",
        introduction=("Tick each rule you agree to, then sign. Your answers about pictures are separate.",),
        rules=_RULES,
        standing="These are our conditions, not the law. They take no right away from you.",
    )
