"""A small bot that uses everything the page can show; it stands in for any bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    Update,
)
from telegram.constants import ChatAction
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from sandbox.server import Sandbox
from tests.loopback import loopback_request

COMMANDS = [
    BotCommand("start", "البداية"),
    BotCommand("menu", "أزرار"),
    BotCommand("rich", "نص منسّق"),
]
KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("همسة", callback_data="toast")],
        [
            InlineKeyboardButton("تنبيه", callback_data="alert"),
            InlineKeyboardButton("عدّل", callback_data="edit"),
        ],
        [
            InlineKeyboardButton("الموقع", url="https://example.org/"),
            InlineKeyboardButton("ابحث", switch_inline_query_current_chat="مطر"),
        ],
    ]
)
RICH = (
    "<b>غامق</b> <i>مائل</i> <u>تحته خط</u> <s>مشطوب</s> <code>x = 1</code> "
    '<a href="https://example.org/خبر">رابط</a> <tg-spoiler>سر</tg-spoiler>\n'
    "<blockquote expandable>سطر أول\nسطر ثان\nسطر ثالث\nسطر رابع\nسطر خامس</blockquote>\n"
    "&lt;img src=x onerror=alert(1)&gt; #مياه #طرق_المدينة"
)

Context = ContextTypes.DEFAULT_TYPE


def _message(update: Update) -> Message:
    assert update.effective_message is not None
    return update.effective_message


async def _start(update: Update, context: Context) -> None:
    words = f"أهلًا {' '.join(context.args or [])}".strip()
    await _message(update).reply_text(words, reply_markup=KEYBOARD)


async def _menu(update: Update, context: Context) -> None:
    await _message(update).reply_text("اختر زرًا", reply_markup=KEYBOARD)


async def _rich(update: Update, context: Context) -> None:
    await _message(update).reply_html(RICH)


async def _echo(update: Update, context: Context) -> None:
    message = _message(update)
    if message.text == "اكتب":
        await message.reply_chat_action(ChatAction.TYPING)
    else:
        await message.reply_text(f"قلتَ: {message.text}", do_quote=True)


async def _pressed(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    if query.data == "edit":
        await query.answer()
        await query.edit_message_text("صار النص غير ما كان", reply_markup=KEYBOARD)
    else:
        await query.answer(f"جواب {query.data}", show_alert=query.data == "alert")


async def _inline(update: Update, context: Context) -> None:
    query = update.inline_query
    assert query is not None
    words = [f"{query.query} {number}" for number in (1, 2)]
    results = [
        InlineQueryResultArticle(str(uuid4()), one, InputTextMessageContent(f"خبر: {one}"))
        for one in words
    ]
    await query.answer(results, cache_time=0)


@asynccontextmanager
async def echo_bot(sandbox: Sandbox) -> AsyncIterator[None]:
    """Run the bot against a sandbox until the block is left."""
    application: Application = (  # type: ignore[type-arg]
        ApplicationBuilder()
        .token(sandbox.token)
        .base_url(sandbox.api_url)
        .base_file_url(sandbox.file_url)
        .request(loopback_request())
        .get_updates_request(loopback_request())
        .build()
    )
    application.add_handlers(
        [
            CommandHandler("start", _start),
            CommandHandler("menu", _menu),
            CommandHandler("rich", _rich),
            CallbackQueryHandler(_pressed),
            InlineQueryHandler(_inline),
            MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, _echo),
        ]
    )
    async with application:
        await application.bot.set_my_commands(COMMANDS)
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(
            poll_interval=0, allowed_updates=Update.ALL_TYPES, timeout=5
        )
        try:
            yield
        finally:
            await application.updater.stop()
            await application.stop()
