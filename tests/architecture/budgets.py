"""How many lines of Python each room may have, and how many it is to have.

A budget is a hard limit: today's count, rounded up to the next ten. It is lowered whenever a room has become a tenth
smaller, so that what was won is kept. Raising one is a decision: write the reason beside the number.
"""

from collections import Counter
from dataclasses import dataclass

from tests.architecture.sources import Source


@dataclass(frozen=True)
class Room:
    """Folders, and files at the top, that share a budget. ``goal`` is where the room is going."""

    names: tuple[str, ...]
    budget: int
    goal: int

    def __str__(self) -> str:
        return ", ".join(self.names)


ROOMS = (
    # Each reaction is a line of wiring; who signs documents and who keeps their registers.
    # Whether the portal's address opens on its own machine alone.
    # Links are held while it does.
    # Whose names the audit log says.
    # Who accepts an invitation, is proposed or is named later as whom a concern is about has concerns routed again.
    # A concern names posts of the register.
    Room(("access", "config", "wiring", "__init__"), budget=686, goal=500),
    # The readers of text and dates came here from web, imports and consents.
    # A time with a zone tells the day in England, and a list's dates can be read month first.
    # A code for letters, and reading it however it is typed.
    # Working days in England.
    # A migration adds to what a column may hold, whatever others added before.
    # A query behind IN is put into SQL once: a tenth to a quarter of a page.
    # Bank holidays, for whoever counts opening days.
    Room(("foundation",), budget=1_060, goal=650),
    # Paging, filters and the helper for refusals came here from the rooms that each had their own.
    # Jinja is given its globals as a plain dict: up to a tenth of what a page costs.
    # The addresses that every page links are built once. A file under the name of a text is no text.
    # No wrong clock ends a session, and a page asks again by itself while the database is locked.
    # The field that finds people stands on every page.
    # Links are understood with what was pasted after them. Whom somebody looks for stands in no address.
    # A signature unlike the person's own name is asked about once, whatever is signed.
    # Failures alone are counted, of IPv6 by the line, files by the person; what was typed when one has to wait is kept.
    # Pages are compressed, and so the token against other sites is masked anew on each. What is too large keeps its start.
    # A menu in six groups.
    # A record as a page takes the calls that draw it as PDF, in place of a template for each.
    # A file for a spreadsheet, which runs nothing in it, came here from consents.
    # What was typed comes back where a rule refuses a form without a question of its own.
    # Whoever saves second is told what the first one saved, in the ten forms that change what is stored.
    # Words that stand beside a choice, such as contacts to tick, are not what a tick takes the place of.
    Room(("web",), budget=1_660, goal=950),
    # A process of its own for files from strangers, clean copies and pages of PDFs, keys that can be renewed.
    # Files that no record names are set aside for a month first: the database may be an older backup.
    # Family lists wait here too, a form's files share one time, and a child ends with its server.
    # Files wait with a draft for longer than an hour. Every room shows a file at one address: looked at, a page, a download.
    Room(("attachments",), budget=1_600, goal=1_500),
    # National contacts are filled in, and a contact that is edited is not said to be checked.
    # What became of each message, why all of them wait, a test e-mail, and links whose address is put in when they are sent.
    # Addresses at which the last message did not arrive; which details were changed is said by name.
    # The audit log says names to those who may see them, and is filtered by person, child, kind and day.
    # The hash of the entry on a record travels with it.
    # Contacts open to all, each with the day on which its words were checked.
    # When comments are read, on which days we open, and why a comment is hidden. When the setting is closed.
    # The log says when nobody was signed in; two people who change the same setting at once are told of each other.
    Room(("audit", "mail", "settings"), budget=1_540, goal=850),
    # A full disk keeps nobody from signing out, and whose words a form held is known without a cookie.
    # Before set-up a page says where the link is, and a command prints it.
    # Letters wait to be printed and have a code to type; an invitation knows its e-mail, and its days count from sending.
    # A device on which somebody signed in before has tries of its own, and a forgotten password tells nothing by time.
    # Who judges managers is chosen by those who do: they hand it on, a manager proposes, any handler objects.
    # What somebody may do here is said when it was changed. The terminal takes one role and leaves the others.
    # The base of the two lists of people without an account came here from posts and group.
    Room(("accounts",), budget=2_430, goal=1_600),
    # Sealed files that left, and the key that seals: kept, never replaced by itself, its earlier ones known.
    # Letters, forms to fill in and the sheet for the wall leave sealed as well.
    Room(("issued",), budget=320, goal=310),
    # Responsibility has three states, and each check of it says who made it, when and how.
    # Children, adults and relationships are added, corrected and removed by hand, each with its rule, refusal and event;
    # responsibility is checked for many on one page.
    # Sessions are rows that the setting renames and adds to.
    # One press invites everybody in the way that reaches them, and says what became of it; letters to print.
    # Two entries that are one person: the fact, every row that it moved and how it was, its undoing, what is asked first.
    # Whose own child it is came here from consents: who may answer is not decided by one who answers.
    # Who judges managers is sent no letter that a manager prints.
    # Each correction says what it did.
    # A check that somebody else noted meanwhile is told before responsibility is given.
    Room(("families",), budget=2_870, goal=2_500),
    # Nothing is guessed: headings are told apart by a closed vocabulary (a table beside the code), and what is likely in names, dates, sessions and
    # people is a question with its options, its sentences and its answers kept. Reading finds hidden rows, headings on
    # two rows, every sheet and three older kinds of letters.
    # A tick and an answer are kept with what was shown, a look goes on to the first box that nobody looked at, and a list
    # that is gone is said where it can be uploaded again.
    # Words are compared with the setting's own sessions.
    # Somebody with two entries is found by either of them.
    # A relation beside a name is read with it, and a court order beside a yes keeps the box open.
    # A court order stands against the one press as well, and a relation beside a name before its column.
    Room(("imports",), budget=4_940, goal=2_800),
    # Fields write the sentences; the pages of the editor, the history and the move of older texts are here too.
    # The manager reads and publishes the first texts on one page, and is led there from each page that needs them.
    # Rules and policies of every kind: who may read them, from which day a version holds, and their first texts as data.
    # A whole document is written on one page, what was pasted made plain; its versions are pages and PDFs.
    # Every version of every text is a part of the inspection pack; how its first use stood is data.
    # The text that asks about one event alone. A text is drawn here once, for every record that cites it. A page of statements that is sent twice is saved once.
    Room(("wording",), budget=3_040, goal=1_100),
    # Each record as data too. Of a large register, a query finds the few children who can stand as was chosen before they are ruled on.
    # An adult whose responsibility is restricted can say no, and is told that a yes does not count.
    # No square on paper leads to an address that opens on one computer only.
    # Two entries that are one: the pages that compare them, the fold of both histories, and registers of the past.
    # One fold of an adult's answers for a child, for the first page and the child's own; names of records and their files.
    # One glossary of states for every page and every paper.
    # A child's answers beside each other, each wording once; a page for each record, and the record as data inside its PDF.
    # Whether each answer of a record still counts, for whoever checks it.
    # Whom a paper can only name with hollow squares is told apart; the sheet for the wall says at its foot how to check it.
    # One event, asked apart from the form: its question, its answers until its day is over, and its pages. It can be called
    # off, more children be added, and who is not written to is named; its answers are reminded of.
    # Who has responsibility again is asked again: a table, its note and its place among what was answered and merged.
    # Who answered about an event is told that it is called off, and no post of it is recorded at that moment.
    # An event is asked about on paper too, and its forms leave sealed.
    # A check of one entry gives nothing back to another before the two were found to be one.
    Room(("consents",), budget=6_350, goal=4_800),
    # One round over answers and rules, with whom it leaves out and why, restricted adults among them; it came here from consents.
    # Whoever works here, and is on no list of families, is reminded in the same round.
    Room(("reminders",), budget=880, goal=700),
    # What is open about somebody never goes to whom they gave a role since. One letter for both entries of a child.
    # Who handles what, for everybody to read; handlers name later whom one is about; who raised it is told when nobody
    # independent is left.
    # One question a page: a form for each, the draft that is kept encrypted for whoever writes it, what is looked at
    # before it is sent, a first page's news, words of their own for parents and for handlers, and words to begin with.
    # A page for each record, and the counts by kind with their days.
    # Duties with clocks of their own, their words and pages; a breach step by step with its record; handing one concern
    # on; one mail until it is read; and the doors without an account and for somebody.
    # What inspectors ask of a case: its facts, actions, requirements by edition, one timeline, and the outcome letter.
    # Who read which text for names and what they hid; the complaints register with each field that inspectors ask for.
    # Whoever told what was logged for them follows it with their account, where a handler says that they want to.
    # A copy for whoever told us; words like a name, names on our lists; pages of an earlier release.
    # Of two handlers who note at once, neither wipes what they left as it stood and the other changed.
    Room(("concerns",), budget=7_200, goal=4_000),
    # Any number of documents, each with its register, and papers that are printed and keyed in; by any entry of an adult.
    # Signatures as rows, each text once, the counts of each document, and a page for each record.
    # Whom a paper can only name with hollow squares is told apart, by a sign-in name that is looked up.
    # A paper says who saw it being signed, or has a scan.
    # Who owes what over all documents, as page, spreadsheet and paper; the staff rules before anything else opens.
    Room(("acknowledgements",), budget=1_610, goal=1_200),
    # Who is in the closed group: a pasted list is read, asked about and remembered; others who sign by link; its checks.
    # Who does not want to be in it, and two people of one name.
    Room(("group",), budget=1_220, goal=700),
    # A parent and somebody who works here know each other: declared, confirmed, ended, and the register of it.
    Room(("relationships",), budget=610, goal=350),
    # A page at the door for a tablet and for visitors' own phones, the register with its files, and the doors themselves.
    Room(("visitors",), budget=980, goal=500),
    # Clearing a picture, who may post, what colleagues say; posts, what a no takes down and by when, with their registers.
    # Who reads the comments on posts and when, and what they found, which is a concern at once.
    # Adults without an account answer on a page of their own; an adult's no takes down what is up.
    # Posts of the last year, as a concern names them.
    # What rests on an event that is called off comes down.
    Room(("posts",), budget=3_960, goal=2_500),
    # One page for a child in place of three, and finding anybody by whatever is at hand.
    # From the child to the question that a parent asked first.
    Room(("children",), budget=300, goal=260),
    # Workers of our own, which no slow client holds up and which end with their parent.
    # What needs a manager is found, sorted and said apart, each with its list and its button.
    Room(
        # Every PDF is tagged: a structure tree, metadata, bookmarks and the objects of the file, packed as they come.
        # Records are sealed, checked on a public page and from the terminal, and each that left is listed.
        # Names in nine further scripts are shaped, and told apart where there is no letter for them.
        # The pack says its gaps first; charts, landscape pages, contents in two columns.
        # Versions of a policy leave sealed, and are current until the next one.
        # What a poster can do now, and the pictures that the example cleared.
        ("records", "home", "upkeep", "pdf"),
        # The complaints register of a period as page, PDF and table; an example of each kind of concern.
        # The example's closed case has what inspectors ask for.
        # A paper about an event and the sheet for the wall are current while what they say holds.
        budget=5_920,
        goal=2_900,
    ),  # children whose parent asked us first; proposals of handlers; e-mails and letters that wait; an address that stands in an envelope's window;
    #  # seven steps for a new manager; commands for keys and files, tasks and registers for each document, children nobody answers for; 5,500 with everything
    #  # policies to look at again, and every version of them in the pack
    #  # comments that nobody has read; visitors and the closed group in the pack, on the first page and in the example
)
# Migrations are as long as they have to be.


def lines_by_name(sources: tuple[Source, ...]) -> Counter[str]:
    """Count the lines of each folder, and of each file at the top."""
    found: Counter[str] = Counter()
    for source in sources:
        found[source.folder] += len(source.path.read_text().splitlines())
    return found


def out_of_budget(lines: Counter[str], rooms: tuple[Room, ...]) -> list[str]:
    """Return a sentence for each room that is too large, so small that its budget has to follow, or without budget."""
    without = sorted(lines.keys() - {name for room in rooms for name in room.names})
    wrong = [f"{name} has {lines[name]:,} lines and no budget: give it one" for name in without]
    for room in rooms:
        count = sum(lines[name] for name in room.names)
        if count > room.budget:
            wrong.append(f"{room}: {count:,} lines, {count - room.budget:,} over its budget of {room.budget:,}")
        elif count <= room.budget * 0.9:
            fitting = -(-count // 10) * 10
            wrong.append(f"{room}: {count:,} lines, so lower its budget from {room.budget:,} to {fitting:,}")
    return wrong


def table(lines: Counter[str], rooms: tuple[Room, ...]) -> str:
    """Return every room with its lines, its budget and its goal, for people."""
    head = f"{'room':<40}{'lines':>8}{'budget':>8}{'goal':>8}"
    counted = [(room, sum(lines[name] for name in room.names)) for room in rooms]
    return "\n".join([head, *(f"{room!s:<40}{count:>8,}{room.budget:>8,}{room.goal:>8,}" for room, count in counted)])
