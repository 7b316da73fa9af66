"""Commands about consents."""

import click
from flask_babel import gettext as _

from portal.consents import service
from portal.foundation.database import ensure_connected
from portal.web.terminal import PlainGroup

group = PlainGroup("consents", help="Answers about pictures.")


@group.command("rebuild")
def rebuild() -> None:
    """Derive the answers that count from the signed records anew."""
    ensure_connected()
    click.echo(_("%(count)s answers count, as the signed records say.", count=f"{service.rebuild_current():,}"))
