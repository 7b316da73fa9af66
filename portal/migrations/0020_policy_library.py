"""Rules for staff and visitors and a library of policies, each with an owner, a day of review, and a day in force."""

import peewee

_COLUMNS = """
    "id" {id},
    "key" VARCHAR(40) NOT NULL,
    "title" VARCHAR(120) NOT NULL,
    "audience" VARCHAR(10) NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "position" INTEGER NOT NULL,
    "summary" VARCHAR(300) NOT NULL,
    "owner" VARCHAR(120) NOT NULL,
    "review_by" DATE
"""
_AUDIENCE = "CONSTRAINT \"audience_is_known\" CHECK (\"audience\" IN ('parents', 'staff', 'visitors', 'everyone'))"
_KIND = "CONSTRAINT \"kind_is_known\" CHECK (\"kind\" IN ('questions', 'statements', 'plain', 'to_read'))"
_SIGNED = "CONSTRAINT \"who_signs_is_known\" CHECK (audience <> 'everyone' OR kind = 'to_read')"
_ON_POSTGRES = (
    'ALTER TABLE documents DROP CONSTRAINT "audience_is_known"',
    'ALTER TABLE documents DROP CONSTRAINT "kind_is_known"',
    *(f"ALTER TABLE documents ADD {check}" for check in (_AUDIENCE, _KIND, _SIGNED)),
    "ALTER TABLE documents ADD COLUMN \"summary\" VARCHAR(300) NOT NULL DEFAULT ''",
    "ALTER TABLE documents ADD COLUMN \"owner\" VARCHAR(120) NOT NULL DEFAULT ''",
    'ALTER TABLE documents ADD COLUMN "review_by" DATE',
    'ALTER TABLE documents ALTER COLUMN "summary" DROP DEFAULT',
    'ALTER TABLE documents ALTER COLUMN "owner" DROP DEFAULT',
)
# SQLite changes no constraint of a table: it is made anew.
_ON_SQLITE = (
    f"CREATE TABLE made_anew ({_COLUMNS.format(id='INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT')}, "
    f"{_AUDIENCE}, {_KIND}, {_SIGNED})",
    "INSERT INTO made_anew SELECT id, key, title, audience, kind, position, '', '', NULL FROM documents",
    "DROP TABLE documents",
    'ALTER TABLE made_anew RENAME TO "documents"',
    'CREATE UNIQUE INDEX "documents_key" ON "documents" ("key")',
)
_NEW = """
    INSERT INTO documents ("key", "title", "audience", "kind", "position", "summary", "owner") VALUES
    ('staff_rules', 'Staff rules', 'staff', 'statements', 3,
     'What everyone who works or helps here promises about phones, pictures and social media.', 'The manager'),
    ('visitor_rules', 'Visitor rules', 'visitors', 'statements', 4, 'Four short rules for everyone who visits us.',
     'The manager'),
    ('social_networking', 'Social networking', 'everyone', 'to_read', 5,
     'How we use social media, and what we ask of everyone.', 'The manager'),
    ('phones_and_cameras', 'Phones, cameras and devices', 'everyone', 'to_read', 6,
     'Who may take pictures here, with what, and where phones stay.', 'The safeguarding lead'),
    ('parents_as_partners', 'Parents as Partners', 'everyone', 'to_read', 7,
     'How parents and we work together, and how to tell us what you think.', 'The manager'),
    ('complaints', 'Complaints', 'everyone', 'to_read', 8, 'How to complain, and what we do by when.', 'The manager'),
    ('grievance', 'Grievance', 'staff', 'to_read', 9,
     'What to do if something at work is wrong or unfair for you.', 'The chair'),
    ('whistleblowing', 'Whistleblowing', 'staff', 'to_read', 10,
     'How to speak up about harm or wrongdoing, here or outside.', 'The chair'),
    ('staff_behaviour', 'Staff behaviour', 'staff', 'to_read', 11,
     'How we behave so that children are safe and families trust us.', 'The manager'),
    ('privacy_notice', 'Privacy notice', 'everyone', 'to_read', 12,
     'What we keep about you and your child, why, and what you can ask for.', 'The manager')
    ON CONFLICT ("key") DO NOTHING
"""
_FIRST = """
    UPDATE documents SET owner = 'The manager', summary = CASE key
        WHEN 'consent_form' THEN 'Where pictures of your child may be shown: a question for each.'
        ELSE 'What parents and carers promise about pictures, posts and how we reach each other.' END
    WHERE key IN ('consent_form', 'parent_rules')
"""


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    for statement in (*(_ON_SQLITE if sqlite else _ON_POSTGRES), _FIRST, _NEW):
        db.execute_sql(statement)
    db.execute_sql('ALTER TABLE wording_versions ADD COLUMN "in_force_from" DATE')
