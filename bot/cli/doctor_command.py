"""Runs every check and shows what each found, for `khabar doctor`."""

import json

import typer

from bot import event_loop
from bot.cli import doctor, doctor_instance, doctor_telegram
from bot.cli.settings_of_command import settings_or_exit
from bot.cli.site_access import open_fetcher
from bot.cli.terminal import report_errors, screen
from bot.config.settings import Settings

_COLOURS = {
    doctor.CheckState.OK: "green",
    doctor.CheckState.NOTE: "yellow",
    doctor.CheckState.WRONG: "red",
}


def examine(*, as_json: bool) -> None:
    """Check token, feeds, database and time zone; each line is ok or says what to do."""
    with report_errors():
        found = event_loop.run(_examine(settings_or_exit(), aloud=not as_json))
        if as_json:
            typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
        if any(one.state is doctor.CheckState.WRONG for one in found):
            raise typer.Exit(1)


async def _examine(settings: Settings, *, aloud: bool) -> list[doctor.Finding]:
    """Run the checks, and print each result as soon as it is known."""
    found = []
    async with open_fetcher(settings) as fetcher:
        for checks in (
            doctor.check_machine(settings),
            doctor_telegram.check_telegram(settings),
            doctor.check_feeds(settings, fetcher),
            doctor_instance.check_instance(settings),
        ):
            async for finding in checks:
                found.append(finding)
                if aloud:
                    _show(finding)
    return found


def _show(finding: doctor.Finding) -> None:
    state = finding.state
    screen.print(f"{state:5}", style=_COLOURS[state], end=" ")
    screen.print(f"{finding.subject}: {finding.words}", markup=False)
