"""Finds full names whose first name is a word as well: «ساره دانيوس», «علي معتمد».

Two words that no lexicon has are taken for a name without this list.
"""

import re
from typing import Final

from bot.arabic.morphology.lexicon import lexicon
from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.arabic.stopwords import STOP_WORDS

# As they are written: folded, «علي» is one with «على». No names that are rather words («أمل»,
# «سلام», «صالح»).
_LISTED: Final = """
    علي حسن حسين سارة ساره سارا نور رامي كريم سعيد خالد وليد عادل ناصر هادي جميل سليم رشيد فؤاد طارق
    ماجد ماهر نبيل فارس عامر سامي هاني شادي فادي ياسر باسم حازم حاتم جابر صابر رضا بدر قيس زياد عماد
    علاء ضياء بهاء صفاء سناء هدى منى مي ليلى سلمى ريم رنا دينا لينا هند فاطمة خديجة عائشة مريم زينب
    محمد أحمد احمد محمود مصطفى يوسف إبراهيم ابراهيم عمر عثمان بشار أنس بلال حيدر عباس جعفر كاظم جواد
    قاسم هيثم مازن أيمن أسامة عصام هشام وسام حسام سمير منير أمير نزار نضال كمال طلال جلال فيصل سلمان
    سعود فهد منصور حمد خليل يحيى زكريا إسماعيل اسماعيل إسحاق موسى عيسى داود سليمان أيوب يونس نوح آدم
    جون جان جورج مارك ماري بول سام آنا
"""
_GIVEN: Final = frozenset(_LISTED.split())
_WORD: Final = re.compile(r"\w+")
_PAIR: Final = re.compile(r"(?<!\w)(?=(\w{2,})\s(\w{3,}))")
# Folded: a tatweel typed for a dash («محمد ـــ») is no letter then.
_SHORTEST: Final = 3


def full_names(text: str) -> frozenset[tuple[str, str]]:
    """Return the pairs of a listed first name and the surname behind it, folded, in a text.

    `text` is not folded. A surname is no word of the lexicon, and no verb.
    """
    found: set[tuple[str, str]] = set()
    # Most sentences name nobody so.
    if _GIVEN.isdisjoint(_WORD.findall(text)):
        return frozenset(found)
    for first, last in _PAIR.findall(text):
        if first in _GIVEN and _is_surname(surname := fold(last)):
            found.add((fold(first), surname))
    return frozenset(found)


def _is_surname(word: str) -> bool:
    if len(word) < _SHORTEST or word in STOP_WORDS or word.isdigit() or word[0] in "يت":
        return False
    if word.startswith("ال"):
        return word.endswith("ي")
    return stem(word) not in lexicon().stems
