"""What each table holds about people, and so which rule says how long it is kept."""

from enum import StrEnum


class Kept(StrEnum):
    """Classes of records that are kept, and forgotten, together."""

    ACCOUNT = "while the person may sign in, then until nothing signed points at them"
    FAMILY = "while a child attends, then as long as what was signed for the child"
    SIGNED = "as long as the setting has to prove what was agreed"
    CONCERN = "never under three years after it is closed"
    MESSAGE = "the text until it is sent, the fact of it for a year"
    SECURITY = "for as long as it protects the account: hours to a year"
    AUDIT = "as long as the longest of the records that it is about"
    SENT = "with the concern or the signed paper that it belongs to; two hours at most while its form is not sent, "
    "and a family list for as long as it waits"
    DRAFT = "until it is sent or deleted, two weeks after it was last touched at most"
    LIST = "its lines until the next one is pasted"
    VISIT = "as long as the setting has to tell who was in the building"
    WAITING = "until it is confirmed or cancelled, a day at most"


PERSONAL = {
    "account_roles": Kept.ACCOUNT,
    "accounts": Kept.ACCOUNT,
    "acknowledged_rules": Kept.SIGNED,
    "acknowledgements": Kept.SIGNED,
    "adult_picture_answers": Kept.SIGNED,
    "adults": Kept.FAMILY,
    "asked_first": Kept.SIGNED,
    "asked_first_answers": Kept.SIGNED,
    "attachments": Kept.SENT,
    "audit_entries": Kept.AUDIT,
    "child_says": Kept.SIGNED,
    "child_sessions": Kept.FAMILY,
    "children": Kept.FAMILY,
    "clearance_adult_asks": Kept.SIGNED,
    "clearance_adults": Kept.SIGNED,
    "clearance_children": Kept.SIGNED,
    "clearance_sights": Kept.SIGNED,
    "clearances": Kept.SIGNED,
    "comment_checks": Kept.SIGNED,
    "comment_findings": Kept.CONCERN,
    "concern_drafts": Kept.DRAFT,
    "concern_duties": Kept.CONCERN,
    "concern_entries": Kept.CONCERN,
    "concern_facts": Kept.CONCERN,
    "concern_handlers": Kept.CONCERN,
    "concern_redactions": Kept.CONCERN,
    "concern_steps_aside": Kept.CONCERN,
    "concern_subjects": Kept.CONCERN,
    "concern_tellers": Kept.CONCERN,
    "concerns": Kept.CONCERN,
    "consent_answers": Kept.SIGNED,
    "consent_holds": Kept.SIGNED,
    "consent_records": Kept.SIGNED,
    "contact_checks": Kept.AUDIT,
    "current_answers": Kept.SIGNED,
    "event_request_children": Kept.SIGNED,
    "event_request_ends": Kept.SIGNED,
    "event_requests": Kept.SIGNED,
    "family_imports": Kept.WAITING,
    "group_checks": Kept.SIGNED,
    "group_facts": Kept.FAMILY,
    "group_guest_signatures": Kept.SIGNED,
    "group_guests": Kept.SIGNED,
    "group_lines": Kept.FAMILY,
    "group_lists": Kept.LIST,
    "guardianships": Kept.FAMILY,
    "handler_proposal_ends": Kept.CONCERN,
    "handler_proposals": Kept.CONCERN,
    "hold_lifts": Kept.SIGNED,
    "invitations": Kept.SECURITY,
    "issued_records": Kept.AUDIT,
    "listed_adults": Kept.SIGNED,
    "outbox_messages": Kept.MESSAGE,
    "paper_forms": Kept.SIGNED,
    "relationship_declarations": Kept.SIGNED,
    "relationship_steps": Kept.SIGNED,
    "post_edits": Kept.SIGNED,
    "post_removals": Kept.SIGNED,
    "poster_designation_ends": Kept.SIGNED,
    "poster_designations": Kept.SIGNED,
    "posts": Kept.SIGNED,
    "reminder_rounds": Kept.MESSAGE,
    "reminders": Kept.MESSAGE,
    "responsibility_checks": Kept.SIGNED,
    "responsibility_returns": Kept.SIGNED,
    "same_person_undos": Kept.SIGNED,
    "same_persons": Kept.SIGNED,
    "sign_ins": Kept.SECURITY,
    "take_down_answers": Kept.SIGNED,
    "take_downs": Kept.SIGNED,
    "throttle_count": Kept.SECURITY,
    "visit_ends": Kept.VISIT,
    "visitor_doors": Kept.SECURITY,
    "visits": Kept.VISIT,
}

# The setting's own texts and details, and the database's own diary.
FREE_OF_PERSONAL_DATA = frozenset(
    {
        "documents",
        "requirement_lists",
        "schema_migrations",
        "seal_certificates",
        "sessions",
        "settings",
        "wording_drafts",
        "wording_versions",
    }
)
