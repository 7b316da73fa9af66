"""A post comes down once the event that it rests on is called off."""

from portal.foundation.allowed_values import allow_more


def up(migrator, db):
    allow_more(db, "take_downs", "cause", "called_off")
