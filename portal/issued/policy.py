"""Which records leave the portal as sealed files."""

from enum import StrEnum


class IssuedKind(StrEnum):
    """The records that leave sealed (product.md §6), by the kind of row that they are about."""

    CONSENT = "consent_record"
    ACKNOWLEDGEMENT = "rules_acknowledgement"
    CONCERN = "concern"
    REGISTER = "consent_register"
    PHOTO_LIST = "photo_list"
    PACK = "inspection_pack"
    POLICY = "policy_history"
    RELATIONSHIPS = "relationship_register"
    OWED = "acknowledgement_register"
    POSTS = "post_register"
    CHILD_POSTS = "child_posts"
    VISITORS = "visitor_register"
    COMPLAINTS = "complaints_register"
    LETTERS = "letters"
    BLANK = "blank_form"
    WALL_SHEET = "wall_sheet"
