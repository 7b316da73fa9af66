"""Keep a table of documents, and let people acknowledge each of them online or on paper, with an account or without."""

import peewee

from portal.foundation.append_only import protect

_DOCUMENTS = """
    CREATE TABLE documents (
        "id" {id},
        "key" VARCHAR(40) NOT NULL,
        "title" VARCHAR(120) NOT NULL,
        "audience" VARCHAR(10) NOT NULL,
        "kind" VARCHAR(10) NOT NULL,
        "position" INTEGER NOT NULL,
        CONSTRAINT "audience_is_known" CHECK ("audience" IN ('parents', 'staff', 'visitors')),
        CONSTRAINT "kind_is_known" CHECK ("kind" IN ('questions', 'statements', 'plain'))
    )
"""
_FIRST_DOCUMENTS = """
    INSERT INTO documents ("key", "title", "audience", "kind", "position") VALUES
        ('consent_form', 'Consent form', 'parents', 'questions', 1),
        ('parent_rules', 'Parent rules', 'parents', 'statements', 2)
"""
_ONE_SIGNER = """
    CONSTRAINT "there_is_one_signer" CHECK ((CASE WHEN account_id IS NULL THEN 0 ELSE 1 END)
    + (CASE WHEN adult_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation IS NULL THEN 0 ELSE 1 END) = 1)
"""
_PAPER = 'CONSTRAINT "paper_is_keyed_by_somebody" CHECK ((signed_on IS NULL) = (keyed_by_id IS NULL))'
_ADULT = 'CONSTRAINT "without_an_account_it_is_paper" CHECK (adult_id IS NULL OR keyed_by_id IS NOT NULL)'

# SQLite changes no column and no constraint of a table: each is made anew and takes over its rows.
_VERSIONS_ANEW = """
    CREATE TABLE made_anew (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "document" VARCHAR(40) NOT NULL,
        "number" INTEGER NOT NULL,
        "language" VARCHAR(10) NOT NULL,
        "change" VARCHAR(10) NOT NULL,
        "body" TEXT NOT NULL,
        "sha256" VARCHAR(64) NOT NULL,
        "published_at" TIMESTAMPTZ NOT NULL,
        "published_by_id" INTEGER,
        FOREIGN KEY ("document") REFERENCES "documents" ("key") ON DELETE RESTRICT,
        CONSTRAINT "change_is_known" CHECK ("change" IN ('minor', 'real'))
    )
"""
_DRAFTS_ANEW = """
    CREATE TABLE made_anew (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "document" VARCHAR(40) NOT NULL,
        "body" TEXT NOT NULL,
        "based_on_id" INTEGER,
        "updated_at" TIMESTAMPTZ NOT NULL,
        "updated_by_id" INTEGER,
        FOREIGN KEY ("document") REFERENCES "documents" ("key") ON DELETE RESTRICT,
        FOREIGN KEY ("based_on_id") REFERENCES "wording_versions" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("updated_by_id") REFERENCES "accounts" ("id") ON DELETE SET NULL
    )
"""
_ACKNOWLEDGEMENTS_ANEW = f"""
    CREATE TABLE made_anew (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "reference" VARCHAR(20) NOT NULL,
        "account_id" INTEGER,
        "adult_id" INTEGER,
        "organisation" VARCHAR(200),
        "signer_name" VARCHAR(200) NOT NULL,
        "wording_id" INTEGER NOT NULL,
        "wording_sha256" VARCHAR(64) NOT NULL,
        "language" VARCHAR(10) NOT NULL,
        "signed_name" VARCHAR(200) NOT NULL,
        "acknowledged_at" TIMESTAMPTZ NOT NULL,
        "signed_on" DATE,
        "keyed_by_id" INTEGER,
        "submission" VARCHAR(64) NOT NULL,
        FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("adult_id") REFERENCES "adults" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("wording_id") REFERENCES "wording_versions" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("keyed_by_id") REFERENCES "accounts" ("id") ON DELETE RESTRICT,
        {_ONE_SIGNER.strip()}, {_PAPER}, {_ADULT}
    )
"""
_COMMON = "id, reference, account_id, {name}, wording_id, wording_sha256, language, signed_name, acknowledged_at, submission"
_PERSON_INDEXES = (
    'CREATE INDEX "acknowledgements_adult_id" ON "acknowledgements" ("adult_id")',
    'CREATE INDEX "acknowledgements_keyed_by_id" ON "acknowledgements" ("keyed_by_id")',
)
_ON_POSTGRES = (
    'ALTER TABLE wording_versions DROP CONSTRAINT IF EXISTS "document_is_known"',
    'ALTER TABLE wording_drafts DROP CONSTRAINT IF EXISTS "document_is_known"',
    *(
        f'ALTER TABLE {table} ADD FOREIGN KEY ("document") REFERENCES "documents" ("key") ON DELETE RESTRICT'
        for table in ("wording_versions", "wording_drafts")
    ),
    "ALTER TABLE acknowledgements ALTER COLUMN adult_name DROP NOT NULL",  # its name holds that of the column
    "ALTER TABLE acknowledgements RENAME COLUMN adult_name TO signer_name",
    "ALTER TABLE acknowledgements ALTER COLUMN signer_name SET NOT NULL",
    "ALTER TABLE acknowledgements ALTER COLUMN account_id DROP NOT NULL",
    "ALTER TABLE acknowledgements ADD COLUMN adult_id INTEGER REFERENCES adults (id) ON DELETE RESTRICT",
    "ALTER TABLE acknowledgements ADD COLUMN organisation VARCHAR(200)",
    "ALTER TABLE acknowledgements ADD COLUMN signed_on DATE",
    "ALTER TABLE acknowledgements ADD COLUMN keyed_by_id INTEGER REFERENCES accounts (id) ON DELETE RESTRICT",
    *(f"ALTER TABLE acknowledgements ADD {check}" for check in (_ONE_SIGNER, _PAPER, _ADULT)),
    *_PERSON_INDEXES,
)


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    db.execute_sql(_DOCUMENTS.format(id=id_))
    db.execute_sql('CREATE UNIQUE INDEX "documents_key" ON "documents" ("key")')
    db.execute_sql(_FIRST_DOCUMENTS)
    if not sqlite:
        for statement in _ON_POSTGRES:
            db.execute_sql(statement)
        return
    _make_anew(db, "wording_versions", _VERSIONS_ANEW)
    _make_anew(db, "wording_drafts", _DRAFTS_ANEW)
    into, out_of = _COMMON.format(name="signer_name"), _COMMON.format(name="adult_name")
    _make_anew(db, "acknowledgements", _ACKNOWLEDGEMENTS_ANEW, into=f"({into})", out_of=out_of)
    for statement in _PERSON_INDEXES:
        db.execute_sql(statement)
    protect(db, "wording_versions", "acknowledgements")


def _make_anew(db, table, statement, *, into="", out_of="*"):
    """Make a table anew with its rows and indexes. Other tables go on to point at it by name."""
    found = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?"
    indexes = [sql for (sql,) in db.execute_sql(found, (table,)).fetchall()]
    db.execute_sql(statement)
    db.execute_sql(f"INSERT INTO made_anew {into} SELECT {out_of} FROM {table}")
    db.execute_sql(f"DROP TABLE {table}")
    db.execute_sql(f'ALTER TABLE made_anew RENAME TO "{table}"')
    for sql in indexes:
        db.execute_sql(sql)
