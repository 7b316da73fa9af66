"""Words for roles, and for what became of an invitation."""

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.permissions import Role
from portal.accounts.policy import InvitationOutcome
from portal.mail.labels import OBSTACLES
from portal.mail.service import obstacles
from portal.web.labels import join_names

ROLES = {
    Role.PARENT: _l("Parent or carer"),
    Role.STAFF: _l("Staff"),
    Role.POSTER: _l("Designated poster"),
    Role.LEAD: _l("Safeguarding lead"),
    Role.MANAGER: _l("Manager"),
    Role.CHAIR: _l("Chair"),
    Role.INSPECTOR: _l("Inspector"),
}
HINTS = {
    Role.STAFF: _l("Sees who may be photographed, and notes what families say."),
    Role.POSTER: _l("Works with the closed group, besides what staff do."),
    Role.LEAD: _l("Answers for keeping children safe. Reads every form, and handles concerns."),
    Role.MANAGER: _l("Keeps every register, answers concerns, and invites people."),
    Role.CHAIR: _l(
        "The nominated person: speaks for the committee or the owner. Handles concerns about the manager. Sees no "
        "family’s forms."
    ),
    Role.INSPECTOR: _l("Reads registers and the log for a short time. Changes nothing."),
}
_OUTCOMES = {
    InvitationOutcome.QUEUED: _l("An invitation is on its way to %(email)s."),
    InvitationOutcome.ALREADY_INVITED: _l("There is an invitation for %(email)s already, so we made no second one."),
    InvitationOutcome.SIGNED_UP: _l("They sign in already, so no invitation was needed."),
    InvitationOutcome.NO_ADDRESS: _l("They have no e-mail address. A letter can be made under Families, Invitations."),
}


def outcome_words(outcome: InvitationOutcome, email: str | None) -> str:
    """Return what became of inviting the person with this address by e-mail."""
    if outcome is InvitationOutcome.QUEUED and (stands_in_the_way := obstacles()):
        return _("The invitation to %(email)s waits: %(why)s.", email=email, why=OBSTACLES[stands_in_the_way[0]])
    return str(_OUTCOMES[outcome]) % {"email": email}


def roles_words(name: str, roles: Collection[Role]) -> str:
    """Return what somebody may do here from this moment."""
    if not roles:
        return _("%(name)s has no role here any more. It counts at once.", name=name)
    held = join_names([str(label) for role, label in ROLES.items() if role in roles])
    return _("%(name)s is here as: %(roles)s. It counts at once.", name=name, roles=held)
