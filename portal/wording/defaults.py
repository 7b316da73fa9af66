"""The wording a setting starts with, in plain English; the manager can publish their own."""

from dataclasses import asdict

from portal.wording.policy import ConsentText, Rule, RulesText, Use

# “{setting}” stands for the setting’s name until the text is published.
_GROUP = "Parents, carers and others whom we invited to our closed Facebook group."
_META = "{setting}, and Meta, the company that runs Facebook. Meta decides how it uses what is on Facebook."
_NOBODY_ELSE = "Only {setting}."
_UNTIL_LEAVING = "Until your child leaves, or until you withdraw. Then we take it down within 2 working days."

_USES = (
    Use(
        key="group_alone",
        label="Group, alone",
        sentence="Show a picture of your child on their own in our closed Facebook group",
        example="Your child painting at the easel.",
        audience=_GROUP,
        controllers=_META,
        kept=_UNTIL_LEAVING,
    ),
    Use(
        key="group_together",
        label="Group, together",
        sentence="Show a group picture with your child in it in our closed Facebook group",
        example="Six children around the sand tray, your child among them.",
        audience=_GROUP,
        controllers=_META,
        kept=_UNTIL_LEAVING,
    ),
    Use(
        key="first_name",
        label="First name",
        sentence="Write your child’s first name beside their picture",
        example="“Look what Zofia built today.” We never write a surname.",
        audience="Whoever may see that picture.",
        controllers="Whoever controls the place where the picture is shown.",
        kept="As long as the picture.",
    ),
    Use(
        key="other_journals",
        label="Other journals",
        sentence="Let your child appear in other children’s learning journals",
        example="Your child is beside a friend in a picture about the friend’s learning.",
        audience="The friend’s family and our staff.",
        controllers="{setting}. The other family keeps its journal when its child leaves.",
        kept="We keep our copy until the other child leaves. We cannot take back what a family has taken home.",
    ),
    Use(
        key="displays",
        label="Displays",
        sentence="Show your child’s picture on displays inside our rooms",
        example="A photo on the coat peg, or on the wall beside a painting.",
        audience="Families, staff and visitors who come in.",
        controllers=_NOBODY_ELSE,
        kept="Until the end of the school year.",
    ),
    Use(
        key="website",
        label="Website",
        sentence="Use your child’s picture on our website and in our leaflets",
        example="A picture on the page that tells new families about us.",
        audience="Anyone in the world.",
        controllers="{setting}. Search engines and other people can copy it.",
        kept="Two years, or until you withdraw. Printed leaflets cannot be called back.",
    ),
    Use(
        key="press",
        label="Press",
        sentence="Let the local press show your child’s picture",
        example="The newspaper comes to our summer fair.",
        audience="Anyone who reads the newspaper or its website.",
        controllers="The newspaper. It decides how long it keeps the picture.",
        kept="The newspaper keeps it. We cannot take it back.",
    ),
    Use(
        key="group_video",
        label="Group, video",
        sentence="Show a video with your child in it in our closed Facebook group",
        example="A minute of our nativity play.",
        audience=_GROUP,
        controllers=_META,
        kept=_UNTIL_LEAVING,
    ),
)

_RULES = (
    Rule(
        "no_resharing",
        "I will not screenshot, copy or share the setting’s posts or pictures.",
        "Another family may have agreed to our closed group and to nothing else.",
    ),
    Rule(
        "own_child_only",
        "If I take pictures at a concert or an activity, I will not post any that show other children.",
        "Some children must not be found. You cannot know which.",
    ),
    Rule(
        "no_information",
        "I will not post anything about another child, or about what happens in the sessions.",
        "Even a first name and a place can tell a stranger where a child is.",
    ),
    Rule(
        "no_friend_requests",
        "I will not send friend requests or private messages to staff on social media. If I already know a "
        "member of staff, I will tell the manager.",
        "Staff may not accept them. It keeps things fair for every family.",
    ),
    Rule(
        "official_channels",
        "I will reach staff through the setting’s own telephone, e-mail, or this portal.",
        "Then nothing gets lost and nobody is on duty at midnight.",
    ),
    Rule(
        "concerns_route",
        "If something worries me, I will bring it to the setting and not to social media.",
        "{setting} answers every concern in writing. You can raise one here at any time.",
    ),
)


def consent_text(setting: str) -> ConsentText:
    """Return the first consent form (product.md §2: the default catalogue of uses)."""
    return ConsentText(
        title="Pictures of your child",
        introduction=(
            f"{setting} likes to share what the children do. We only show a picture of your child where you have said yes.",
            "There is one question for each use. You can say yes to some and no to others. If you leave one out, "
            "it counts as no, unless you answered it before: then that answer stays.",
            "Saying no changes nothing about your child’s place, and nobody will ask you why.",
        ),
        uses=tuple(Use(**_named(use, setting)) for use in _USES),
        consult_question="Would you like us to ask every parent first? If you say yes here, we show a picture only when "
        "each adult with parental responsibility has said yes to that use.",
        withdrawing="You can change your mind at any time. Withdraw here, tell any member of staff, or write to us. It "
        "counts from that moment, you need not give a reason, and we take down what we can. We ask you again every year.",
        declaration="I have parental responsibility for this child, I have read this form, and these are my own answers.",
    )


def parent_rules(setting: str) -> RulesText:
    """Return the first parent rules (product.md §1, P8 to P13; §3)."""
    return RulesText(
        title="Our rules for parents and carers",
        introduction=(
            "These rules keep every child’s picture safe, yours too. Please read each one and tick it.",
            "They have nothing to do with your answers about pictures. Those are separate, and stay as they are.",
        ),
        rules=tuple(Rule(**_named(rule, setting)) for rule in _RULES),
        standing="These are the conditions of our setting. They are not a law, and they take no right away from you.",
    )


def _named(text: Use | Rule, setting: str) -> dict[str, str]:
    return {name: value.replace("{setting}", setting) for name, value in asdict(text).items()}
