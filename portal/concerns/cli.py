"""Commands that look after who handles concerns."""

import click

from portal.accounts import handlers
from portal.concerns import rerouting, staff
from portal.concerns.labels import KINDS
from portal.concerns.routing import Gap, kinds_without_handler
from portal.web.terminal import PlainGroup

group = PlainGroup("concerns", help="Who handles concerns.")


@group.command("check")
@click.pass_context
def check(ctx: click.Context) -> None:
    """Let proposals count, hand concerns on where handlers left, then fail if any would find nobody. For every day."""
    if settled := handlers.settle_proposals():
        click.echo(f"Proposals of who handles concerns that ended: {settled}.")
    went_on = rerouting.reroute_open()
    if went_on:
        click.echo(f"Concerns given to somebody new: {went_on}.")
    team = staff.workers()
    names = {worker.account_id: worker.name for worker in team}
    problems = [_line(gap, names) for gap in kinds_without_handler(team)]
    if alone := rerouting.count_unhandled():
        problems.append(f"Concerns stored that nobody here may open: {alone}.")
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        ctx.exit(1)
    click.echo("Every kind of concern finds somebody independent.")


def _line(gap: Gap, names: dict[int, str]) -> str:
    about = "nobody" if gap.about is None else names[gap.about]
    left = ", ".join(names[account_id] for account_id in gap.last_resort)
    who = f"nobody independent, only {left}" if left else "nobody"
    return f"“{KINDS[gap.kind]}”, about {about}: would find {who}."
