"""Keep that two entries of the family register are one person, who stated it, and that it was undone."""

import peewee

from portal.foundation.append_only import protect

_REFERS = 'FOREIGN KEY ("{0}_id") REFERENCES "{1}" ("id") ON DELETE RESTRICT'
_PEOPLE = {"duplicate_child": "children", "kept_child": "children", "duplicate_adult": "adults", "kept_adult": "adults"}
_TWO = "duplicate_{0}_id IS NOT NULL AND kept_{0}_id IS NOT NULL AND duplicate_{1}_id IS NULL AND kept_{1}_id IS NULL"
_FACTS = f"""
    CREATE TABLE same_persons (
        "id" {{id}},
        "duplicate_child_id" INTEGER,
        "kept_child_id" INTEGER,
        "duplicate_adult_id" INTEGER,
        "kept_adult_id" INTEGER,
        "last_record" INTEGER NOT NULL,
        "moved" TEXT NOT NULL,
        "stated_by_id" INTEGER NOT NULL,
        "stated_at" TIMESTAMPTZ NOT NULL,
        {", ".join(_REFERS.format(column, table) for column, table in _PEOPLE.items())},
        {_REFERS.format("stated_by", "accounts")},
        CONSTRAINT "two_of_a_kind" CHECK (({_TWO.format("child", "adult")}) OR ({_TWO.format("adult", "child")}))
    )
"""
_UNDOS = f"""
    CREATE TABLE same_person_undos (
        "id" {{id}},
        "fact_id" INTEGER NOT NULL,
        "undone_by_id" INTEGER NOT NULL,
        "undone_at" TIMESTAMPTZ NOT NULL,
        {_REFERS.format("fact", "same_persons")},
        {_REFERS.format("undone_by", "accounts")}
    )
"""


def up(migrator, db):
    for table in ("children", "adults"):
        db.execute_sql(
            f'ALTER TABLE {table} ADD COLUMN "same_as" INTEGER REFERENCES "{table}" ("id") ON DELETE RESTRICT'
        )
        db.execute_sql(f'CREATE INDEX "{table}_same_as" ON "{table}" ("same_as")')
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in (_FACTS, _UNDOS):
        db.execute_sql(statement.format(id=id_))
    for column in (*_PEOPLE, "stated_by"):
        db.execute_sql(f'CREATE INDEX "same_persons_{column}_id" ON "same_persons" ("{column}_id")')
    db.execute_sql('CREATE UNIQUE INDEX "same_person_undos_fact_id" ON "same_person_undos" ("fact_id")')
    db.execute_sql('CREATE INDEX "same_person_undos_undone_by_id" ON "same_person_undos" ("undone_by_id")')
    protect(db, "same_persons", "same_person_undos")
