"""What a server runs."""

import os

from portal import create_app
from portal.mail import sender

app = create_app()

# Set by “flask serve”: under another server, let a timer run “flask mail send” instead.
if os.environ.get("PORTAL_SENDS_MAIL") == "1":
    sender.start(app)
