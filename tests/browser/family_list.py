"""A family list as settings have them: semicolons, older Windows letters, dates in four spellings, one that is no day."""

from pathlib import Path

MOTHER, ANOTHER_MOTHER = "agnieszka@example.org", "hodan@example.org"
_ROWS = """\
Child’s name;Likes to be;D.O.B.;Started;Mum;Mum’s e-mail;Mum PR?;Dad;Dad’s e-mail;Dad PR?;PG;After school club
"Kowalska, Zofia";Zosia;03/09/2022;05.01.2026;Agnieszka Kowalska;agnieszka@example.org;Y;Piotr Kowalski;;yes;x;
Zoë O’Brien;;14/2/2021;1 Sept 2025;Niamh O’Brien;niamh@example.org;yes;;;;;Mon, Wed
 Liban  Warsame ;;7-Mar-2020;;Hodan Warsame;hodan@example.org;YES;;;;x;x
Séan Byrne;;30/02/2021;;Aoife Byrne;aoife@example.org;yes;;;;x;
"""


def write_to(folder: Path) -> Path:
    """Write the list as an old spreadsheet program on Windows does, and return where."""
    path = folder / "families autumn.csv"
    path.write_bytes(_ROWS.replace("\n", "\r\n").encode("cp1252"))
    return path
