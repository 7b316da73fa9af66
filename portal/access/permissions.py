"""Who may do what: the whole answer, on one screen."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the setting. One person can hold several; rights are the union."""

    PARENT = "parent"
    STAFF = "staff"
    POSTER = "poster"
    LEAD = "lead"
    MANAGER = "manager"
    CHAIR = "chair"
    INSPECTOR = "inspector"


class Permission(StrEnum):
    """Named ``thing:verb``; alphabetical; each one guards at least one route."""

    ACCOUNT_INVITE = "account:invite"
    AUDIT_READ = "audit:read"
    CLEARANCE_MAKE = "clearance:make"
    CLEARANCE_READ = "clearance:read"
    CONCERN_HANDLE = "concern:handle"
    CONCERN_INSPECT = "concern:inspect"
    CONCERN_LOG = "concern:log"
    CONCERN_RAISE = "concern:raise"
    CONSENT_CHASE = "consent:chase"
    CONSENT_EXPORT = "consent:export"
    CONSENT_HOLD = "consent:hold"
    CONSENT_NOTE = "consent:note"
    CONSENT_PAPER = "consent:paper"
    CONSENT_READ = "consent:read"
    CONSENT_REGISTER = "consent:register"
    CONSENT_SIGN = "consent:sign"
    DOCUMENT_PAPER = "document:paper"
    DOCUMENT_READ = "document:read"
    DOCUMENT_REGISTER = "document:register"
    DOCUMENT_SIGN = "document:sign"
    FAMILY_IMPORT = "family:import"
    FAMILY_READ = "family:read"
    GROUP_KEEP = "group:keep"
    OWN_ACCOUNT = "own-account:use"
    POST_READ = "post:read"
    POST_RECORD = "post:record"
    POST_REMOVE = "post:remove"
    POSTER_DESIGNATE = "poster:designate"
    RECORD_EXPORT = "record:export"
    RELATIONSHIP_CONFIRM = "relationship:confirm"
    RELATIONSHIP_DECLARE = "relationship:declare"
    SETTING_EDIT = "setting:edit"
    VISIT_REGISTER = "visit:register"
    VISIT_SEE = "visit:see"
    WORDING_EDIT = "wording:edit"
    WORDING_READ = "wording:read"


P = Permission
_EVERYONE = frozenset({P.OWN_ACCOUNT, P.CONCERN_RAISE})
# Which documents those are, their audience decides.
_SIGNS_DOCUMENTS = frozenset({P.DOCUMENT_SIGN, P.DOCUMENT_READ, P.RELATIONSHIP_DECLARE})
_KEEPS_DOCUMENTS = _SIGNS_DOCUMENTS | {P.DOCUMENT_REGISTER, P.DOCUMENT_PAPER}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PARENT: _EVERYONE | _SIGNS_DOCUMENTS | {P.CONSENT_READ, P.CONSENT_SIGN},
    Role.STAFF: _EVERYONE | _SIGNS_DOCUMENTS | {P.CONCERN_LOG, P.CONSENT_NOTE, P.CONSENT_REGISTER, P.VISIT_SEE},
    Role.POSTER: _EVERYONE
    | _SIGNS_DOCUMENTS
    | {P.CLEARANCE_MAKE, P.CLEARANCE_READ, P.CONCERN_LOG, P.CONSENT_NOTE, P.CONSENT_REGISTER}
    | {P.POST_READ, P.POST_RECORD, P.POST_REMOVE, P.VISIT_SEE},
    Role.LEAD: _EVERYONE
    | _KEEPS_DOCUMENTS
    | {
        P.CONCERN_HANDLE,
        P.CONCERN_INSPECT,
        P.CONCERN_LOG,
        P.CONSENT_EXPORT,
        P.CONSENT_HOLD,
        P.CONSENT_NOTE,
        P.CONSENT_PAPER,
        P.CONSENT_READ,
        P.CONSENT_REGISTER,
    }
    | {P.FAMILY_READ, P.POST_READ, P.RELATIONSHIP_CONFIRM, P.WORDING_READ}
    | {P.GROUP_KEEP, P.VISIT_REGISTER, P.VISIT_SEE},
    Role.MANAGER: _EVERYONE
    | _KEEPS_DOCUMENTS
    | {P.CLEARANCE_READ, P.POSTER_DESIGNATE, P.POST_READ, P.POST_REMOVE}
    | {
        P.ACCOUNT_INVITE,
        P.AUDIT_READ,
        P.CONCERN_HANDLE,
        P.CONCERN_INSPECT,
        P.CONCERN_LOG,
        P.CONSENT_CHASE,
        P.CONSENT_EXPORT,
        P.CONSENT_HOLD,
        P.CONSENT_NOTE,
        P.CONSENT_PAPER,
    }
    | {
        P.CONSENT_READ,
        P.CONSENT_REGISTER,
        P.FAMILY_IMPORT,
        P.FAMILY_READ,
        P.RECORD_EXPORT,
        P.RELATIONSHIP_CONFIRM,
        P.SETTING_EDIT,
    }
    | {P.GROUP_KEEP, P.VISIT_REGISTER, P.VISIT_SEE}
    | {P.WORDING_EDIT, P.WORDING_READ},
    Role.CHAIR: _EVERYONE | {P.CONCERN_HANDLE, P.CONCERN_INSPECT, P.CONCERN_LOG, P.RELATIONSHIP_CONFIRM},
    Role.INSPECTOR: frozenset({P.OWN_ACCOUNT, P.AUDIT_READ, P.CONCERN_INSPECT, P.CONSENT_REGISTER})
    | {P.DOCUMENT_REGISTER, P.POST_READ, P.VISIT_REGISTER, P.WORDING_READ},
}

# Whoever works here and has never signed the staff rules does this alone, and opens the views that say so: safety first.
OPEN_TO_NEW_STARTERS = frozenset({P.CONCERN_LOG, P.CONCERN_RAISE, P.OWN_ACCOUNT}) | _SIGNS_DOCUMENTS
# An inspector looks from outside.
WORK_HERE = frozenset(Role) - {Role.PARENT, Role.INSPECTOR}
# Everyone else sees only the children in their own care.
SEES_EVERY_CHILD = frozenset({Role.STAFF, Role.POSTER, Role.LEAD, Role.MANAGER, Role.INSPECTOR})
# Those who keep the records see each signed form; staff see only what may be shown.
SEES_EVERY_RECORD = frozenset({Role.LEAD, Role.MANAGER})


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Return the union of what each of ``roles`` is granted."""
    return frozenset().union(*(GRANTS[role] for role in roles))
