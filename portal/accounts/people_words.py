"""Words for roles, and for why a change to a person is refused."""

from flask_babel import lazy_gettext as _l

from portal.access.permissions import Role
from portal.accounts.keeping import Reached
from portal.accounts.people_policy import LONGEST_INSPECTION, PersonFault

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
    Role.LEAD: _l("Reads every form, and handles concerns."),
    Role.MANAGER: _l("Keeps every register, answers concerns, and invites people."),
    Role.CHAIR: _l("Handles concerns about the manager. Sees no family’s forms."),
    Role.INSPECTOR: _l("Reads registers and the log for a short time. Changes nothing."),
}
REFUSED = {
    PersonFault.NO_ROLE: _l("Choose at least one role. To shut somebody out, disable their account instead."),
    PersonFault.INSPECTOR_ALONE: _l("An inspector has no other role here. Use an address that nobody signs in with."),
    PersonFault.DAY_NEEDED: _l("Write the last day on which the inspector may read"),
    PersonFault.DAY_NOT_POSSIBLE: _l(
        "Choose a day from today on, %(days)s days ahead at most", days=LONGEST_INSPECTION.days
    ),
    PersonFault.OWN_ACCOUNT: _l("Nobody changes their own roles or account here. Ask another manager."),
    PersonFault.LAST_MANAGER: _l("Somebody has to stay manager. Make another person manager first, who has signed in."),
    PersonFault.DISABLED: _l("This account is disabled. Enable it on its own page first."),
}
# Whoever is only invited has no account yet that could be disabled.
INVITATION_REFUSED = REFUSED | {PersonFault.NO_ROLE: _l("Choose at least one role")}
REACHED = {
    Reached.SENT: _l("An invitation is on its way to %(email)s."),
    Reached.SENT_JUST_NOW: _l("An invitation went to %(email)s a moment ago, so we sent no second one."),
    Reached.IN_ALREADY: _l("They sign in already, so no invitation was needed."),
    Reached.NO_ADDRESS: _l("They have no e-mail address. A letter can be made under Families, Invitations."),
}
