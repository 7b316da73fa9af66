"""When this happens, do that: every reaction across features, and every room of the house, in one table."""

from flask_babel import lazy_gettext as _l

from portal.access.permissions import Permission
from portal.accounts import cli as accounts_cli
from portal.accounts.events import (
    AccountDisabled,
    AccountEnabled,
    AccountInvited,
    AccountMade,
    HandlerProposalEvent,
    InvitationAccepted,
    RoleGiven,
    RoleTaken,
)
from portal.accounts.models import Account
from portal.accounts.routes import blueprint as accounts
from portal.accounts.staff import working_accounts
from portal.accounts.staff_routes import blueprint as staff
from portal.acknowledgements import emails as acknowledgement_emails
from portal.acknowledgements.events import RulesAcknowledged
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.routes import blueprint as acknowledgements
from portal.attachments.routes import blueprint as attachments
from portal.audit import cli as audit_cli
from portal.audit import service as audit
from portal.audit.models import Registers
from portal.audit.queries import names_of, references_of
from portal.audit.routes import blueprint as audit_log
from portal.children.routes import blueprint as children
from portal.concerns import cli as concerns_cli
from portal.concerns import emails as concern_emails
from portal.concerns import noting, rerouting
from portal.concerns.events import (
    AskedFirst,
    AskedFirstAnswered,
    ConcernAddedTo,
    ConcernAnswered,
    ConcernHandedOn,
    ConcernLeftAlone,
    ConcernRaised,
    ConcernReopened,
    ConcernWithdrawn,
    HandlerSteppedAside,
    OutcomeTold,
    SubjectNamed,
    TellerChosen,
)
from portal.concerns.handler_routes import blueprint as handlers
from portal.concerns.models import Concern
from portal.concerns.record_routes import blueprint as concerns
from portal.consents import asked_first, one_event
from portal.consents import cli as consents_cli
from portal.consents import emails as consent_emails
from portal.consents import service as consent_answers
from portal.consents.events import ChildSayNoted, EventCalledOff, HoldPlaced
from portal.consents.merging.routes import blueprint as families
from portal.consents.models import ChildWish, ConsentHold, ConsentRecord, PaperForm
from portal.consents.one_event_routes import blueprint as consents
from portal.consents.paper.routes import blueprint as consent_paper
from portal.consents.photo_list.routes import blueprint as photo_list
from portal.consents.register.routes import blueprint as consent_register
from portal.consents.staff_notes.routes import blueprint as consent_notes
from portal.families import contact_limit
from portal.families.events import LastDaySet, ResponsibilityChanged, SamePersonStated, SamePersonUndone
from portal.families.models import Adult, Child
from portal.foundation.events import Event, Reactions
from portal.group.guest_routes import blueprint as group
from portal.home.routes import blueprint as home
from portal.imports import cli as imports_cli
from portal.imports.events import FamiliesImported
from portal.imports.routes import blueprint as imports
from portal.issued.models import IssuedRecord
from portal.mail import cli as mail_cli
from portal.mail.routes import blueprint as mail
from portal.posts import emails as post_emails
from portal.posts import queries as post_reading
from portal.posts import take_downs
from portal.posts.clearance.events import AdultAnswered
from portal.posts.clearance.models import Clearance, ListedAdult
from portal.posts.clearance.routes import blueprint as clearances
from portal.posts.events import TakeDownsAnswered, TakeDownsListed
from portal.posts.models import Post
from portal.posts.routes import blueprint as posts
from portal.records import cli as records_cli
from portal.records.complaint_routes import blueprint as records
from portal.records.verify_routes import blueprint as verify
from portal.relationships.models import Declaration
from portal.relationships.routes import blueprint as relationships
from portal.reminders import cli as reminders_cli
from portal.reminders.routes import blueprint as reminders
from portal.settings.events import SettingChanged
from portal.settings.routes import blueprint as settings
from portal.upkeep import cli as upkeep_cli
from portal.visitors.door_routes import blueprint as visits
from portal.visitors.routes import blueprint as visitors
from portal.web.navigation import Group, Item
from portal.wording import upgrading as wording
from portal.wording.library_routes import blueprint as policies
from portal.wording.routes import blueprint as wordings

noting.POSTS.append(post_reading.linkable_posts)
one_event.POSTS.append(lambda use: len(take_downs.resting_on(use)))
# Audit comes first, in the same transaction as what happened.
REACTIONS: Reactions = {
    Event: [audit.record],
    AccountMade: [rerouting.after_access_changed],
    AccountInvited: [contact_limit.count_invitation],
    InvitationAccepted: [rerouting.after_access_changed],
    RoleGiven: [rerouting.after_access_changed],
    RoleTaken: [rerouting.after_access_changed],
    AccountDisabled: [rerouting.after_access_changed],
    AccountEnabled: [rerouting.after_access_changed],
    HandlerProposalEvent: [concern_emails.tell_everyone_who_handles],
    ConcernRaised: [concern_emails.tell_handlers],
    ConcernHandedOn: [concern_emails.tell_handlers],
    ConcernLeftAlone: [concern_emails.tell_raiser],
    TellerChosen: [concern_emails.tell_raiser],
    SubjectNamed: [rerouting.after_access_changed],
    HandlerSteppedAside: [rerouting.after_access_changed],
    ConcernAddedTo: [concern_emails.tell_handlers],
    ConcernWithdrawn: [concern_emails.tell_handlers],
    ConcernAnswered: [concern_emails.tell_raiser],
    AskedFirst: [asked_first.note_asked_first],
    AskedFirstAnswered: [asked_first.note_asked_first_answered],
    OutcomeTold: [concern_emails.tell_raiser],
    ConcernReopened: [concern_emails.tell_raiser],
    SettingChanged: [wording.follow_setting],
    SamePersonStated: [consent_answers.rebuild_after_merge, take_downs.after_merge],
    SamePersonUndone: [consent_answers.rebuild_after_merge, take_downs.after_merge],
    FamiliesImported: [consent_answers.ask_again_after_import, take_downs.after_import],
    **{each: [consent_emails.confirm, take_downs.after_consent] for each in consent_emails.MESSAGES},
    HoldPlaced: [take_downs.after_consent],
    ChildSayNoted: [take_downs.after_consent],
    EventCalledOff: [one_event.tell_who_answered, take_downs.after_event_called_off],
    LastDaySet: [take_downs.after_change_of_child],
    ResponsibilityChanged: [consent_answers.ask_again_after_return, take_downs.after_change_of_child],
    AdultAnswered: [take_downs.after_adult],
    TakeDownsListed: [post_emails.tell_posters],
    TakeDownsAnswered: [post_emails.tell_who_asked],
    RulesAcknowledged: [acknowledgement_emails.confirm_acknowledgement],
}

BLUEPRINTS = (
    attachments,
    mail,
    home,
    records,
    verify,
    accounts,
    staff,
    settings,
    audit_log,
    families,
    children,
    imports,
    consents,
    consent_register,
    reminders,
    consent_notes,
    photo_list,
    clearances,
    posts,
    consent_paper,
    acknowledgements,
    relationships,
    concerns,
    handlers,
    wordings,
    visits,
    visitors,
    policies,
    group,
)

COMMANDS = (
    accounts_cli.group,
    audit_cli.group,
    concerns_cli.group,
    consents_cli.group,
    imports_cli.group,
    mail_cli.group,
    records_cli.group,
    reminders_cli.group,
    *upkeep_cli.groups,
)

NAVIGATION = (
    Item(Group.TODAY, _l("Today"), "home.index", Permission.OWN_ACCOUNT),
    Item(Group.FAMILIES, _l("Your children"), "home.as_parent", Permission.CONSENT_SIGN),
    Item(Group.FAMILIES, _l("All families"), "families.list_children", Permission.FAMILY_READ, frozenset({"children"})),
    Item(
        Group.FAMILIES, _l("Children today"), "consent_notes.children", Permission.CONSENT_NOTE, frozenset({"children"})
    ),
    Item(Group.FAMILIES, _l("Invitations"), "families.invitations", Permission.ACCOUNT_INVITE),
    Item(Group.FAMILIES, _l("Visitors"), "visitors.here", Permission.VISIT_SEE),
    Item(Group.FAMILIES, _l("Import a list"), "imports.upload_list", Permission.FAMILY_IMPORT),
    Item(Group.PICTURES, _l("Who may be photographed"), "photo_list.choose", Permission.CONSENT_REGISTER),
    Item(Group.PICTURES, _l("Cleared today"), "clearances.today", Permission.CLEARANCE_READ),
    Item(Group.PICTURES, _l("Posts"), "posts.register", Permission.POST_READ),
    Item(Group.PICTURES, _l("Take-downs"), "posts.take_downs", Permission.POST_READ),
    Item(Group.PICTURES, _l("Comments"), "posts.read_comments", Permission.POST_REMOVE),
    Item(Group.PICTURES, _l("Posters"), "clearances.designate", Permission.POSTER_DESIGNATE),
    Item(Group.PICTURES, _l("Pictures of you"), "clearances.own_answer", Permission.CONSENT_NOTE),
    Item(Group.PICTURES, _l("Adults in pictures"), "clearances.list_adults", Permission.CLEARANCE_READ),
    Item(Group.PICTURES, _l("Consent register"), "consent_register.show", Permission.CONSENT_REGISTER),
    Item(Group.PICTURES, _l("One event"), "consents.events", Permission.CONSENT_CHASE),
    Item(Group.PICTURES, _l("Reminders"), "reminders.show", Permission.CONSENT_CHASE),
    Item(Group.PICTURES, _l("Facebook group"), "group.register", Permission.GROUP_KEEP),
    Item(Group.PICTURES, _l("Paper forms"), "consent_paper.choose", Permission.CONSENT_PAPER),
    Item(Group.RULES, _l("Who owes a signature"), "acknowledgements.owed", Permission.DOCUMENT_REGISTER),
    Item(Group.RULES, _l("Our rules and policies"), "acknowledgements.own", Permission.DOCUMENT_SIGN),
    Item(Group.RULES, _l("Declared relationships"), "relationships.register", Permission.RELATIONSHIP_CONFIRM),
    Item(Group.CONCERNS, _l("All concerns"), "concerns.register", Permission.CONCERN_HANDLE),
    Item(Group.CONCERNS, _l("Complaints register"), "records.complaints", Permission.CONCERN_INSPECT),
    Item(Group.CONCERNS, _l("Raise a concern"), "concerns.raise_concern", Permission.CONCERN_RAISE),
    Item(Group.RECORDS, _l("Your records"), "home.own_records", Permission.DOCUMENT_READ),
    Item(Group.RECORDS, _l("Inspection pack"), "records.pack", Permission.RECORD_EXPORT),
    Item(Group.RECORDS, _l("Sealed records"), "records.issued", Permission.RECORD_EXPORT),
    Item(Group.RECORDS, _l("Audit log"), "audit.log", Permission.AUDIT_READ),
    Item(Group.RECORDS, _l("Wordings"), "wording.overview", Permission.WORDING_READ),
    Item(Group.RECORDS, _l("People who work here"), "staff.list_staff", Permission.ACCOUNT_INVITE),
    Item(Group.RECORDS, _l("E-mail"), "mail.undelivered", Permission.ACCOUNT_INVITE),
    Item(Group.RECORDS, _l("The setting"), "settings.edit", Permission.SETTING_EDIT),
    Item(Group.RECORDS, _l("Your account"), "accounts.own_account", Permission.OWN_ACCOUNT),
)

AUDIT = Registers(
    # Whose entries of the audit log are shown only to those who may see the row they are about.
    limits={
        "child_say": lambda account: ChildWish.visible_to(account).select(ChildWish.id),
        "concern": lambda account: Concern.handled_by(account).select(Concern.id),
        "consent_hold": lambda account: ConsentHold.visible_to(account).select(ConsentHold.id),
        "consent_record": lambda account: ConsentRecord.visible_to(account).select(ConsentRecord.id),
        "relationship": lambda account: Declaration.visible_to(account).select(Declaration.id),
        # Who took the register of what they handle, and how often, is for nobody it may be about.
        "complaints_register": lambda account: Account.select(Account.id).where(Account.id == account.id),
        "issued_record": lambda account: IssuedRecord.visible_to(account).select(IssuedRecord.id),
    },
    # How the log names rows that people know by a reference.
    references={
        "clearance": lambda ids: references_of(Clearance, ids),
        "concern": lambda ids: references_of(Concern, ids),
        "consent_record": lambda ids: references_of(ConsentRecord, ids),
        "paper_form": lambda ids: references_of(PaperForm, ids),
        "relationship": lambda ids: references_of(Declaration, ids),
        "post": lambda ids: references_of(Post, ids),
        "rules_acknowledgement": lambda ids: references_of(Acknowledgement, ids),
    },
    # Whose names the log says: those whom its reader may see anyway.
    names={
        "account": lambda account, ids: names_of(Account.visible_to(account), ids, Account.name),
        "adult": lambda account, ids: names_of(Adult.visible_to(account), ids, Adult.name),
        "child": lambda account, ids: names_of(Child.visible_to(account), ids, Child.first_name, Child.last_name),
        "listed_adult": lambda account, ids: names_of(ListedAdult.visible_to(account), ids, ListedAdult.name),
    },
    people=lambda account: names_of(working_accounts(account), None, Account.name),
)
