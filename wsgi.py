"""What a server runs: ``wsgi:app``. “flask serve” adds the thread that sends e-mails and tidies up (portal/upkeep/server.py)."""

import os

from portal import create_app
from portal.web.terminal import plainly

# Databases, keys, evidence and letters hold what concerns families: for their owner's eyes alone.
os.umask(0o077)

with plainly():
    app = create_app()
