"""What an e-mail address looks like: one answer for accounts, family lists and the setting itself."""

import re

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
# Printable ASCII only: most mail servers take nothing else, and marks of direction could make one address read as
# another. “=?” would be read as an encoded word by whoever shows the letter (RFC 2047).
_ADDRESS = re.compile(r"(?!.*=\?)[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]+@[0-9A-Za-z][0-9A-Za-z.-]*\.[A-Za-z][0-9A-Za-z-]+")


def is_email(text: str) -> bool:
    """Return whether mail could be sent here: the shape only; whether it exists, only a message can tell."""
    return len(text) <= LONGEST and ".." not in text and _ADDRESS.fullmatch(text) is not None
