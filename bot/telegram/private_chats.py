"""Speaks to one person in private, in the language that they have chosen."""

from bot.i18n import DEFAULT_LANGUAGE, Catalogues, Translator
from storage.store import Store


async def private_translator(store: Store, catalogues: Catalogues, person_id: int) -> Translator:
    """Return the translator of a private chat's language; Arabic if nothing is known of it.

    Raises:
        StorageError: the chat can't be read.
    """
    chat = await store.chats.get(person_id)
    return catalogues.translator(chat.language if chat else DEFAULT_LANGUAGE)
