"""Keep who is in the closed group, who else is invited, the member list that was pasted last, and checks of the group."""

import peewee

from portal.foundation.append_only import protect

_REFERS = 'FOREIGN KEY ("{0}_id") REFERENCES "{1}" ("id") ON DELETE RESTRICT'
_ONE_PERSON = """(CASE WHEN adult_id IS NULL THEN 0 ELSE 1 END)
 + (CASE WHEN account_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN guest_id IS NULL THEN 0 ELSE 1 END)"""
_WHO = '"adult_id" INTEGER, "account_id" INTEGER, "guest_id" INTEGER'
_IS = ", ".join(_REFERS.format(*each) for each in (("adult", "adults"), ("account", "accounts"), ("guest", "group_guests")))
_TABLES = (
    f"""CREATE TABLE group_guests ("id" {{id}}, "name" VARCHAR(200) NOT NULL, "asked_by" VARCHAR(200) NOT NULL,
        "added_by_id" INTEGER NOT NULL, "added_at" TIMESTAMPTZ NOT NULL, "submission" VARCHAR(64) NOT NULL,
        {_REFERS.format("added_by", "accounts")})""",
    f"""CREATE TABLE group_guest_ends ("id" {{id}}, "guest_id" INTEGER NOT NULL, "ended_by_id" INTEGER NOT NULL,
        "ended_at" TIMESTAMPTZ NOT NULL,
        {_REFERS.format("guest", "group_guests")}, {_REFERS.format("ended_by", "accounts")})""",
    f"""CREATE TABLE group_guest_links ("id" {{id}}, "guest_id" INTEGER NOT NULL, "token_hash" VARCHAR(64) NOT NULL,
        "made_at" TIMESTAMPTZ NOT NULL, {_REFERS.format("guest", "group_guests")})""",
    f"""CREATE TABLE group_guest_signatures ("id" {{id}}, "guest_id" INTEGER NOT NULL,
        "acknowledgement_id" INTEGER NOT NULL,
        {_REFERS.format("guest", "group_guests")}, {_REFERS.format("acknowledgement", "acknowledgements")})""",
    f"""CREATE TABLE group_facts ("id" {{id}}, {_WHO}, "fact" VARCHAR(10) NOT NULL, "noted_by_id" INTEGER NOT NULL,
        "noted_at" TIMESTAMPTZ NOT NULL, {_IS}, {_REFERS.format("noted_by", "accounts")},
        CONSTRAINT "fact_is_known" CHECK ("fact" IN ('invited', 'seen', 'not_seen', 'removed')),
        CONSTRAINT "it_is_about_one_person" CHECK (({_ONE_PERSON}) = 1))""",
    f"""CREATE TABLE group_lines ("id" {{id}}, "text" VARCHAR(300) NOT NULL, "meaning" VARCHAR(10) NOT NULL, {_WHO},
        "said_by_id" INTEGER NOT NULL, "said_at" TIMESTAMPTZ NOT NULL, {_IS}, {_REFERS.format("said_by", "accounts")},
        CONSTRAINT "meaning_is_known" CHECK ("meaning" IN ('person', 'nobody', 'stranger', 'removed', 'unknown')),
        CONSTRAINT "a_person_is_named" CHECK (({_ONE_PERSON}) = (CASE WHEN meaning = 'person' THEN 1 ELSE 0 END)))""",
    f"""CREATE TABLE group_lists ("id" {{id}}, "lines" TEXT NOT NULL, "without_letters" INTEGER NOT NULL,
        "pasted_by_id" INTEGER NOT NULL, "pasted_at" TIMESTAMPTZ NOT NULL, "settled_at" TIMESTAMPTZ,
        "submission" VARCHAR(64) NOT NULL, {_REFERS.format("pasted_by", "accounts")})""",
    f"""CREATE TABLE group_checks ("id" {{id}}, "is_private" {{boolean}} NOT NULL, "who_posts" VARCHAR(10) NOT NULL,
        "admins" TEXT NOT NULL, "checked_by_id" INTEGER NOT NULL, "checked_at" TIMESTAMPTZ NOT NULL,
        "submission" VARCHAR(64) NOT NULL, {_REFERS.format("checked_by", "accounts")},
        CONSTRAINT "who_posts_is_known" CHECK ("who_posts" IN ('admins', 'approved', 'anybody')))""",
)
_UNIQUE = (
    ("group_guests", "submission"),
    ("group_guest_ends", "guest_id"),
    ("group_guest_links", "token_hash"),
    ("group_guest_signatures", "acknowledgement_id"),
    ("group_lists", "submission"),
    ("group_checks", "submission"),
)
_INDEXED = (
    ("group_guests", "added_by_id"),
    ("group_guest_ends", "ended_by_id"),
    ("group_guest_links", "guest_id"),
    ("group_guest_signatures", "guest_id"),
    *((table, f"{who}_id") for table in ("group_facts", "group_lines") for who in ("adult", "account", "guest")),
    ("group_facts", "noted_by_id"),
    ("group_lines", "text"),
    ("group_lines", "said_by_id"),
    ("group_lists", "pasted_by_id"),
    ("group_checks", "checked_by_id"),
)
_ADDED_TO = ("group_guests", "group_guest_ends", "group_guest_links", "group_guest_signatures")


def up(migrator, db):
    sqlite = isinstance(db, peewee.SqliteDatabase)
    id_ = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in _TABLES:
        db.execute_sql(statement.format(id=id_, boolean="INTEGER" if sqlite else "BOOLEAN"))
    for unique, columns in (("UNIQUE ", _UNIQUE), ("", _INDEXED)):
        for table, column in columns:
            db.execute_sql(f'CREATE {unique}INDEX "{table}_{column}" ON "{table}" ("{column}")')
    protect(db, *_ADDED_TO, "group_facts", "group_lines", "group_checks")
