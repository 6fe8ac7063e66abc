"""Lists the stop words: words too common to search by or to weigh a text by."""

from bot.arabic.normalize import fold

_WORDS = """
في من إلى على عن مع حتى منذ مذ خلال عند عندما لدى بين أمام خلف فوق تحت قبل بعد حول ضمن عبر دون بدون
رغم ضد نحو سوى غير حسب بحسب وفق وفقا لكن ولكن أو أم ثم بل لا لم لن ما ليس ليست لست هل إن أن إنّ أنّ
إنه أنه إنها أنها إنهم أنهم إلا كي لكي إذ إذا لو لولا لأن لأنه لأنها كما كأن كان كانت كانوا يكون
تكون يكن تكن كنت قد لقد سوف هذا هذه هذان هذين هؤلاء ذلك ذلكم تلك أولئك هنا هناك هو هي هم هما هن أنا
نحن أنت أنتم الذي التي الذين اللذان اللذين اللتان اللواتي اللاتي من مما عما فيما بما لما كلما حيث
حين حينما بينما أي أية أيضا كل كلا كلتا بعض جميع فقط جدا له لها لهم لنا لي لك به بها بهم بنا فيه
فيها فيهم منه منها منهم عليه عليها عليهم إليه إليها إليهم عنه عنها عنهم معه معها معهم بينهم بينها
لديه لديها لديهم ومن وفي وعلى وإلى وعن ومع ولا ولم ولن وما وهو وهي وهم وهذا وهذه
وذلك وتلك وكان وكانت
وقد وإن وأن وأنه وأنها والتي والذي والذين وبين وبعد وقبل وعند وخلال وكما فإن فقد فلا فما وكل وليس
بأن بأنه بأنها لأي بهذا بهذه لهذا لهذه كذلك وكذلك هكذا مثل إما وأما أما لماذا ماذا كيف متى أين كم
"""

_ENGLISH = """
a an and are as at be by for from has he in is it its of on or that the this to was were will with
not but they his her their which who al el
"""

# How people ask on a phone, each with what a headline writes for it: no article must hold them.
_ASKING = """
" شو/ماذا ايش/ماذا اش/ماذا وش/ماذا شنو/ماذا ايه/ماذا ليش/لماذا ليه/لماذا لشو/لماذا وين/أين
فين/أين لوين/أين منين/أين امتى/متى إيمتى/متى ايمت/متى امته/متى ايمته/متى امتا/متى مين/من مينو/من
شلون/كيف كيفو/كيف ازاي/كيف قديش/كم كديش/كم أديش/كم قداش/كم شقد/كم هلق هلأ هلا هلئ هسع هسا هالحين
دلوقتي رح راح حيصير صار صارت يصير صاير صايرة بيصير عم هاد هاي هيك هدول هداك لسا لسه لسع بدي بدو
بدنا بدهن في مافي شي إشي تبع تبعو تبعت تبعون منشان مشان عشان علشان كرمال لك يا والله كمان بقا
بقى لكان طيب ممكن لو سمحت بليز عطوني اعطوني عطيني احكيلي خبروني قولولي بتعرفوا حدا اي ولا شوي
كتير يلي/الذي اللي/الذي هنن هني هوي هيي انو لانو جاي جاية الجاي الجاية لقو لقوا
"""

STOP_WORDS = frozenset(fold(word) for word in (_WORDS + _ENGLISH).split())


def is_stop_word(folded: str) -> bool:
    """Return whether a folded word is too common to search by, in Arabic or English."""
    return folded in STOP_WORDS


_PAIRS = [fold(pair).partition("/") for pair in _ASKING.split()]
# Words of asking -> what a headline writes for them, empty where it writes nothing.
ASKING = {word: written for word, _, written in _PAIRS}

# "News of" is what everybody asks of a newsroom's archive: أخبار حلب is all that tells of Aleppo.
NEWS = frozenset(map(fold, ("أخبار", "news")))
# Beside it these ask for no more: أخبار اليوم.
NOW = frozenset(map(fold, ("اليوم", "الآن", "today", "now")))
# Beside these it is what is told of.
UNTRUE = frozenset(map(fold, ["كاذبة", "زائفة", "مفبركة", "مضللة", "ملفقة", "fake", "false"]))

# Two words that ask together, though the second alone may tell something.
_FRAMES_TEXT = (
    "ما سبب|شو سبب|ما قصة|شو قصة|شو سالفة|شو خبر|شو اخبار|اخر شي|اخر اخبار|اخر الاخبار|"
    "اخر خبر|كل شي"
)
ASKING_FRAMES = frozenset(tuple(fold(frame).split()[-2:]) for frame in _FRAMES_TEXT.split("|"))


def is_asked_with(folded: str) -> bool:
    """Return whether a query's folded word only marks a question, which articles need not hold."""
    return folded in STOP_WORDS or folded in ASKING
