"""Bot API methods about the bot: identity, commands, descriptions, files."""

from sandbox.telegram.api_errors import bad_request
from sandbox.telegram.files import MAX_DOWNLOAD
from sandbox.telegram.models import Json
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.profile import Scope, check_language, read_commands, read_scope
from sandbox.telegram.world import World


def get_me(world: World, _call: Parameters) -> Json:
    return world.me()


def get_file(world: World, call: Parameters) -> Json:
    file_id = call.text("file_id")
    file = world.files.get(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    folder = {"photo": "photos", "video": "videos", "audio": "music"}.get(file.kind, "documents")
    return {
        "file_id": file_id,
        "file_unique_id": file_id.partition("-")[0][-16:],
        "file_size": len(file.data),
        "file_path": f"{folder}/{file_id.partition('-')[0]}",
    }


def _scope(world: World, call: Parameters) -> Scope:
    kind, chat, user_id = read_scope(call.object("scope", "BotCommandScope"))
    return kind, world.directory.named(chat).id if chat is not None else 0, user_id


def _tell(world: World) -> None:
    world.events.publish("commands", dict)


def set_my_commands(world: World, call: Parameters) -> bool:
    commands = read_commands(call.array("commands", "BotCommand") or [])
    world.profile.set_commands(_scope(world, call), call.text("language_code"), commands)
    _tell(world)
    return True


def get_my_commands(world: World, call: Parameters) -> list[Json]:
    key = (_scope(world, call), check_language(call.text("language_code")))
    return world.profile.commands.get(key, [])


def delete_my_commands(world: World, call: Parameters) -> bool:
    world.profile.set_commands(_scope(world, call), call.text("language_code"), [])
    _tell(world)
    return True


def _set_text(world: World, call: Parameters, field: str) -> bool:
    world.profile.set_text(field, call.text("language_code"), call.text(field))
    _tell(world)
    return True


def _get_text(world: World, call: Parameters, field: str) -> Json:
    language = check_language(call.text("language_code"))
    return {field: world.profile.text(field, language)}


def set_my_name(world: World, call: Parameters) -> bool:
    return _set_text(world, call, "name")


def get_my_name(world: World, call: Parameters) -> Json:
    return {"name": world.profile.shown_name(check_language(call.text("language_code")))}


def set_my_description(world: World, call: Parameters) -> bool:
    return _set_text(world, call, "description")


def get_my_description(world: World, call: Parameters) -> Json:
    return _get_text(world, call, "description")


def set_my_short_description(world: World, call: Parameters) -> bool:
    return _set_text(world, call, "short_description")


def get_my_short_description(world: World, call: Parameters) -> Json:
    return _get_text(world, call, "short_description")


def set_chat_menu_button(world: World, call: Parameters) -> bool:
    button = call.object("menu_button", "MenuButton") or {"type": "default"}
    if button.get("type") not in ("commands", "default", "web_app"):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    chat_id = world.directory.named(call.values["chat_id"]).id if "chat_id" in call else 0
    if button["type"] == "default":
        world.profile.menu_buttons.pop(chat_id, None)
    else:
        world.profile.menu_buttons[chat_id] = button
    _tell(world)
    return True


def get_chat_menu_button(world: World, call: Parameters) -> Json:
    chat_id = world.directory.named(call.values["chat_id"]).id if "chat_id" in call else 0
    return world.profile.menu_button(chat_id)


def set_my_default_administrator_rights(world: World, call: Parameters) -> bool:
    rights = call.object("rights", "ChatAdministratorRights")
    world.profile.rights[call.flag("for_channels")] = rights
    return True


def get_my_default_administrator_rights(world: World, call: Parameters) -> Json:
    return world.profile.default_rights(channels=call.flag("for_channels"))
