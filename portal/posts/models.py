"""Posts with what became of each, and the take-downs that a no opens: only ever added to."""

from typing import Any

from peewee import CharField, Check, DateField, Expression, ForeignKeyField, ModelSelect, TextField, Value

from portal.access.permissions import Permission
from portal.accounts.models import Account
from portal.concerns.models import Concern
from portal.families.models import Child
from portal.foundation.database import AppendOnlyTable, moment_field, one_of
from portal.posts.clearance.models import Clearance, ClearanceAdult
from portal.posts.policy import Action, Cause, Elsewhere, Found, Outcome, PostState


class Post(AppendOnlyTable):
    """That a cleared picture went up: when, by whom, where to find it, and where families outside the group hear of it.

    Place, caption and children are those of its clearance.
    """

    reference = CharField(max_length=20, unique=True)
    clearance = ForeignKeyField(Clearance, backref="posts", unique=True, on_delete="RESTRICT")
    link = CharField(max_length=500)
    elsewhere = CharField(max_length=12)
    posted_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    posted_at = moment_field(index=True)
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "posts"
        constraints = [one_of("elsewhere", Elsewhere)]

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """Posters and those who answer for them see every post; a parent sees those of their own child elsewhere."""
        return cls.select() if Permission.POST_READ in account.permissions else cls.select().where(Value(False))

    @classmethod
    def stands(cls, state: PostState) -> Expression:
        """Return the condition that a post stands like this."""
        if state is PostState.WAITING:
            return cls.id.in_(TakeDown.select(TakeDown.post).where(TakeDown.is_owed()))
        removed = PostRemoval.select(PostRemoval.post)
        return cls.id.not_in(removed) if state is PostState.LIVE else cls.id.in_(removed)


class PostEdit(AppendOnlyTable):
    """How a post reads after somebody edited it; the last one counts."""

    post = ForeignKeyField(Post, backref="edits", on_delete="RESTRICT")
    caption = TextField()
    link = CharField(max_length=500)
    elsewhere = CharField(max_length=12)
    edited_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    edited_at = moment_field()

    class Meta:
        table_name = "post_edits"
        constraints = [one_of("elsewhere", Elsewhere)]


class PostRemoval(AppendOnlyTable):
    """That a post was taken down on a day, as whoever did it says."""

    post = ForeignKeyField(Post, backref="removals", unique=True, on_delete="RESTRICT")
    removed_on = DateField()
    removed_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    removed_at = moment_field()

    class Meta:
        table_name = "post_removals"


class TakeDown(AppendOnlyTable):
    """That something of a post has to come down for a child, or for an adult in it, by when and why.

    ``use`` is empty where all of it has to.
    """

    post = ForeignKeyField(Post, backref="take_downs", on_delete="RESTRICT")
    child = ForeignKeyField(Child, backref="+", null=True, on_delete="RESTRICT")
    adult = ForeignKeyField(ClearanceAdult, backref="+", null=True, on_delete="RESTRICT")
    action = CharField(max_length=14)
    cause = CharField(max_length=18)
    use = CharField(max_length=40)
    opened_at = moment_field(index=True)
    due_on = DateField()

    class Meta:
        table_name = "take_downs"
        constraints = [
            one_of("action", Action),
            one_of("cause", Cause),
            Check("(child_id IS NULL) <> (adult_id IS NULL)", name="somebody_asks"),
        ]

    @classmethod
    def is_open(cls) -> Expression:
        """Return the condition that nobody has answered it, and that the post still stands."""
        return cls._is_without(*Outcome)

    @classmethod
    def is_owed(cls) -> Expression:
        """Return the condition that it has not come down, though somebody may have said why it cannot."""
        return cls._is_without(Outcome.DONE, Outcome.NOT_NEEDED)

    @classmethod
    def _is_without(cls, *outcomes: Outcome) -> Expression:
        answered = TakeDownAnswer.select(TakeDownAnswer.take_down).where(TakeDownAnswer.outcome.in_(outcomes))
        return cls.id.not_in(answered) & cls.post.not_in(PostRemoval.select(PostRemoval.post))

    @classmethod
    def of_names(cls, post: Post) -> ModelSelect:
        """Return what asks for a name to be taken out of the caption of a post, and is not done."""
        return cls.select().where((cls.post == post) & (cls.action == Action.EDIT_CAPTION) & cls.is_owed())


class TakeDownAnswer(AppendOnlyTable):
    """What became of a take-down; the last one counts. Nobody answered by name what is no longer needed."""

    take_down = ForeignKeyField(TakeDown, backref="answers", on_delete="RESTRICT")
    outcome = CharField(max_length=10)
    because = TextField()
    next_step = TextField()
    answered_by = ForeignKeyField(Account, backref="+", null=True, on_delete="RESTRICT")
    answered_at = moment_field()

    class Meta:
        table_name = "take_down_answers"
        constraints = [one_of("outcome", Outcome)]


class CommentCheck(AppendOnlyTable):
    """That somebody read the comments on a post; those on several at one go have one ``submission``."""

    post = ForeignKeyField(Post, backref="+", on_delete="RESTRICT")
    checked_by = ForeignKeyField(Account, backref="+", on_delete="RESTRICT")
    checked_at = moment_field(index=True)
    submission = CharField(max_length=64)

    class Meta:
        table_name = "comment_checks"
        indexes = ((("submission", "post"), True),)


class CommentFinding(AppendOnlyTable):
    """What was done about a comment. Its concern says who found it and when, and the rest to those who handle it."""

    post = ForeignKeyField(Post, backref="+", on_delete="RESTRICT")
    found = CharField(max_length=10)
    reason = CharField(max_length=200)
    concern = ForeignKeyField(Concern, backref="+", unique=True, on_delete="RESTRICT")

    class Meta:
        table_name = "comment_findings"
        constraints = [one_of("found", Found)]

    @classmethod
    def visible_to(cls, account: Any) -> ModelSelect:
        """No register tells whom a concern is about that there is one, or a manager of one about a manager (§4.1).

        Colleagues, who could tell them, read none.
        """
        if not account.permissions & {Permission.CONCERN_INSPECT, Permission.RECORD_EXPORT}:
            return cls.select().where(Value(False))
        return cls.select().where(cls.concern.in_(Concern.inspected_by(account).select(Concern.id)))
