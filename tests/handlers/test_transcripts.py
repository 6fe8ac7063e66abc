"""Whole conversations as golden files that a person can read; GOLDEN=write writes them anew."""

import os
from pathlib import Path

from bot.posts.actions.settings import Menu
from tests.handlers.reader.test_digests import sent_long_digest
from tests.handlers.stage import LAYLA, Seen, Stage

GOLDEN = Path(__file__).parent / "golden"


def shown(seen: Seen) -> str:
    """A message with its buttons, as a reader sees it."""
    rows = "\n".join(" ".join(f"[{button['text']}]" for button in row) for row in seen.buttons)
    who = "خبر" if seen.outgoing else "ليلى"
    return f"— {who}\n{seen.text}\n{rows}".rstrip()


def held(name: str, messages: list[str]) -> None:
    file = GOLDEN / f"{name}.txt"
    text = "\n\n".join(messages) + "\n"
    if os.environ.get("GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


async def test_first_contact(stage: Stage) -> None:
    """From START to the choice of tags, a post, why it came, and goodbye."""
    messages = []
    (welcome,) = await stage.start()
    messages.append(shown(welcome))
    for label in ("اختر ما يهمني", "محليات", "حي الزيتون", "تم"):
        await stage.press(await stage.again(welcome), label)
        messages.append(f"({label})\n" + shown(await stage.again(welcome)))
    await stage.press(welcome, data="q")
    messages.append("(كل الأخبار)\n" + shown(await stage.again(welcome)))
    for text in ("/latest", "/tags", "حدائق", "زرافة", "/tag حي الزيتن", "/help", "/privacy"):
        messages.append(f"— ليلى\n{text}")
        messages += [shown(seen) for seen in await stage.write(text)]
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    post = await stage.last()
    messages.append("(1)\n" + shown(post))
    menu = await stage.more(post)
    messages.append("(⋯)\n" + shown(menu))
    for label in ("النص", "لماذا"):
        await stage.press(menu, label)
        messages.append(f"({label})\n" + shown(await stage.last()))
    answer = await stage.press(menu, "🔕")
    messages.append(f"(🔕)\n* {answer['text']}\n" + shown(await stage.again(post)))
    for text, label in (("/mute حديقة", "🔕"), ("/alert الحديقة", "⚡")):
        (preview,) = await stage.write(text)
        messages += [f"— ليلى\n{text}", shown(preview)]
        await stage.press(preview, label)
        messages.append(f"({label})\n" + shown(await stage.again(preview)))
    for text in ("/start", "/subscriptions", "/stop", "/forget"):
        messages.append(f"— ليلى\n{text}")
        messages += [shown(seen) for seen in await stage.write(text)]
    held("first-contact", messages)


async def test_settings_tree(stage: Stage) -> None:
    """Every page of the settings, with the lists of what can be followed and muted."""
    await stage.start(LAYLA)
    (menu,) = await stage.write("/settings")
    messages = [shown(menu)]
    for page in Menu:
        if page is not Menu.MAIN:
            await stage.press(menu, data=f"o:{page}")
            messages.append(shown(await stage.again(menu)))
    for data in ("l:0:0", "i:1:0:0", "b:1:0:1:0", "l:1:0", "i:2:1:0", "b:2:1:1:0", "p:m:0:0"):
        answer = await stage.press(menu, data=data)
        messages.append(
            f"({data}) {answer['text'] or ''}\n".replace(" \n", "\n")
            + shown(await stage.again(menu))
        )
    held("settings", messages)


async def test_long_digest(stage: Stage) -> None:
    """On to the second part, an entry of it, and all the way back."""
    await stage.start()
    digest = await sent_long_digest(stage)
    messages = [shown(digest)]
    for label in ("التالي", "40", "↩️", "‹"):
        await stage.press(await stage.again(digest), label)
        messages.append(f"({label})\n" + shown(await stage.again(digest)))
    held("long-digest", messages)
