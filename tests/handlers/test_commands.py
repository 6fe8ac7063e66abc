"""The table of commands."""

from handlers.commands import COMMANDS, OWNER_COMMANDS
from tests.handlers.stage import KARIM, Stage


async def test_every_command_is_answered_by_its_own_handler(stage: Stage) -> None:
    """None is taken for an unknown command or for a search, also by owners."""
    unknown = (await stage.write("/nosuchcommandatall", person=KARIM, chat=KARIM))[0].text
    for command in (*COMMANDS, *OWNER_COMMANDS):
        said = await stage.write(f"/{command.name}", person=KARIM, chat=KARIM)
        assert said, command.name
        assert unknown.splitlines()[0] not in said[0].text, command.name
