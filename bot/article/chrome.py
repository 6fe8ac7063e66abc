"""Recognises lines of page chrome: bylines, datelines, share links, related articles."""

import re
from collections.abc import Iterable
from typing import Final

from bot.arabic.dates import find_dates
from bot.arabic.normalize import fold
from bot.article.places import places

# After one of these nothing of the article follows, but for a box in the middle of it.
_RELATED: Final = (
    r"مقالات (?:متعلقه|ذات صله|مشابهه|مرتبطه)",
    r"(?:مواضيع|مقالات|اخبار|مواد) (?:ذات صله|متعلقه|مرتبطه|مشابهه)",
    r"(?:قد|ربما) (?:يعجبك|يهمك|تهمك).{0,30}",
    r"المزيد (?:من الاخبار|من المقالات|حول|في هذا).{0,30}",
    r"(?:اقرا|اقروا) المزيد في.{0,30}",
    r"(?:related|more) (?:articles?|posts?|stories|news|topics)",
    r"you (?:may|might) also like.{0,20}",
    r"الاكثر (?:قراءه|مشاهده|تداولا|مشاركه)",
    r"most (?:read|popular|viewed)",
    r"(?:النشره البريديه|اشترك في (?:نشرتنا|النشره).{0,60}|newsletter)",
)
# After one of these nothing follows at all.
_END: Final = (
    r"ا?ذا كنت تعتقد ا?ن المقال يحوي معلومات.{0,300}",
    r"if you think the article contains? wrong information.{0,300}",
    r"سوريا بحاجه للصحافه الحره.{0,80}",
    r"الاعلام الموجه يشوه الحقيقه.{0,80}",
    r"(?:ادعم|ساند|ادعموا|ساندوا) (?!.*[.،]).{2,30}",
    r"(?:دولار|مبلغ صغير|دولار واحد).{0,20} شهريا?.{0,40}",
    r"(?:اضغط|انقر|اضغطوا) هنا (?:للمساهمه|للتبرع|للدعم|لدعم|لتصبح).{0,30}",
    r"(?:support|donate to) .{2,30}",
    r"click here to (?:become|donate|contribute|support).{0,40}",
    r"(?:اترك|اضف) (?:تعليقا?|ردا?|رد).{0,40}",
    r"(?:leave a (?:comment|reply)|post a comment).{0,40}",
    r"(?:التعليقات|تعليقات|comments)(?: \(?\d+\)?)?",
    r"(?:جميع الحقوق محفوظه|all rights reserved).{0,80}",
)
_PLACES: Final = (
    r"(?:فيسبوك|فيس بوك|تويتر|اكس|تلغرام|تيليغرام|تليغرام|تلجرام|تليجرام|واتساب|واتس اب|واتسآب"
    r"|انستغرام|انستجرام|يوتيوب|تيك توك|لينكد ?ان|ماسنجر|جوجل نيوز|غوغل نيوز|اخبار غوغل|البريد"
    r"|facebook|twitter|telegram|whatsapp|instagram|youtube|tiktok|linkedin|google news|messenger"
    r"|email|x)"
)
# These go alone, wherever they stand.
_ALONE: Final = (
    r"[×✕✖xX]",
    r"(?:ع ?){2,4}",
    r"(?:a ?){2,4}[+\-]?",
    r"(?:a|ع)[+\-]",
    r"(?:camera|tag) icon.*",
    (
        r"(?:شارك|مشاركه|شارك(?:ها)?|شارك(?: هذا)? (?:المقال|الخبر|الموضوع)|شاركها"
        r"|share(?: this)?(?: article| story| post)?)"
    ),
    (
        r"(?:طباعه|انسخ الرابط|نسخ الرابط|تم نسخ الرابط|حفظ|احفظ المقال|print|copy(?: link)?|email"
        r"|facebook|twitter|x|whatsapp|telegram|linkedin|viber|messenger|pinterest|فيسبوك|تويتر|اكس"
        r"|واتساب|واتس اب|تلغرام|تيليغرام|لينكد ?ا?ن|ماسنجر|بريد|البريد الالكتروني)"
    ),
    # Buttons with where they lead: share, follow, send.
    (
        r"(?:شاركه?ا?|مشاركه|انشر|ارسل|تابع|share|tweet|send|post) (?:هذا |this )?"
        rf"(?:المقال |الخبر |الموضوع )?(?:على|عبر|مع|في|ب|on|via|to|with) ?{_PLACES}"
    ),
    r"(?:الوسوم|وسوم|الكلمات المفتاحيه|كلمات مفتاحيه|tags?|keywords)\s*:?.{0,200}",
    r"(?:اقرا|اقراوا|اقروا|شاهد|شاهدوا|طالع|استمع|تابع) (?:ا?يضا|المزيد|معنا)\b.{0,200}",
    r"(?:قد|ربما) (?:يهمك|تهمك|يعجبك)(?: ا?يضا)?\s*[:：].{0,200}",
    r"(?:للمزيد|لمعرفه المزيد|لقراءه المزيد|المزيد)\s*:?.{0,100}",
    r"(?:read|see|watch) (?:also|more)\b.{0,200}",
    r"(?:related|also read|dont miss|don.t miss|must read)\s*[:：].{0,200}",
    # In the languages beside Arabic and English that pages come in most.
    r"(?:lire|voir|a lire) aussi\b.{0,200}",
    r"(?:lea|lee|vea|mira) tambien\b.{0,200}",
    r"(?:le|te) puede interesar\b.{0,200}",
    r"lesen sie (?:auch|mehr)\b.{0,200}",
    r"(?:auch interessant|mehr zum thema|das konnte sie auch interessieren)\b.{0,100}",
    # The player of a read-aloud service, the size of the letters, the time it takes.
    (
        r"(?:استمع|استمعوا|انصت|اسمع) (?:الي?|ل|الى)\s?(?:هذا |هذه )?"
        r"(?:ال)?(?:مقال|مقاله|خبر|ماده|تقرير|نص|بودكاست).{0,40}"
    ),
    r"(?:listen to|play) (?:this |the )?(?:article|story|audio).{0,40}",
    r"(?:تكبير|تصغير|حجم|تغيير حجم) (?:ال)?(?:خط|نص).{0,20}",
    r"(?:(?:increase|decrease|reset) )?font size.{0,20}",
    r"(?:مده|وقت|زمن) (?:ال)?قراءه\s*:?.{0,30}",
    r"(?:estimated )?reading time\s*:?.{0,30}",
    r"\d{1,3} (?:دقيقه|دقائق|min(?:ute)?s?) (?:قراءه|للقراءه|read).{0,10}",
    r"(?:جار[يى]? )?(?:تحميل|التحميل|loading)[ .…]*(?:المشغل|الفيديو|the player)?[ .…]*",
    # Newsletters, channels and their kind.
    (
        r"(?:لل)?(?:اشتراك|اشترك|اشتركوا|سجل|سجلوا) .{0,30}"
        r"(?:النشره|نشرتنا|القائمه البريديه|قناتنا|البريديه).{0,80}"
    ),
    (
        rf"(?:تابعنا|تابعونا|تابعوا|انضم|انضموا|اشترك|اشتركوا|للاشتراك|لمتابعه|لمتابعتنا|زوروا)\b.{{0,50}}(?:على|الي?|الى|في|عبر)\s?"
        rf".{{0,30}}{_PLACES}.{{0,60}}"
    ),
    r"(?:تابعنا|تابعونا|انضم|انضموا|اشترك|اشتركوا) .{0,20}(?:على|الى|في|عبر) .{0,60}",
    r"(?:follow|like|join|find) us\b.{0,60}",
    r"(?:sign up|subscribe|register)\b.{0,40}(?:newsletter|channel|updates|inbox|alerts).{0,80}",
    r"(?:get|receive) .{0,60}(?:in|to) your (?:inbox|email).{0,60}",
    r"click here to (?:get|download|subscribe|sign).{0,60}",
    r"(?:thanks|thank you) for (?:signing up|subscribing|reading).{0,40}",
    # What a comment may be.
    (
        r"(?:سياسه (?:التعليقات?|النشر)|شروط التعليق|قواعد التعليق|comments? policy"
        r"|commenting policy)\b.{0,200}"
    ),
    (
        r"(?:التعليقات|الاراء|المقالات) .{0,30}(?:لا )?(?:تعبر|تمثل|تعكس)"
        r".{0,60}(?:راي|اراء|موقف|اصحابها|كاتبها).{0,100}"
    ),
    r"(?:لن|لا) (?:يتم نشر|تنشر|ينشر) (?:عنوان )?(?:بريدك|التعليقات).{0,100}",
    r"your email address will not be published.{0,80}",
    # Owner, sponsor, or first publisher.
    r"(?:copyright\b|©|\(c\)|حقوق (?:النشر|الطبع)).{0,160}",
    r"(?:this (?:post|article|page) (?:may )?contains? (?:affiliate|references|links)).{0,200}",
    r"(?:filed under|tagged(?: with)?|posted in|categories|first published (?:in|by|on))\b.{0,160}",
    r"(?:اعلان|اعلانات|advertisement|sponsored|advertorial|ماده اعلانيه)",
    r"(?:الرئيسيه|home) ?[/›»>|].{0,120}",
    (
        r"(?:اخر تحديث|نشر(?: في| بتاريخ)?|تاريخ النشر|published|updated"
        r"|last updated)\s*:?.{0,60}\d.{0,40}"
    ),
    r"\d{1,2}:\d{2}(?: ?(?:ص|م|am|pm))?",
    r"(?:المشاهدات|views)\s*:?\s*[\d,.]*",
    r"(?:السابق|التالي|previous|next)",
    r"_{3,}|\*{3,}|-{3,}|[·•▪●■◆]+",
)
# Patterns are folded as the lines are, so that they may be written either way.
_IS_RELATED: Final = re.compile(fold(rf"(?:{'|'.join(_RELATED)})[\s.:]*"))
_IS_END: Final = re.compile(fold(rf"(?:{'|'.join((*_RELATED, *_END))})[\s.:]*"))
_IS_ALONE: Final = re.compile(fold(rf"(?:{'|'.join(_ALONE)})[\s.:]*"))
_LONGEST_LINE: Final = 320

# A tatweel between spaces is typed for a dash.
_PART: Final = re.compile(r"\s+[-–—|/ـ]+\s+|\s*[|]\s*|\s+[–—]|[–—]\s+|\s*[:]\s*$")
_ISSUE: Final = re.compile(r"(?:العدد|عدد|issue|no\.?)\s*:?\s*\d{1,5}", re.IGNORECASE)
_ROLE: Final = re.compile(
    fold(
        r"(?:(?:حوار|تحقيق|تقرير|متابعة)(?=\s*:)|(?:ال)?(?:إعداد|تحرير|ترجمة|كتابة|كتب|كتبت|بقلم"
        r"|أجراه|أجرته|أجرى الحوار|ترجمة وتحرير)"
        r"|by|written by|edited by|reported by|translated by)\b\s*(:?)\s*"
    ),
    re.IGNORECASE,
)
# A genre before a colon opens a subheading as often as a name.
_GENRES: Final = tuple(map(fold, ("حوار", "تحقيق", "تقرير", "متابعة")))
_NAMES_AFTER_COLON, _NAMES_AFTER_ROLE = 8, 2  # words: «كتب خالد روايته الأولى» is a sentence
_DESK: Final = re.compile(
    r"(?:خاص|متابعات|وكالات|ترجمات|ترجمه|صحافه|رصد|مراسلون|فريق التحقيقات|قسم .{2,20}|وحده .{2,20})"
)
_NEWSROOMS: Final = frozenset(
    map(fold, ("عنب بلدي", "عنب بلدي أونلاين", "عنب بلدي اونلاين", "Enab Baladi", "جريدة عنب بلدي"))
)
_AGENCIES: Final = frozenset(
    map(fold, ("سانا", "رويترز", "فرانس برس", "الأناضول", "أ ف ب", "Reuters", "AFP", "SANA", "AP"))
)
_SENTENCE_END: Final = re.compile(r"[.!؟?…:؛»”\"]\s*$")
_LONGEST_BYLINE: Final = 110
# An excerpt runs the byline into the first sentence.
_RUN_IN: Final = re.compile(r"^[^.،:؛!؟]{2,40}?\s[-–—|]\s(?:خاص|متابعات|وكالات)\s+(?=\S+\s\S+\s\S)")
# Without a sign behind it a place is a dateline where a verb of the news follows.
_RUN_IN_PLACE: Final = re.compile(
    r"^((?:ريف\s+)?\w+(?:\s\w+)?)\s+(?=(?:أعلن|أصدر|قال|قتل|أصيب|وصل|شهد|بدأ|نفذ|أكد|كشف|ارتفع|انخفض"
    r"|توفي|عقد|دعا|نشر|أطلق|افتتح|وقع|سيطر|شن|تعرض|اندلع|ضبط|تجمع|خرج|أغلق|قرر|حدد|[يت]عاني|[يت]شهد)"
    r"(?:ت|وا)?\s)"
)
_DATELINE: Final = re.compile(r"^(.{2,60}?)\s*(?::|\s[-–—ـ]+|[–—])\s+(?=\S)")
# Places and agencies that nobody has listed are known by their form: up to three short names, an
# agency in brackets («دبي، الإمارات (وكالة) --», `GENEVA (Reuters) -`), or at least two dashes.
_FOREIGN: Final = re.compile(
    r"^([^()\[\].:؛؟!«»\"]{2,60}?)\s*(?:[-–—]\s*)?"
    r"(?:[(\[]\s*([^()\[\]]{1,40}?)\s*[)\]]\s*(--+|[-–—ـ:]+)|(\s--+))\s+(?=\S)"
)
_AGENCY_BEHIND: Final = re.compile(
    r"([^()\[\].:؛؟!«»\"]{2,60}?)[\s\-–—]*[(\[]\s*([^()\[\]]{1,40}?)\s*[)\]][\s\-–—:]*"
)
_AGENCY_NAME: Final = re.compile(
    r".*(?:"
    + fold("وكال|برس|رويترز|الأناضول|سانا|أنباء|شينخوا|سبوتنيك|نوفوستي|بلومبرغ|بي بي سي|سي ان ان")
    + r"|news|press|agency|reuters).*|[^\W\d_](?:[\s.]+[^\W\d_]){1,4}\.?"
    r"|ap|afp|cnn|bbc|dpa|efe|ansa|tass|ria|upi|kuna|mena|wam|spa|qna|petra|ana|nna"
)
_NAME_WORDS, _NAMES_IN_FRONT = 3, 3


def ends_article(line: str) -> bool:
    """Whether the article ends before this line: related articles, support, corrections."""
    return len(line) <= _LONGEST_LINE and bool(_IS_END.fullmatch(fold(line).strip()))


def is_related(line: str) -> bool:
    """Whether a line begins a box of other articles, which may be in the middle of a text."""
    return len(line) <= _LONGEST_LINE and bool(_IS_RELATED.fullmatch(fold(line).strip()))


def is_chrome(line: str) -> bool:
    """Whether a line is page chrome: controls, share links, "read also"."""
    if len(line) > _LONGEST_LINE:
        return False
    folded = fold(line).strip()
    return not folded or bool(_IS_ALONE.fullmatch(folded)) or is_date_only(line)


def is_date_only(line: str) -> bool:
    """Whether a line contains only a date, as lists in the margin do."""
    if len(line) > 60:  # noqa: PLR2004 - a weekday, a date, a time
        return False
    rest = line
    for found in reversed(list(find_dates(line))):
        rest = rest[: found.start] + rest[found.end :]
    if rest == line:
        return False
    rest = re.sub(r"\d{1,2}:\d{2}", "", rest)
    return len(re.findall(r"[^\W\d_]{2,}", rest)) <= 1


def is_byline(line: str, *, authors: Iterable[str] = (), newsrooms: Iterable[str] = ()) -> bool:
    """Whether the first line of a body only says who wrote it, where, and in which issue.

    `name – newsroom`, `name – city`, `newsroom – issue – date`, names with bars, "by …", or one of
    `authors`. A short subheading is none: it names neither newsroom, desk, place nor author.
    """
    if len(line) > _LONGEST_BYLINE or line.rstrip()[-1:] in {".", "؟", "?", "!", "…"}:
        return False
    folded = fold(line).strip(" :-–—|")
    names = {fold(name) for author in authors for name in [author, *re.split("[،,|]", author)]}
    names = {name.strip() for name in names if name.strip()}
    rooms = _NEWSROOMS | {fold(name) for name in newsrooms if name}
    if folded in names or folded in rooms or _DESK.fullmatch(folded):
        return True
    if _names_role(folded, rooms) or _names_desk(folded, rooms) or _names_agency(line):
        return True
    parts = [part.strip() for part in _PART.split(line) if part and part.strip()]
    if len(parts) < 2 or any(len(part.split()) > 5 for part in parts):  # noqa: PLR2004 - a name's words
        return False
    if any(_says_who(fold(part), names, rooms) for part in parts):
        return True
    bars = line.count("|")
    return bars >= 1 and all(2 <= len(part.split()) <= 4 for part in parts)  # noqa: PLR2004 - a name


def without_dateline(text: str, *, newsrooms: Iterable[str] = ()) -> str:
    """Return a paragraph without a dateline such as `دمشق – عنب بلدي: ` or `حلب - سانا - `."""
    rooms = _NEWSROOMS | {fold(name) for name in newsrooms if name}
    text = _without_foreign_dateline(_RUN_IN.sub("", text))
    for _ in range(3):
        found = _DATELINE.match(text)
        if found is None:
            return text
        parts = [part.strip() for part in re.split(r"[-–—/،,|()]|\sـ+\s", found[1]) if part.strip()]
        if not parts or not all(_is_dateline_part(fold(part), rooms) for part in parts):
            return text
        rest = text[found.end() :]
        place = _RUN_IN_PLACE.match(rest)
        if place is not None and fold(place[1]) in places():
            rest = rest[place.end() :]
        # A place alone before a colon may be the subject; before a dash it is a dateline.
        if len(rest.split()) < 3:  # noqa: PLR2004 - nothing would be left to read
            return text
        text = rest
    return text


def _names_agency(line: str) -> bool:
    """Whether a line is a foreign dateline and nothing else."""
    found = _AGENCY_BEHIND.fullmatch(line.strip())
    return found is not None and _are_names(found[1]) and _is_agency(found[2])


def _are_names(text: str) -> bool:
    for date in reversed(list(find_dates(text))):
        text = text[: date.start] + text[date.end :]
    parts = [part.split() for part in re.split(r"[،,/]|\s[-–—]\s", text) if part.strip()]
    short = all(len(words) <= _NAME_WORDS for words in parts)
    return 0 < len(parts) <= _NAMES_IN_FRONT and short


def _without_foreign_dateline(text: str) -> str:
    found = _FOREIGN.match(text)
    if found is None or not _are_names(found[1]):
        return text
    doubled = bool(found[4]) or (found[3] or "").startswith("--")
    agency = found[2] is not None and _is_agency(found[2])
    if not agency and not (doubled and len((found[2] or "").split()) <= _NAME_WORDS):
        return text
    rest = text[found.end() :]
    return rest if len(rest.split()) >= 3 else text  # noqa: PLR2004 - nothing would be left


def _is_agency(name: str) -> bool:
    folded = fold(name).strip()
    return folded in _AGENCIES or bool(_AGENCY_NAME.fullmatch(folded))


def _names_role(line: str, rooms: frozenset[str]) -> bool:
    role = _ROLE.match(line)
    if role is None:
        return False
    rest = line[role.end() :]
    genre = line.startswith(_GENRES)
    longest = _NAMES_AFTER_COLON if role[1] and not genre else _NAMES_AFTER_ROLE
    return rest in rooms or len(rest.split()) <= longest


def _names_desk(line: str, rooms: frozenset[str]) -> bool:
    return bool(_DESK.match(line)) and any(line.endswith(room) for room in rooms)


def _says_who(part: str, names: set[str], rooms: frozenset[str]) -> bool:
    return (
        part in names
        or part in rooms
        or part in _AGENCIES
        or part in places()
        or bool(_DESK.fullmatch(part))
        or _names_desk(part, rooms)
        or bool(_ISSUE.search(part))
        or is_date_only(part)
    )


def _is_dateline_part(part: str, rooms: frozenset[str]) -> bool:
    return (
        part in rooms
        or part in _AGENCIES
        or part in places()
        or bool(_DESK.fullmatch(part))
        or is_date_only(part)
    )
