"""The owners' word on many articles that are gone from the site at once."""

import pytest

from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import DecideMassWithdrawal
from tests.articles import invented
from tests.handlers.stage import KARIM, LAYLA, Stage, publish


async def mass_withdrawal(stage: Stage) -> int:
    """Two articles that are held; the row of both."""
    for number in (95, 96):
        await publish(stage, invented(number, photo=None))
    ids = [one.id for one in await stage.store.articles.latest(2)]
    for one in ids:
        await stage.store.mass_withdrawals.hold(one, stage.clock[0], by_rest=False)
    found = await stage.store.mass_withdrawals.undecided()
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("withdraw", "answer"), [(True, "نعدّها مسحوبة"), (False, "تبقى منشوراتها")]
)
async def test_the_first_word_counts(stage: Stage, withdraw: bool, answer: str) -> None:
    """What is to be withdrawn is withdrawn by whoever reads articles again."""
    number = await mass_withdrawal(stage)
    (shown, *_) = await stage.write("/status", chat=KARIM, person=KARIM)
    data = encode(DecideMassWithdrawal(number, withdraw=withdraw))
    pressed = await stage.press(shown, chat=KARIM, person=KARIM, data=data)
    assert answer in str(pressed)
    assert len(await stage.store.mass_withdrawals.approved(5)) == (2 if withdraw else 0)
    data = encode(DecideMassWithdrawal(number, withdraw=not withdraw))
    pressed = await stage.press(shown, chat=KARIM, person=KARIM, data=data)
    assert "لم يبقَ" in str(pressed)
    assert len(await stage.store.mass_withdrawals.approved(5)) == (2 if withdraw else 0)


async def test_nobody_else_decides(stage: Stage) -> None:
    number = await mass_withdrawal(stage)
    (shown, *_) = await stage.start(LAYLA)
    data = encode(DecideMassWithdrawal(number, withdraw=True))
    await stage.press(shown, chat=LAYLA, person=LAYLA, data=data)
    assert await stage.store.mass_withdrawals.approved(5) == []
