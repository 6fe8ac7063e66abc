"""Recognises lines of page chrome: controls, share links, newsletters, related articles."""

import re
from typing import Final

from bot.arabic.dates import find_dates
from bot.arabic.normalize import fold

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


def ends_article(line: str) -> bool:
    """Return whether the article ends before this line: related articles, support, corrections."""
    return len(line) <= _LONGEST_LINE and bool(_IS_END.fullmatch(fold(line).strip()))


def is_related(line: str) -> bool:
    """Return whether a line begins a box of other articles, perhaps in the middle of a text."""
    return len(line) <= _LONGEST_LINE and bool(_IS_RELATED.fullmatch(fold(line).strip()))


def is_chrome(line: str) -> bool:
    """Return whether a line is page chrome: controls, share links, "read also"."""
    if len(line) > _LONGEST_LINE:
        return False
    folded = fold(line).strip()
    return not folded or bool(_IS_ALONE.fullmatch(folded)) or is_date_only(line)


def is_date_only(line: str) -> bool:
    """Return whether a line contains only a date, as lists in the margin do."""
    if len(line) > 60:  # noqa: PLR2004 - a weekday, a date, a time
        return False
    rest = line
    for found in reversed(list(find_dates(line))):
        rest = rest[: found.start] + rest[found.end :]
    if rest == line:
        return False
    rest = re.sub(r"\d{1,2}:\d{2}", "", rest)
    return len(re.findall(r"[^\W\d_]{2,}", rest)) <= 1
