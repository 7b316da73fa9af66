"""Whose columns they are and what they hold, by headings of many kinds and the cells below."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.columns import FIELDS, Layout, Mapping
from portal.imports.headings import heading_score, recognise
from portal.imports.interpretation import mapping_faults
from portal.imports.reading import read_workbook
from portal.imports.spellings import take_apart

CASES = Path(__file__).parent / "cases"
CHILD = ("Child's first name", "Child's surname", "DOB")


def held(mapping: Mapping) -> list[str]:
    return [str(field or "-") for _, field in sorted(mapping.columns.items())]


def columns(headings: Sequence[str], *rows: Sequence[str]) -> list[str]:
    return held(recognise(headings, rows))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("05-bromcom-contact-n.csv",
         "child_1_name child_1_born_on adult_1_name adult_1_relationship adult_1_responsibility adult_1_email adult_1_phone "
         "adult_2_name adult_2_relationship adult_2_responsibility adult_2_email adult_2_phone"),
        ("06-mums-number-first.csv",
         "child_1_name child_1_born_on adult_1_phone adult_1_name adult_1_email adult_2_phone adult_2_name adult_2_email"),
        ("07-mums-number-after.csv",
         "child_1_name child_1_born_on adult_1_name adult_1_phone adult_1_email adult_2_name adult_2_phone adult_2_email"),
        ("65-contact-number-two-numbers.csv",
         "child_1_first_name child_1_last_name child_1_born_on adult_1_first_name adult_1_last_name adult_1_relationship "
         "adult_1_responsibility adult_1_phone adult_1_email"),
        ("93-mum-contact-columns.csv",
         "child_1_name child_1_born_on adult_1_name adult_1_phone adult_1_responsibility adult_2_name adult_2_phone "
         "adult_2_responsibility"),
        ("94-two-phone-columns.csv",
         "child_1_name child_1_born_on adult_1_name adult_1_phone adult_1_phone adult_1_phone adult_1_responsibility"),
        *((name, "child_1_first_name child_1_last_name child_1_born_on adult_1_name adult_1_email adult_1_responsibility "
           "adult_2_name adult_2_email adult_2_responsibility")
          for name in ("31-two-level-merged-header.xlsx", "32-two-level-contact12.xlsx", "92-csv-two-header-rows.csv",
                       "45-p1-p2.xlsx")),
        ("70-fname-sname.csv",
         "child_1_first_name child_1_last_name child_1_born_on adult_1_name adult_1_responsibility"),
        ("02-two-forename-columns.csv",
         "child_1_reference child_1_first_name child_1_last_name child_1_born_on - - adult_1_responsibility - - "
         "adult_1_first_name adult_1_last_name adult_1_email adult_1_phone adult_1_email adult_1_phone -"),
        ("08-ms-forms.csv",
         "- - - - - child_1_name child_1_born_on adult_1_name adult_1_email adult_1_responsibility adult_2_name "
         "adult_2_email adult_2_responsibility"),
    ],
)  # fmt: skip
def test_the_columns_of_a_real_list(name, expected):
    (path,) = CASES.glob(f"*/{name}")
    (sheet,) = read_workbook(path.read_bytes())
    assert columns(sheet.headings, *(row.cells for row in sheet.rows)) == expected.split()


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        ("DOB|D.O.B.|D. O. B.|d o b|DoB|D/O/B|D of B|Birth|Birthday|Born|Date of birth|Birth date|CHILD_DOB|Pupil's DOB|"
         "childDateOfBirth|Date Of Birth (dd/mm/yyyy)|2. Date of birth|Child D.O.B.\n(dd/mm/yy)|What is your child's DOB?",
         "child_1_born_on"),
        ("Forename|Given name(s)|Legal first name|Pupil forename|F/name|Fname|F. name|Name First|Name (First)|First|"
         "Child First|Christian name|Child's First Name(s)", "child_1_first_name"),
        ("Surname|Family Name|Second name|S/name|Sname|L/Name|Name - Last|Last|Legal surname|Childs surname",
         "child_1_last_name"),
        ("Child|Child’s name|Name of child|Name|Full name|Name of your child|Pupil|First and last name|My child's name|"
         "Child's full name (as on birth certificate)|Learner name|First name and surname|First & last name|Eldest child",
         "child_1_name"),
        ("Known as|Preferred name|Preferred forename|Chosen name|Name known as|Nickname", "child_1_known_as"),
        ("Sessions|Attends|Room|Class|Sessions attended", "child_1_sessions"),
        ("Breakfast club|Before-school club", "child_1_sessions"),
        ("ASC|After School Club|Attends ASC?", "child_1_sessions"),
        ("Holiday club|Playscheme", "child_1_sessions"),
        ("Pre-school|Playgroup", "child_1_sessions"),
        ("Start date|Adm. date|Date of admission|Started|Entry date", "child_1_starts_on"),
        ("Leaving date|Date left|Last day", "child_1_leaves_on"),
        ("Admission no.|UPN|Child ID|Ref.|Pupil no|Adm No|Child's number", "child_1_reference"),
        ("Parent name|Carer 1|P1|Parent A|Parent one|Guardian #1|Name of parent/carer 1|Your name|Mum|Mum & Dad|Mam|"
         "Father’s full name|Primary carer|First parent|Main contact|Contact|Legal guardian|P/C 1|Child's mother's name|"
         "Name of person completing this form|Name of parent with parental responsibility|Priority 1 contact name|Relative 1 name|Parent Name 1|1st carer (name)", "adult_1_name"),
        ("Mum first name|P1 Forename|Parent First|Mother: Forename", "adult_1_first_name"),
        ("Mum S/name|Parent A's surname|Parent Last", "adult_1_last_name"),
        ("Carer 2|P2|Parent B|2nd parent|Second contact|Secondary carer|Parent two|Guardian B's name|Parent name 2",
         "adult_2_name"),
        ("Parent email|E-mail|eMail|Home Email|Primary e-mail|My email|Email (father)|Parent1Email|Parent.1.Email|"
         "parent_1_email|Email address|Email 3|Contact email|Mum other email", "adult_1_email"),
        ("Contact number|Contact no|Tel.|Mob|Phone|Mum's number|Contact 1 Number|Home phone|Home number|Mum contact|"
         "Dad contact no|Work tel|Landline|Parent/Carer telephone number|Your telephone|Primary contact number|Mum tel 2|"
         "Mum's 2nd number|Best contact number|Main contact number|Mobile (mum)|Mum home", "adult_1_phone"),
        ("Guardian 4 Tel.|Fourth parent mobile", "adult_4_phone"),
        ("Address|Add|Home Address Line 2|P/code|Post Code|Town/City|Your address (including postcode)|House number",
         "adult_1_address"),
        ("Relationship to child|Relation-\nship|Rel.|Relation|Relationship to the pupil|Your relationship to your child|Parent 1 rel'ship",
         "adult_1_relationship"),
        ("PR?|P.R.|P/R|Par. Resp.|Parental resp|Legal responsibility|Does father have PR?|PR (Yes/No)|PR Y/N|P1 PR|"
         "Does parent/carer 1 have parental responsibility?|Do you have parental responsibility for this child?",
         "adult_1_responsibility"),
        ("Child 2|Second child's name|Child B|Pupil 2 name|2nd child", "child_2_name"),
        ("Second child's DOB|Child 2 D.O.B|DOB of child 2", "child_2_born_on"),
        ("|Emergency contact 1 phone|Emergency contact|GP name|Doctor phone|Key person|Next of kin|Collector 1 name|"
         "Invoice payer|Allergies|School|Sibling name|Sibling's DOB|Child 5 name|Parent 5 name|Social worker's password|🙂|"
         "Middle name(s)|M/name|Mum middle name|Start time|Title|Parent 1 title|Mother's DOB|Father's start date|"
         "Mum works here|Father in forces|Dad has court order|Parent helper|Mum allergies|Child lives with|Has father?|"
         "Father Y/N|Mum (tick)|Father (yes/no)|Is Dad?|For Mum|Mum notes|Child's phone|Child's home address|Number|No.|"
         "No PR|Dad no PR|Father does not have PR|Who has PR?|PR held by|Parents with PR|PR evidence|Parental consent|"
         "Parents 1 and 2|Parent 1 & 2 email|Responsible adult|Marital status|Home|Work|Your partner's name|"
         "Contact order|Contact with father|Surname, Forename|Billing address|Mum's partner|Grandma collects|Reach us at|"
         "Child & DOB|Mum + mobile|Parent and relationship",
         "-"),
    ],
)  # fmt: skip
def test_a_heading_alone(headings, field):
    alone = {heading: columns([heading])[0] for heading in headings.split("|")}
    assert alone == dict.fromkeys(alone, field)


IVY = ("Ivy Marsh", "1/2/2022")


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        # People are told apart by numbers, letters and words; "Mum" takes a number that is free.
        ("Mum|Parent 2|Child", "adult_1_name adult_2_name child_1_name"),
        ("Parent 1|Mum|Dad", "adult_1_name adult_2_name adult_3_name"),
        ("Father name|Mother name|Mum PR|Dad's email", "adult_1_name adult_2_name adult_2_responsibility adult_1_email"),
        ("Stepmum|Stepdad|Stepdad email|Nan", "adult_1_name adult_2_name adult_2_email adult_3_name"),
        ("Mum 1|Mum 1 email|Mum 2|Mum 2 email", "adult_1_name adult_1_email adult_2_name adult_2_email"),
        ("Parent 1 (Mother) name|Parent 1 email|Parent 2 (Father) name", "adult_1_name adult_1_email adult_2_name"),
        ("Primary Guardian 1 name|Primary Guardian 2 name|Primary Guardian 2 email",
         "adult_1_name adult_2_name adult_2_email"),
        ("Parent Name 1|Parent Email 1|Parent Name 2|Parent Email 2",
         "adult_1_name adult_1_email adult_2_name adult_2_email"),
        ("Contact Name 1|Contact Email 1|Contact Mobile 1|Contact Name 2|Contact Email 2",
         "adult_1_name adult_1_email adult_1_phone adult_2_name adult_2_email"),
        ("Parent|Parent Tel 1|Parent Tel 2", "adult_1_name adult_1_phone adult_1_phone"),
        ("Parent name|Other parent name|Other parent phone", "adult_1_name adult_2_name adult_2_phone"),
        ("Primary contact|Primary contact number|Secondary contact|Secondary contact number",
         "adult_1_name adult_1_phone adult_2_name adult_2_phone"),
        ("Parent name|Parent phone|Carer name|Carer phone", "adult_1_name adult_1_phone adult_2_name adult_2_phone"),
        ("Foster carer|Social worker|Social worker tel", "adult_1_name adult_2_name adult_2_phone"),
        ("Parent 1 (with PR)|Parent 2 with parental responsibility|Parent 2 PR",
         "adult_1_name adult_2_name adult_2_responsibility"),
        ("Parental Contact 1|Relationship 1|Mobile 1|Parental Contact 2|Relationship 2|Mobile 2",
         "adult_1_name adult_1_relationship adult_1_phone adult_2_name adult_2_relationship adult_2_phone"),
        ("Person 1|Person 1 relationship|Person 2|Person 2 relationship",
         "adult_1_name adult_1_relationship adult_2_name adult_2_relationship"),
        ("Priority 1 Contact|Priority 1 Relationship|Priority 1 Mobile|Priority 2 Contact|Priority 2 Mobile",
         "adult_1_name adult_1_relationship adult_1_phone adult_2_name adult_2_phone"),
        ("Mum|Dad|Person 1|Priority 1 mobile|Priority 1", "adult_1_name adult_2_name - - -"),
        # Who fills in a form.
        ("Your name|Your email|Your child's name|My child's DOB|Do you have PR?",
         "adult_1_name adult_1_email child_1_name child_1_born_on adult_1_responsibility"),
        ("Your name|Second parent's name|Child's name|Second parent's email",
         "adult_1_name adult_2_name child_1_name adult_2_email"),
        ("Your name|Your email|Mum|Dad", "- - adult_1_name adult_2_name"),
        ("Timestamp|Email Address|Your name|Child's name|Second adult's name|Email",
         "- adult_1_email adult_1_name child_1_name adult_2_name -"),
        ("Timestamp|ID|Email Address|Child's name|Parent's name", "- - adult_1_email child_1_name adult_1_name"),
        # Nothing of theirs is given to the other parent, the second, or a mother who may be somebody else.
        ("Email address|Timestamp|Child's name|Your mobile|Second parent's name|Second parent's mobile",
         "- - child_1_name - adult_2_name adult_2_phone"),
        ("Child|Your relationship to the child|Your mobile|Name of other parent|Other parent's email",
         "child_1_name - - adult_1_name adult_1_email"),
        ("Child|Your relationship|Your mobile|Mother's name", "child_1_name - - adult_1_name"),
        ("Child|Parent's name|Your mobile", "child_1_name adult_1_name adult_1_phone"),
        ("Child|DOB|PR|Parent 2|Parent 2 email", "child_1_name child_1_born_on - adult_2_name adult_2_email"),
        ("Child|Relationship to child|Contact number|Name of other parent|Email",
         "child_1_name - - adult_1_name adult_1_email"),
        ("Timestamp|Email|Child|Phone|Father's name|PR",
         "- - child_1_name - adult_1_name adult_1_responsibility"),
        ("Child|Phone|Father's name", "child_1_name adult_1_phone adult_1_name"),
        # A form may keep the name of whoever was signed in.
        ("ID|Start time|Completion time|Email|Name|Child's name|Your mobile|Other parent's name|Other parent's email",
         "- - - adult_1_email adult_1_name child_1_name adult_1_phone adult_2_name adult_2_email"),
        ("ID|Completion time|Email|Name|Child's name|Mother's name|Father's name",
         "- - - - child_1_name adult_1_name adult_2_name"),
        ("ID|Completion time|Email|Name|Child's name|Your name|Your mobile|Second parent's name",
         "- - adult_1_email - child_1_name adult_1_name adult_1_phone adult_2_name"),
        ("Timestamp|Email address|Name|DOB|Mum", "- - child_1_name child_1_born_on adult_1_name"),
        # Somebody to ring beside the parents may not be of the family.
        ("Mum|Mum phone|Dad|Contact 1 name|Contact 1 phone", "adult_1_name adult_1_phone adult_2_name - -"),
        ("Mum|Dad|Contact 1 number|Contact 2 number", "adult_1_name adult_2_name - -"),
        ("Parent 1|Parent 2|Contact 1 number|Contact 2 number", "adult_1_name adult_2_name adult_1_phone adult_2_phone"),
        ("Parent name|Main contact number", "adult_1_name adult_1_phone"),
        ("Mum|Parent 2 email", "adult_1_name -"),
        # What stands to the right of a stranger may be the stranger's.
        ("Mum|GP|Tel", "adult_1_name - -"),
        ("Parent 1 name|Emergency contact|Phone", "adult_1_name - -"),
        ("Mum|Sibling name|Phone", "adult_1_name - -"),
        ("Mum|Mum emergency contact|Phone", "adult_1_name - -"),
        ("Mum|Father Y/N|PR", "adult_1_name - -"),
        ("Mum|PR|Father Y/N", "adult_1_name adult_1_responsibility -"),
        ("Mum|Mum works here|PR", "adult_1_name - adult_1_responsibility"),
        ("Carer|Mobile|Partner|Mobile", "adult_1_name adult_1_phone - -"),
        ("Mum|Email|Aunt|Email", "adult_1_name adult_1_email - -"),
        # A bare detail with several adults is nobody's, unless each adult has one to the right.
        ("Mum|Dad at home|PR|Dad|Mum works here|PR", "adult_1_name - - adult_2_name - -"),
        ("Mum|Dad|PR|Relationship|Email|Mobile|Home address", "adult_1_name adult_2_name - - - - adult_1_address"),
        ("Mum|Dad|Address|Town|Postcode", "adult_1_name adult_2_name adult_1_address adult_1_address adult_1_address"),
        ("Mum|Dad|Parent email", "adult_1_name adult_2_name -"),
        ("Mum|PR|Dad|PR", "adult_1_name adult_1_responsibility adult_2_name adult_2_responsibility"),
        ("PR|Mum|PR|Dad", "- adult_1_name - adult_2_name"),
        ("Mum|Dad|PR|PR", "adult_1_name adult_2_name - -"),
        ("Mum|Mobile|Tel|Dad|Mobile|Tel",
         "adult_1_name adult_1_phone adult_1_phone adult_2_name adult_2_phone adult_2_phone"),
        ("Mum|Home address|Dad|Postal address", "adult_1_name adult_1_address adult_2_name adult_2_address"),
        ("Child 2|Mum|PR", "child_2_name adult_1_name adult_1_responsibility"),
        ("Child 2|PR|Mum", "child_2_name - adult_1_name"),
        ("Parent 1|Parent 2|Email 1|Email 2|PR 2",
         "adult_1_name adult_2_name adult_1_email adult_2_email adult_2_responsibility"),
        ("Mum|Dad|Email 1|Email 2", "adult_1_name adult_2_name - -"),
        ("Mum|Phone 1|Phone 2", "adult_1_name adult_1_phone adult_1_phone"),
        # The same heading again.
        ("Forename|Surname|DOB|Title|Forename|Surname|Email",
         "child_1_first_name child_1_last_name child_1_born_on - adult_1_first_name adult_1_last_name adult_1_email"),
        ("Forename|Surname|DOB|Forename2|Surname3",
         "child_1_first_name child_1_last_name child_1_born_on adult_1_first_name adult_1_last_name"),
        ("Forename|Surname|DOB|Forename|Surname|Email|Forename|Surname|Email",
         "child_1_first_name child_1_last_name child_1_born_on adult_1_first_name adult_1_last_name adult_1_email "
         "adult_2_first_name adult_2_last_name adult_2_email"),
        ("Forename|Surname|DOB|Forename|Surname|DOB", "child_1_first_name child_1_last_name child_1_born_on - - -"),
        ("Forename|Forename|Surname|Surname", "child_1_first_name - child_1_last_name -"),
        ("Legal Forename|Legal Surname|Forename|Surname", "child_1_first_name child_1_last_name - -"),
        ("Name|DOB|Name|Relationship", "child_1_name child_1_born_on adult_1_name adult_1_relationship"),
        ("Child|Mum forename|Dad forename|Surname|Surname", "child_1_name adult_1_first_name adult_2_first_name - -"),
        ("Child|DOB|First name|Last name|Email",
         "child_1_name child_1_born_on adult_1_first_name adult_1_last_name adult_1_email"),
        ("Child Forename|Surname|Parent Forename|Surname",
         "child_1_first_name child_1_last_name adult_1_first_name adult_1_last_name"),
        ("Forename|Surname|Mum Forename|Surname|Email|Dad Forename|Surname|Email",
         "child_1_first_name child_1_last_name adult_1_first_name adult_1_last_name adult_1_email adult_2_first_name "
         "adult_2_last_name adult_2_email"),
        ("Parent|Relationship|Tel|Parent|Relationship|Tel",
         "adult_1_name adult_1_relationship adult_1_phone adult_2_name adult_2_relationship adult_2_phone"),
        ("Parent email|Parent name|Parent email|Parent name", "- - - -"),
        ("Parent name|Parent name|Parent PR|Parent PR", "adult_1_name adult_2_name - -"),
        ("Parent name|Parent name|Parent email", "adult_1_name adult_2_name -"),
        ("Parent|Parent email|Parent", "adult_1_name adult_1_email adult_2_name"),
        ("Mum|Mum tel|Mum|Mum tel", "adult_1_name adult_1_phone adult_2_name adult_2_phone"),
        # Several children.
        ("Child 1 name|Child 1 DOB|Child 2 name|Second child's DOB|Sibling name",
         "child_1_name child_1_born_on child_2_name child_2_born_on -"),
        ("Child 1|DOB|Child 2|DOB", "child_1_name child_1_born_on child_2_name child_2_born_on"),
        ("Eldest child|DOB|Second child|DOB|PR for eldest child",
         "child_1_name child_1_born_on child_2_name child_2_born_on -"),
        ("Child & DOB|Child|DOB", "- child_1_name child_1_born_on"),
        ("Child 1|Child 2|DOB|DOB", "child_1_name child_2_name - -"),
        ("Child 1|DOB|Child 2", "child_1_name child_1_born_on child_2_name"),
        ("Child 1|Child 2|DOB", "child_1_name child_2_name -"),
        ("Name 1|DOB 1|Name 2|DOB 2|Mum", "child_1_name child_1_born_on child_2_name child_2_born_on adult_1_name"),
        ("Child name|Child DOB|Child name|Child DOB", "child_1_name child_1_born_on child_2_name child_2_born_on"),
        ("Child name|DOB|Child name", "child_1_name child_1_born_on -"),
        ("Family name|Child 1|Child 2", "- child_1_name child_2_name"),
        # What is said of an adult and one of several children is not said for all.
        ("Child 1|Child 2|Parent|Relationship to child 1|Relationship to child 2|PR child 1|PR child 2",
         "child_1_name child_2_name adult_1_name - - - -"),
        ("Child 1|Child 2|Mother|Mother's PR for child 1|Mum PR for 2nd child|Father|Child B's father PR",
         "child_1_name child_2_name adult_1_name - - adult_2_name -"),
        ("Child 1|Child 2|Child 1 mother|Child 2 mother email|Dad", "child_1_name child_2_name - - adult_1_name"),
        ("Child 1|PR|Child 2|PR|Mum", "child_1_name - child_2_name - adult_1_name"),
        ("Child 1|Child 2|Parent 1|PR 1|PR 2", "child_1_name child_2_name adult_1_name - -"),
        ("Child 1|Child 2|Mum|PR|Relationship to child",
         "child_1_name child_2_name adult_1_name adult_1_responsibility adult_1_relationship"),
        # A name in parts.
        ("Name|Surname|DOB", "child_1_first_name child_1_last_name child_1_born_on"),
        ("Child|Surname|DOB|Mum|Mum surname",
         "child_1_first_name child_1_last_name child_1_born_on adult_1_first_name adult_1_last_name"),
        ("Full name|Forename|Surname", "- child_1_first_name child_1_last_name"),
        ("Room|Sessions", "- child_1_sessions"),
    ],
)  # fmt: skip
def test_headings_together(headings, expected):
    assert columns(headings.split("|")) == expected.split()


@pytest.mark.parametrize(
    ("headings", "rows", "expected"),
    [
        # A column of telephone numbers, e-mails, ticks, numbers or dates is nobody's name.
        ("Mum|Mum", [("Nell Marsh", "07700 900111")], "adult_1_name adult_1_phone"),
        ("Parent|Parent|Parent", [("Nell Marsh", "n@example.org", "0770 0900111 (home)")],
         "adult_1_name adult_1_email adult_1_phone"),
        ("Mum|Dad", [("Yes", "T"), ("no", "✓"), ("-", "x")], "- -"),
        ("Mum|Father", [("Nell Marsh", "1985-02-03"), ("Fay Roe", "3/4/1980 00:00")], "adult_1_name -"),
        ("Pupil|Forename|Surname", [("501", "Ivy", "Marsh")], "- child_1_first_name child_1_last_name"),
        ("Contact 1|Contact 1 name", [("Mother", "Nell Marsh"), ("Step-father", "Rob Roe")],
         "adult_1_relationship adult_1_name"),
        ("First name|Surname|Mum|Dad", [("Nil", "Yildiz", "No", "Ma"), ("Na", "Null", "None Roe", "Bo")],
         "child_1_first_name child_1_last_name adult_1_name adult_2_name"),
        ("Child|Parent with PR|Mum with PR", [("Ivy Marsh", "Yes", "Yes"), ("Bo Roe", "No", "No")], "child_1_name - -"),
        # Where names stand in a column for responsibility, it is a name's.
        ("Child|Mum (PR)|Dad (PR)|Mum tel", [("Ivy Marsh", "Nell Marsh", "Rob Marsh", "07700 900111"), ("Bo Roe", "Fay Roe")],
         "child_1_name adult_1_name adult_2_name adult_1_phone"),
        ("Child|Mum|Mum PR|Dad PR", [("Ivy Marsh", "Nell Marsh", "Yes - joint", "Court order")],
         "child_1_name adult_1_name adult_1_responsibility adult_2_responsibility"),
        ("Mum|Mum number", [("07700 900111", "07700 900112"), ("Nell", ""), ("Fay", "")], "adult_1_name adult_1_phone"),
        ("Child|Mum|Dad", [("Ivy Marsh", "Nell Marsh 07700 900111", "Rob Marsh 07700900112"), ("Bo Roe", "Fay Roe 01632 960001")],
         "child_1_name adult_1_name adult_2_name"),
        ("Child|Mum|Mum", [("Ivy Marsh", "Nell Marsh", "Mobile no. 07700 900111"), ("Bo Roe", "Fay Roe", "Work tel 01632 960001")],
         "child_1_name adult_1_name adult_1_phone"),
        # "Contact", "number", "home" and "work" are telephones where the cells are.
        ("Mum|Mum contact", [("Nell Marsh", "07700 900111")], "adult_1_name adult_1_phone"),
        ("Mum|Mum contact", [("Nell Marsh", "n@example.org")], "adult_1_name adult_1_email"),
        ("Child|Mum contact", [("Ivy Marsh", "Nell Marsh")], "child_1_name -"),
        ("Mum|Mum home|Mum work|Dad no contact", [("Nell Marsh", "01632 960001", "Bakery", "Yes")],
         "adult_1_name adult_1_phone - -"),
        ("Parents|Contact|Email", [("Nell Marsh", "07700 900111", "n@example.org")],
         "adult_1_name adult_1_phone adult_1_email"),
        ("Mum|Contact|Email", [("Nell Marsh", "Fay Roe", "n@example.org")], "adult_1_name - -"),
        ("Mum|Contact number", [("Nell Marsh", "ask at the desk")], "adult_1_name -"),
        # "Parents" may hold what they are to each other.
        ("Child|Parents|Mum|Dad", [("Ivy Marsh", "Married", "Nell Marsh", "Rob Marsh"), ("Bo Roe", "Single", "Fay Roe", "")],
         "child_1_name - adult_1_name adult_2_name"),
        ("Child|Parents", [("Ivy Marsh", "Married"), ("Bo Roe", "Married"), ("Al Lee", "Single")], "child_1_name -"),
        ("Child|Parents", [("Ivy Marsh", "Nell"), ("Bo Roe", "Fay")], "child_1_name adult_1_name"),
        ("Mum|Parent|Dad", [("Nell", "Jo", "Rob"), ("Fay", "Al", "Bo")], "adult_1_name adult_2_name adult_3_name"),
        # What a name is beside a surname.
        ("Name|Surname", [("Ivy", "Marsh")], "child_1_first_name child_1_last_name"),
        ("Name|Surname", [("Ivy Marsh", "Marsh")], "child_1_name -"),
        ("Child's name|Family name|DOB|Mum", [("Ivy Marsh", "Pope", "1/2/2022", "Nell Pope")],
         "child_1_name - child_1_born_on adult_1_name"),
        ("Child|DOB|Legal surname", [("Ivy Marsh", "1/2/2022", "Roe"), ("Bo Lee", "1/2/2022", "Lee-Roe")],
         "child_1_name child_1_born_on -"),
        ("Name|Surname", [("Ivy Rose", "Marsh"), ("Bo", "Roe"), ("Al", "Lee")], "child_1_first_name child_1_last_name"),
        ("Name|Forename", [("Marsh Roe", "Ivy")], "child_1_last_name child_1_first_name"),
        ("Name|Forename", [("Marsh", "Ivy")], "child_1_last_name child_1_first_name"),
        # A column without a heading.
        ("Mum|", [("Nell Marsh", "n@example.org")], "adult_1_name adult_1_email"),
        ("Mum|Column1", [("Nell Marsh", "n@example.org")], "adult_1_name adult_1_email"),
        ("Mum|Dad|", [("Nell Marsh", "Rob Marsh", "n@example.org")], "adult_1_name adult_2_name -"),
        ("Mum||", [("Nell Marsh", "n@example.org", "o@example.org")], "adult_1_name - -"),
        ("Child|", [("Ivy Marsh", "n@example.org")], "child_1_name -"),
    ],
)  # fmt: skip
def test_cells_bear_a_heading_out(headings, rows, expected):
    assert columns(headings.split("|"), *rows) == expected.split()


def test_headings_tell_the_relationship_and_the_kind_of_telephone():
    said = [
        take_apart(heading)
        for heading in (
            "Child", "Mum", "Mum home phone", "Mum mobile", "Mum work phone", "Mum landline/mobile", "Father/Carer", "Nan",
            "Parent 4 (Dad)", "Mum allergies", "Mobile with a note", "Mum Tel (H)", "Mum Tel (M)", "Mum Tel (W)",
            "Mum Tel (H/W)",
        )
    ]  # fmt: skip
    assert {i: str(each.implied) for i, each in enumerate(said) if each.implied} == {
        1: "mother", 2: "mother", 3: "mother", 4: "mother", 5: "mother", 7: "grandparent", 8: "father",
        11: "mother", 12: "mother", 13: "mother", 14: "mother",
    }  # fmt: skip
    assert {i: each.phone for i, each in enumerate(said) if each.phone} == {
        2: "home", 3: "mobile", 4: "work", 11: "home", 12: "mobile", 13: "work",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "rows", "layout"),
    [
        ("Child|Parent name", [(*IVY, "Nell"), ("Bo", "1/2/2022", "Jo")], Layout.ROW_PER_CHILD),
        ("Child|DOB|Parent name", [(*IVY, "Nell"), (*IVY, "Rob")], Layout.ROW_PER_ADULT),
        ("Child|DOB|Mum", [(*IVY, "Nell"), (*IVY, "Nell")], Layout.ROW_PER_CHILD),
        ("Child|DOB|Parent name|Relationship", [], Layout.ROW_PER_ADULT),
        ("Child|DOB|Contact 1|Contact 1 relationship", [], Layout.ROW_PER_CHILD),
        ("Child 1|Child 2|Parent name|Relationship", [], Layout.ROW_PER_CHILD),
        ("Child|DOB", [IVY, IVY], Layout.ROW_PER_ADULT),
    ],
)
def test_a_child_on_several_rows_means_a_row_per_adult(headings, rows, layout):
    assert recognise(headings.split("|"), rows).layout is layout


def test_a_row_of_headings_scores_more_than_a_family():
    assert heading_score(["Forename", "Surname", "", "DOB", "Mum", "Notes"]) == 4
    assert heading_score(["Ivy", "Marsh", "", "1/2/2022", "Nell Marsh", "nuts"]) == 0
    assert heading_score(["Name " * 40, ""]) == heading_score([]) == 0


HEADINGS = (
    "DOB|Name|Forename|Surname|Child|Child 2|Child 1 DOB|Child surname|DOB 2|Name 2|Mum|Dad|Mum PR|Dad Y/N|Parent|Parent 2|"
    "Parent 2 email|Carer|Contact 1|Contact 1 number|Your name|Other parent|PR|Relationship|Email|Phone 2|Address|GP|Room|"
    "Sessions|Legal surname||Mum works here|Emergency contact|Parent 4 forename|Nan|Stepdad|Social worker"
)
CELLS = ("", "Ivy", "Ivy Marsh", "07700 900111", "n@example.org", "yes", "1/2/2022", "Mother")


@given(
    st.lists(st.sampled_from(HEADINGS.split("|")), max_size=14), st.lists(st.lists(st.sampled_from(CELLS), max_size=14))
)
def test_any_columns_give_a_mapping_that_can_be_used_as_it_is(headings, rows):
    mapping = recognise(headings, rows)
    assert list(mapping.columns) == list(range(len(headings)))
    assert all(field is None or field in FIELDS for field in mapping.columns.values())
    assert "field_twice" not in {fault.kind for fault in mapping_faults(mapping, headings)}


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_text_can_be_a_heading(headings):
    assert list(recognise(headings, ()).columns) == list(range(len(headings)))
    assert 0 <= heading_score(headings) <= len(headings)
