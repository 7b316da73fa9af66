"""The first tables: every room of the house as it stood when it was built."""

from peewee import (
    SQL,
    BlobField,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from portal.foundation.append_only import protect
from portal.foundation.database import IdField, UtcDateTimeField


class Frozen(Model):
    id = IdField()

    class Meta:
        legacy_table_names = False


class Account(Frozen):
    name = CharField(max_length=200)
    email = CharField(max_length=254, unique=True, null=True)
    sign_in_name = CharField(max_length=60, unique=True, null=True)
    password_hash = CharField(max_length=200)
    created_at = UtcDateTimeField()
    disabled_at = UtcDateTimeField(null=True)
    last_day = DateField(null=True)

    class Meta:
        table_name = "accounts"
        constraints = [Check("email = lower(email)", name="email_is_lower_case")]


class AccountRole(Frozen):
    account = ForeignKeyField(Account, on_delete="CASCADE")
    role = CharField(max_length=20)

    class Meta:
        table_name = "account_roles"
        indexes = ((("account", "role"), True),)
        constraints = [
            Check(
                "\"role\" IN ('parent', 'staff', 'poster', 'lead', 'manager', 'chair', 'inspector')",
                name="role_is_known",
            )
        ]


class WordingVersion(Frozen):
    document = CharField(max_length=40)
    number = IntegerField()
    language = CharField(max_length=10)
    change = CharField(max_length=10)
    body = TextField()
    sha256 = CharField(max_length=64)
    published_at = UtcDateTimeField()
    published_by_id = IntegerField(null=True)

    class Meta:
        table_name = "wording_versions"
        indexes = ((("document", "number", "language"), True),)
        constraints = [
            Check("\"document\" IN ('consent_form', 'parent_rules')", name="document_is_known"),
            Check("\"change\" IN ('minor', 'real')", name="change_is_known"),
        ]


class Acknowledgement(Frozen):
    reference = CharField(max_length=20, unique=True)
    account = ForeignKeyField(Account, on_delete="RESTRICT")
    adult_name = CharField(max_length=200)
    wording = ForeignKeyField(WordingVersion, on_delete="RESTRICT")
    wording_sha256 = CharField(max_length=64)
    language = CharField(max_length=10)
    signed_name = CharField(max_length=200)
    acknowledged_at = UtcDateTimeField()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "acknowledgements"
        indexes = ((("acknowledged_at",), False),)


class AcknowledgedRule(Frozen):
    acknowledgement = ForeignKeyField(Acknowledgement, on_delete="RESTRICT")
    rule = CharField(max_length=60)

    class Meta:
        table_name = "acknowledged_rules"
        indexes = ((("acknowledgement", "rule"), True),)


class Adult(Frozen):
    name = CharField(max_length=200)
    email = CharField(null=True, max_length=254, index=True)
    phone = CharField(max_length=60)
    address = TextField()
    account = ForeignKeyField(Account, null=True, unique=True, on_delete="SET NULL")

    class Meta:
        table_name = "adults"


class AuditEntry(Frozen):
    written_at = UtcDateTimeField()
    actor_id = IntegerField(null=True)
    event = CharField(max_length=60)
    subject = CharField(max_length=40)
    subject_id = IntegerField()
    details = TextField()
    previous_hash = CharField(max_length=64)
    hash = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "audit_entries"
        indexes = ((("subject", "subject_id"), False),)


class Child(Frozen):
    first_name = CharField(max_length=100)
    last_name = CharField(max_length=100)
    known_as = CharField(max_length=100)
    born_on = DateField()
    starts_on = DateField(null=True)
    leaves_on = DateField(null=True)
    reference = CharField(null=True, unique=True, max_length=60)

    class Meta:
        table_name = "children"
        indexes = ((("last_name", "first_name", "id"), False),)


class ChildSay(Frozen):
    child = ForeignKeyField(Child, on_delete="RESTRICT")
    say = CharField(max_length=12)
    said_on = DateField()
    noted_by = ForeignKeyField(Account, on_delete="RESTRICT")
    noted_at = UtcDateTimeField()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "child_says"
        indexes = ((("child", "id"), False),)
        constraints = [Check("\"say\" IN ('happy', 'not_today', 'no')", name="say_is_known")]


class ChildSession(Frozen):
    child = ForeignKeyField(Child, on_delete="CASCADE")
    kind = CharField(max_length=20)

    class Meta:
        table_name = "child_sessions"
        indexes = ((("child", "kind"), True),)
        constraints = [Check("\"kind\" IN ('playgroup', 'breakfast', 'after_school', 'holiday')", name="kind_is_known")]


class Concern(Frozen):
    reference = CharField(max_length=20, unique=True)
    kind = CharField(max_length=30)
    raised_by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    child = ForeignKeyField(Child, null=True, on_delete="RESTRICT")
    received_on = DateField()
    logged_at = UtcDateTimeField()
    noticed_on = DateField(null=True)
    what_happened = TextField()
    wish = TextField()
    outside_bodies = BooleanField()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "concerns"
        indexes = ((("received_on", "id"), False),)
        constraints = [
            Check(
                "\"kind\" IN ('shared_image', 'picture_without_consent', 'private_contact', 'comment_on_post', 'staff_conduct', 'complaint', 'personal_information', 'question', 'compliment')",
                name="kind_is_known",
            )
        ]


class ConcernEntry(Frozen):
    concern = ForeignKeyField(Concern, on_delete="RESTRICT")
    kind = CharField(max_length=30)
    by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    happened_on = DateField()
    logged_at = UtcDateTimeField()
    text = TextField()
    outcome = CharField(max_length=30, null=True)
    actions = TextField()
    late_reason = TextField()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "concern_entries"
        constraints = [
            Check(
                "\"kind\" IN ('received', 'acknowledged', 'started', 'message_from_raiser', 'message_from_setting', 'internal_note', 'outcome_told', 'closed', 'reopened', 'sent_on')",
                name="kind_is_known",
            ),
            Check(
                "\"outcome\" IN ('upheld', 'partly_upheld', 'not_upheld', 'could_not_be_decided', 'resolved_informally', 'breach_by_staff', 'answered')",
                name="outcome_is_known",
            ),
            Check(
                "(kind = 'outcome_told') = (outcome IS NOT NULL AND actions <> '' AND text <> '')",
                name="an_outcome_is_whole",
            ),
        ]


class ConcernAttachment(Frozen):
    concern = ForeignKeyField(Concern, on_delete="RESTRICT")
    entry = ForeignKeyField(ConcernEntry, on_delete="RESTRICT")
    position = IntegerField()
    shown_name = CharField(max_length=60)
    media_type = CharField(max_length=20)
    size = IntegerField()
    copy_name = CharField(max_length=32)
    copy_sha256 = CharField(max_length=64)
    original_size = IntegerField()
    original_name = CharField(max_length=32)
    original_sha256 = CharField(max_length=64)

    class Meta:
        table_name = "concern_attachments"
        indexes = ((("concern", "position"), True),)
        constraints = [
            Check("\"media_type\" IN ('image/jpeg', 'image/png', 'application/pdf')", name="media_type_is_known")
        ]


class ConcernHandler(Frozen):
    concern = ForeignKeyField(Concern, on_delete="RESTRICT")
    account = ForeignKeyField(Account, on_delete="RESTRICT")
    position = IntegerField()

    class Meta:
        table_name = "concern_handlers"
        indexes = ((("concern", "account"), True), (("account", "concern"), False))


class ConcernSubject(Frozen):
    concern = ForeignKeyField(Concern, on_delete="RESTRICT")
    kind = CharField(max_length=10)
    account = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    name = CharField(max_length=200)

    class Meta:
        table_name = "concern_subjects"
        indexes = ((("concern", "kind", "account"), True), (("account", "concern"), False))
        constraints = [Check("\"kind\" IN ('manager', 'lead', 'staff', 'other')", name="kind_is_known")]


class PaperForm(Frozen):
    reference = CharField(max_length=20, unique=True)
    child = ForeignKeyField(Child, on_delete="RESTRICT")
    wording = ForeignKeyField(WordingVersion, on_delete="RESTRICT")
    printed_by = ForeignKeyField(Account, on_delete="RESTRICT")
    printed_at = UtcDateTimeField()
    submission = CharField(max_length=100, unique=True)

    class Meta:
        table_name = "paper_forms"


class ConsentRecord(Frozen):
    reference = CharField(max_length=20, unique=True)
    kind = CharField(max_length=12)
    child = ForeignKeyField(Child, on_delete="RESTRICT")
    child_name = CharField(max_length=201)
    born_on = DateField()
    adult = ForeignKeyField(Adult, on_delete="RESTRICT")
    adult_name = CharField(max_length=200)
    relationship = CharField(max_length=20)
    signed_name = CharField(max_length=200)
    declared_responsibility = BooleanField()
    method = CharField(max_length=10)
    noted_by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    given_on = DateField()
    signed_at = UtcDateTimeField()
    wording = ForeignKeyField(WordingVersion, on_delete="RESTRICT")
    wording_sha256 = CharField(max_length=64)
    language = CharField(max_length=10)
    witness = CharField(max_length=200)
    paper_form = ForeignKeyField(PaperForm, null=True, unique=True, on_delete="RESTRICT")
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "consent_records"
        indexes = ((("signed_at",), False), (("id", "kind"), True))
        constraints = [
            Check("\"kind\" IN ('form', 'withdrawal')", name="kind_is_known"),
            Check("\"method\" IN ('online', 'paper', 'spoken')", name="method_is_known"),
            Check("method <> 'spoken' OR kind = 'withdrawal'", name="only_a_withdrawal_is_spoken"),
            Check("method = 'online' OR noted_by_id IS NOT NULL", name="somebody_noted_it"),
            Check("(method = 'paper') = (paper_form_id IS NOT NULL)", name="paper_is_a_form_we_printed"),
        ]


class ConsentAnswer(Frozen):
    record = ForeignKeyField(ConsentRecord, on_delete="RESTRICT")
    kind = CharField(max_length=12)
    use = CharField(max_length=40)
    answer = CharField(max_length=14)

    class Meta:
        table_name = "consent_answers"
        indexes = ((("record", "use"), True),)
        constraints = [
            Check("\"answer\" IN ('yes', 'no', 'withdrawn', 'not_answered')", name="answer_is_known"),
            Check("kind <> 'withdrawal' OR answer = 'withdrawn'", name="a_withdrawal_only_withdraws"),
            SQL('CONSTRAINT "kind_is_the_records" FOREIGN KEY (record_id, kind) REFERENCES consent_records (id, kind)'),
        ]


class ConsentHold(Frozen):
    child = ForeignKeyField(Child, on_delete="RESTRICT")
    basis = CharField(max_length=20)
    reason = TextField()
    placed_by = ForeignKeyField(Account, on_delete="RESTRICT")
    placed_at = UtcDateTimeField()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "consent_holds"
        constraints = [Check("\"basis\" IN ('court_order', 'safeguarding', 'other')", name="basis_is_known")]


class ConsentScan(Frozen):
    record = ForeignKeyField(ConsentRecord, unique=True, on_delete="RESTRICT")
    media_type = CharField(max_length=40)
    size = IntegerField()
    original_name = CharField(max_length=80)
    original_sha256 = CharField(max_length=64)
    clean_name = CharField(max_length=80)
    clean_sha256 = CharField(max_length=64)

    class Meta:
        table_name = "consent_scans"


class CurrentAnswer(Frozen):
    child = ForeignKeyField(Child, on_delete="RESTRICT")
    adult = ForeignKeyField(Adult, on_delete="RESTRICT")
    use = CharField(max_length=40)
    answer = CharField(max_length=14)
    given_on = DateField()
    wording_id = IntegerField()
    record_id = IntegerField()

    class Meta:
        table_name = "current_answers"
        primary_key = CompositeKey("child", "adult", "use")
        constraints = [Check("\"answer\" IN ('yes', 'no', 'withdrawn')", name="answer_is_known")]


class FamilyImport(Frozen):
    uploaded_by = ForeignKeyField(Account, on_delete="CASCADE")
    uploaded_at = UtcDateTimeField()
    filename = CharField(max_length=200)
    content = BlobField()
    mapping = TextField()
    confirmed_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "family_imports"


class Guardianship(Frozen):
    child = ForeignKeyField(Child, on_delete="RESTRICT")
    adult = ForeignKeyField(Adult, on_delete="RESTRICT")
    relationship = CharField(max_length=20)
    has_parental_responsibility = BooleanField()

    class Meta:
        table_name = "guardianships"
        indexes = ((("child", "adult"), True),)
        constraints = [
            Check(
                "\"relationship\" IN ('mother', 'father', 'step_parent', 'grandparent', 'foster_carer', 'guardian', 'social_worker', 'other')",
                name="relationship_is_known",
            )
        ]


class HoldLift(Frozen):
    hold = ForeignKeyField(ConsentHold, unique=True, on_delete="RESTRICT")
    reason = TextField()
    lifted_by = ForeignKeyField(Account, on_delete="RESTRICT")
    lifted_at = UtcDateTimeField()

    class Meta:
        table_name = "hold_lifts"


class Invitation(Frozen):
    account = ForeignKeyField(Account, on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    channel = CharField(max_length=10)
    created_by_id = IntegerField(null=True)
    created_at = UtcDateTimeField()
    expires_at = UtcDateTimeField()
    used_at = UtcDateTimeField(null=True)
    revoked_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "invitations"
        constraints = [Check("\"channel\" IN ('email', 'letter', 'reset')", name="channel_is_known")]


class OutboxMessage(Frozen):
    recipient = CharField(max_length=254)
    subject = CharField(max_length=200)
    body = TextField()
    kind = CharField(max_length=40)
    queued_at = UtcDateTimeField()
    try_after = UtcDateTimeField(index=True, null=True)
    attempts = IntegerField()
    sent_at = UtcDateTimeField(null=True)
    failed_at = UtcDateTimeField(null=True)
    last_problem = CharField(max_length=200)

    class Meta:
        table_name = "outbox_messages"


class ReminderRound(Frozen):
    session = CharField(max_length=20, null=True)
    use = CharField(max_length=40, null=True)
    sent_by = ForeignKeyField(Account, null=True, on_delete="RESTRICT")
    sent_at = UtcDateTimeField()
    submission = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "reminder_rounds"
        constraints = [
            Check("\"session\" IN ('playgroup', 'breakfast', 'after_school', 'holiday')", name="session_is_known")
        ]


class Reminder(Frozen):
    round = ForeignKeyField(ReminderRound, on_delete="RESTRICT")
    adult = ForeignKeyField(Adult, on_delete="RESTRICT")
    way = CharField(max_length=20)
    sent_at = UtcDateTimeField(index=True)

    class Meta:
        table_name = "reminders"
        indexes = ((("round", "adult"), True),)
        constraints = [
            Check("\"way\" IN ('email', 'letter', 'invitation_email', 'invitation_letter')", name="way_is_known")
        ]


class Setting(Frozen):
    name = CharField(max_length=200)
    address = TextField()
    phone = CharField(max_length=60)
    email = CharField(max_length=254)
    ofsted_number = CharField(max_length=40)
    safeguarding_lead = CharField(max_length=200)
    consent_months = IntegerField()
    consents_end_with_school_year = BooleanField()
    invitation_days = IntegerField()
    ofsted_contact = TextField()
    lado_contact = TextField()
    whistleblowing_contact = TextField()
    ico_contact = TextField()
    contacts_checked_on = DateField(null=True)

    class Meta:
        table_name = "settings"
        constraints = [
            Check("id = 1", name="there_is_one_setting"),
            Check("consent_months BETWEEN 1 AND 36", name="consent_months_is_sensible"),
            Check("invitation_days BETWEEN 1 AND 60", name="invitation_days_is_sensible"),
        ]


class SignIn(Frozen):
    account = ForeignKeyField(Account, on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    device = CharField(max_length=200)
    started_at = UtcDateTimeField()
    expires_at = UtcDateTimeField()
    ended_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "sign_ins"


class ThrottleCount(Frozen):
    key = CharField(unique=True, max_length=64)
    since = UtcDateTimeField()
    tries = IntegerField()


class WordingDraft(Frozen):
    document = CharField(max_length=40, unique=True)
    body = TextField()
    based_on = ForeignKeyField(WordingVersion, null=True, on_delete="RESTRICT")
    updated_at = UtcDateTimeField()
    updated_by = ForeignKeyField(Account, null=True, on_delete="SET NULL")

    class Meta:
        table_name = "wording_drafts"
        constraints = [Check("\"document\" IN ('consent_form', 'parent_rules')", name="document_is_known")]


TABLES = (
    Account,
    AccountRole,
    WordingVersion,
    Acknowledgement,
    AcknowledgedRule,
    Adult,
    AuditEntry,
    Child,
    ChildSay,
    ChildSession,
    Concern,
    ConcernEntry,
    ConcernAttachment,
    ConcernHandler,
    ConcernSubject,
    PaperForm,
    ConsentRecord,
    ConsentAnswer,
    ConsentHold,
    ConsentScan,
    CurrentAnswer,
    FamilyImport,
    Guardianship,
    HoldLift,
    Invitation,
    OutboxMessage,
    ReminderRound,
    Reminder,
    Setting,
    SignIn,
    ThrottleCount,
    WordingDraft,
)
APPEND_ONLY = (
    "wording_versions",
    "acknowledgements",
    "acknowledged_rules",
    "audit_entries",
    "child_says",
    "concerns",
    "concern_entries",
    "concern_attachments",
    "concern_handlers",
    "concern_subjects",
    "paper_forms",
    "consent_records",
    "consent_answers",
    "consent_holds",
    "consent_scans",
    "hold_lifts",
    "reminder_rounds",
    "reminders",
)


def up(migrator, db):
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
    protect(db, *APPEND_ONLY)
