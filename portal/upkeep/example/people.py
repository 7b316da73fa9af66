"""Who works at the example setting, and which parents the terminal names for signing in."""

from portal.access.permissions import Role

PASSWORD = "seven green wellies"  # noqa: S105 - printed on purpose, for invented people only

SETTING = "Swallow Risers Playgroup and Out of School Club"
DETAILS = {
    "address": "The Old School Hall\nChapel Lane\nRisers Green\nRG0 0ZZ",
    "phone": "01632 960114",
    "privacy_notice": "Margaret Thornton answers for what we do with your answers. We keep them for three years after your "
    "child leaves. You can see them, correct them and complain to the Information Commissioner.",
    "email": "office@swallowrisers.example",
    "ofsted_number": "EY000000",
    "safeguarding_lead": "Samira Yusuf",
    "lado_contact": "Designated officer (LADO) of the county: 01632 960600",
}

STAFF: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("Margaret Thornton", "manager", frozenset({Role.MANAGER})),
    ("Samira Yusuf", "lead", frozenset({Role.LEAD, Role.STAFF})),
    ("David Osei", "chair", frozenset({Role.CHAIR})),
    ("Bethan Pugh", "poster", frozenset({Role.STAFF, Role.POSTER})),
    ("Tomasz Wiśniewski", "tomasz", frozenset({Role.STAFF, Role.POSTER})),
    ("Precious Dlamini", "precious", frozenset({Role.STAFF})),
    ("Aoife Brennan", "aoife", frozenset({Role.STAFF})),
    ("Harpreet Gill", "harpreet", frozenset({Role.STAFF})),
    ("Rosalind Whitfield", "inspector", frozenset({Role.INSPECTOR})),
)
DOMAIN = "swallowrisers.example"
