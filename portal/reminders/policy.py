"""What a person can owe, and how a reminder reaches them: as pure functions."""

from enum import StrEnum


class Owed(StrEnum):
    """What people are reminded of: answers about pictures, documents to sign, or a yes that ends soon."""

    ANSWERS = "answers"
    DOCUMENTS = "documents"
    ENDING = "ending"


class ReminderChannel(StrEnum):
    """How a reminder reaches an adult; who has not signed in yet gets an invitation in its place."""

    EMAIL = "email"
    LETTER = "letter"
    INVITATION_EMAIL = "invitation_email"
    INVITATION_LETTER = "invitation_letter"

    @property
    def is_letter(self) -> bool:
        return self in {ReminderChannel.LETTER, ReminderChannel.INVITATION_LETTER}

    @property
    def is_invitation(self) -> bool:
        return self in {ReminderChannel.INVITATION_EMAIL, ReminderChannel.INVITATION_LETTER}
