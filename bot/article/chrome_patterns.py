"""Lists the lines that themes and plug-ins put around an article's text, as regular expressions.

A line of the news may begin with the same words («انضم اللاعب إلى …», «سجل الدولار في النشرة …»,
«المزيد من السكان …»). So a pattern that is open at its end begins with what no sentence of the news
begins with: a colon, the reader addressed, the site's own channel.
"""

from typing import Final

_LABELLED: Final = r"\s*[:：|].{0,200}"

# After one of these nothing of the article follows, but for a box in the middle of it.
RELATED: Final = (
    (
        r"(?:مقالات|مواضيع|موضوعات|اخبار|مواد|تقارير|روابط|قصص|منشورات|تدوينات)"
        r" (?:ذات صله|متعلقه|مرتبطه|مشابهه|مقترحه|مختاره|(?:قد|ربما) (?:تهمك|تعجبك))"
    ),
    r"(?:ذات|مواد ذات) صله",
    r"(?:اخترنا|اخترناه|مختارات|نرشح) (?:لك|لكم)",
    r"(?:قد|ربما) (?:يعجبك|يهمك|تهمك|تعجبك).{0,30}",
    r"المزيد (?:من الاخبار|من المقالات|حول|في هذا).{0,30}",
    r"(?:اقرا|اقروا) المزيد في.{0,30}",
    r"(?:related|more) (?:articles?|posts?|stories|news|topics)",
    r"you (?:may|might) also like.{0,20}",
    r"الاكثر (?:قراءه|مشاهده|تداولا|مشاركه)",
    r"most (?:read|popular|viewed)",
    r"(?:النشره البريديه|اشترك في (?:نشرتنا|النشره).{0,60}|newsletter)",
)
# After one of these nothing follows at all. The first ask the reader, in anybody's words.
ASKS: Final = (
    r"ا?ذا كنت تعتقد ا?ن المقال يحوي معلومات.{0,300}",
    r"if you think the article contains? wrong information.{0,300}",
    r"سوريا بحاجه للصحافه الحره.{0,80}",
    r"الاعلام الموجه يشوه الحقيقه.{0,80}",
    r"(?:ادعم|ساند|ادعموا|ساندوا) (?!.*[.،]).{2,30}",
    r"(?:دولار|مبلغ صغير|دولار واحد).{0,20} شهريا?.{0,40}",
    r"(?:اضغط|انقر|اضغطوا) هنا (?:للمساهمه|للتبرع|للدعم|لدعم|لتصبح).{0,30}",
    # "Support for …" is a subheading.
    (
        r"(?:support|donate to) (?!(?:for|from|of|and|to|in|among|by|with|has|is|was)\b"
        r"|(?:grows?|falls?|drops?|rises?)\b).{2,30}"
    ),
    r"click here to (?:become|donate|contribute|support).{0,40}",
)
AFTER: Final = (
    r"(?:اترك|اضف) (?:تعليقا?|ردا?|رد).{0,40}",
    r"(?:leave a (?:comment|reply)|post a comment).{0,40}",
    r"(?:التعليقات|تعليقات|comments)(?: \(?\d+\)?)?",
    r"(?:جميع الحقوق محفوظه|all rights reserved).{0,80}",
)
_PLACES: Final = (
    r"\b(?:فيسبوك|فيس بوك|تويتر|اكس|تلغرام|تيليغرام|تليغرام|تلجرام|تليجرام|واتساب|واتس اب|واتسآب"
    r"|انستغرام|انستجرام|يوتيوب|تيك توك|لينكد ?ان|ماسنجر|جوجل نيوز|غوغل نيوز|اخبار غوغل|البريد"
    r"|facebook|twitter|telegram|whatsapp|instagram|youtube|tiktok|linkedin|google news|messenger"
    r"|email|x)\b"
)
_CHANNELS: Final = r"(?:قناه|قنوات|مجموعه|صفحه|صفحات|حساب|حسابات|موقع|اخبار)"
# A channel that the line calls the site's own.
_OUR_CHANNELS: Final = (
    r"(?:قناتنا|قنواتنا|مجموعتنا|مجموعاتنا|صفحتنا|صفحاتنا|حسابنا|حساباتنا|موقعنا|منصاتنا|نشرتنا"
    r"|اخبارنا|برامجنا|تغطيتنا|خدمتنا)"
)
_COUNTED: Final = (
    r"(?:مشاهد(?:ه|ات)|قراء(?:ه|ات)|زيار(?:ه|ات)|تعليقا?ت?|مشارك(?:ه|ات)|اعجابا?ت?"
    r"|views?|reads?|shares?|comments?|likes?)"
)
# These go alone, wherever they stand, and are no headline either.
CONTROLS: Final = (
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
        r"(?:click to )?"
        r"(?:شاركه?ا?|مشاركه|انشر|ارسل|تابع|share|tweet|send|post) (?:هذا |this )?"
        rf"(?:المقال |الخبر |الموضوع )?(?:على|عبر|مع|في|ب|on|via|to|with) ?{_PLACES}"
        r"(?: \((?:opens in new window|فتح في نافذه جديده)\))?"
    ),
    r"(?:تكبير|تصغير|حجم|تغيير حجم) (?:ال)?(?:خط|نص)\b.{0,20}",
    r"\d{1,2}:\d{2}(?: ?/ ?\d{1,2}:\d{2})|\d(?:\.\d{1,2})?x",
    r"(?:(?:increase|decrease|reset) )?font size.{0,20}",
    r"(?:مده|وقت|زمن) (?:ال)?قراءه\s*:?.{0,30}",
    r"(?:estimated )?reading time\s*:?.{0,30}",
    r"\d{1,3} (?:دقيقه|دقائق|min(?:ute)?s?) (?:قراءه|للقراءه|read).{0,10}",
    r"(?:جار[يى]? )?(?:تحميل|التحميل|loading)[ .…]*(?:المشغل|الفيديو|the player)?[ .…]*",
    (
        r"(?:اعلان|اعلانات|advertisements?|sponsored(?: content)?|advertorial|ماده اعلانيه"
        r"|(?:مساحه|فاصل) اعلاني?ه?|(?:اعلان|محتوى) (?:ممول|مدفوع|برعايه))"
    ),
    # Where an advertisement interrupts a text.
    r"(?:(?:article|story|content|post) )?continues? (?:below|after)\b.{0,30}",
    r"(?:continue|keep) reading(?: below)?",
    r"(?:يتبع|يستمر|تتمه|تكمله)\b.{0,30}بعد الاعلان",
    r"scroll to continue.{0,30}|skip (?:ad|to content)",
    r"\d{1,2}:\d{2}(?: ?(?:ص|م|am|pm))?",
    r"(?:السابق|التالي|previous|next)",
    # What plug-ins count at each visit, so that each reading would look like a correction.
    rf"(?:عدد )?(?:ال)?{_COUNTED}\s*[:：]?\s*[\d,.٬]+\s?[km]?",
    rf"[\d,.٬]+\s?(?:k|m|الف)?\s*{_COUNTED}",
    r"(?:المشاهدات|(?:post )?views)\s*:?\s*[\d,.]*",
    r"(?:الصفحات|صفحات|الصفحه|صفحه|pages?)\s*[:：]\s*[\d\s]+",
    # Stars.
    r"(?:click to )?rate this (?:post|article|item)!?.{0,40}",
    r"(?:قيم|قيموا|تقييم) (?:هذا |هذه )?(?:ال)?(?:مقال|مقاله|خبر|موضوع|منشور)",
    r"[\[(]?(?:total|الاجمالي|المجموع)\s*[:：]\s*\d+.{0,10}(?:average|متوسط|المتوسط).{0,20}",
    r"\(?[\d,]+ votes?, average.{0,60}|no votes so far.{0,60}",
    r"_{3,}|\*{3,}|-{3,}|[·•▪●■◆]+",
)
# These, too; but what follows their beginning may be anything, so a headline may look like one.
LINES: Final = (
    rf"(?:الوسوم|وسوم|الكلمات المفتاحيه|كلمات مفتاحيه|tags|keywords)(?:{_LABELLED}|\s.{{0,200}})?",
    rf"tag(?:{_LABELLED})?",
    (
        r"(?:اقرا|اقراوا|اقروا|اقرئي|اقرا/ي|شاهد|شاهدوا|طالع|استمع|تابع|انظر)"
        r" (?:ا?يضا|المزيد|معنا)\b.{0,200}"
    ),
    r"(?:قد|ربما) (?:يهمك|تهمك|يعجبك)(?: ا?يضا)?\s*[:：].{0,200}",
    (
        r"(?:نرشح (?:لك|لكم)|لا يفوتك|مقال(?:ه)? (?:ذو|ذات) صله|(?:خبر|موضوع) (?:متعلق|ذو صله))"
        rf"{_LABELLED}"
    ),
    r"(?:للمزيد|لمعرفه المزيد|لقراءه المزيد)\s*:?.{0,100}",
    r"المزيد(?:\s*[:：].{0,100}| من التفاصيل.{0,30})?",
    r"(?:read|see|watch) (?:also|more)\b.{0,200}",
    r"(?:related|also read|dont miss|don.t miss|must read)\s*[:：].{0,200}",
    # In the languages beside Arabic and English that pages come in most.
    r"(?:lire|voir|a lire) aussi\b.{0,200}",
    r"(?:lea|lee|vea|mira) tambien\b.{0,200}",
    r"(?:le|te) puede interesar\b.{0,200}",
    r"lesen sie (?:auch|mehr)\b.{0,200}",
    r"(?:auch interessant|mehr zum thema|das konnte sie auch interessieren)\b.{0,100}",
    # The player of a read-aloud service.
    (
        r"(?:استمع|استمعوا|انصت|اسمع) (?:الي?|ل|الى)\s?(?:هذا |هذه )?"
        r"(?:ال)?(?:مقال|مقاله|خبر|ماده|تقرير|نص|بودكاست)\b.{0,40}"
    ),
    r"(?:listen to|play) (?:this |the )?(?:article|story|audio).{0,40}",
    # Newsletters, channels and their kind. «سجل», «اشترك», «انضم» and «تابع» are verbs of the news,
    # too: with the site's own channel, or the name of a service behind one, they address readers.
    (
        r"(?:ال|لل)?(?:اشتراك|اشترك|اشتركوا) (?:الان |مجانا |معنا )?(?:في|ب|الى)\s?"
        r"(?:النشره البريديه|نشرتنا|النشره|القائمه البريديه|قناتنا|البريديه).{0,80}"
    ),
    (
        r"(?:سجل|سجلوا) (?:الان|مجانا|معنا|اسمك|بريدك|ايميلك|عنوانك"
        r"|في (?:نشرتنا|النشره البريديه|القائمه البريديه|قناتنا)).{0,100}"
    ),
    r"(?:تابعنا|تابعونا|زورونا) (?:الان |ايضا |دائما )?(?:على|في|عبر|من خلال|ل).{0,80}",
    (
        r"(?:انضم|انضموا|اشترك|اشتركوا|للاشتراك|للانضمام|تابع|تابعوا|لمتابعه|زوروا)"
        rf" (?:\w+ ){{0,2}}?(?:ب|ل)?(?:الينا|معنا|{_OUR_CHANNELS})\b.{{0,100}}"
    ),
    r"لمتابعتنا\b.{0,100}",
    (
        r"(?:انضم|انضموا|اشترك|اشتركوا|للاشتراك|للانضمام|تابع|تابعوا|لمتابعه|زوروا)"
        rf" (?:الان |ايضا )?(?:(?:الى|في|على|عبر) )?ب?(?:ال)?{_CHANNELS}\b"
        rf".{{0,50}}(?:الى|في|على|عبر) .{{0,20}}{_PLACES}(?!.*[.؟!…]).{{0,60}}"
    ),
    rf"(?:لمتابعه|للاشتراك|للانضمام)\b.{{0,50}}(?:الى|في|على|عبر) .{{0,30}}{_PLACES}.{{0,60}}",
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
    r"(?:copyright\b|©|\(c\)).{0,160}",
    r"حقوق (?:النشر|الطبع)(?: والنشر)?(?: محفوظه|\s*[©:：]).{0,160}",
    r"(?:this (?:post|article|page) (?:may )?contains? (?:affiliate|references|links)).{0,200}",
    r"(?:filed under|tagged with|posted in|first published (?:in|by|on))\b.{0,160}",
    rf"(?:categories|tagged){_LABELLED}",
    r"(?:الرئيسيه|home) ?[/›»>|].{0,120}",
    (
        r"(?:هذا|هذه) (?:ال)?(?:مقال|مقاله|خبر|موضوع|محتوى|صفحه|تقرير|ماده)"
        r" (?:متاح|متوفر)ه?(?: ايضا)?(?: ب| في)\s?ال?لغ(?:ه|ات).{0,60}"
    ),
    r"this (?:post|article|page|entry) is (?:also )?available in:?.{0,60}",
    # What the box of an embedded post says of it.
    r"(?:view|see) this post on instagram.{0,60}|عرض هذا المنشور على instagram.{0,60}",
    r"(?:a post shared by|تمت مشاركه منشور بواسطه|تم النشر بواسطه) .{0,100}",
    r"posted by .{1,60} on .{0,60}",
)
# A time behind one of these is that of the page.
STAMPS: Final = (r"(?:اخر تحديث|تاريخ (?:النشر|التحديث)|last updated)\s*[:：].{0,60}\d.{0,40}",)
STAMPED: Final = (
    r"(?:(?:تم )?(?:ال)?(?:نشر|تحديث|نشرت|حدث)|اخر تحديث|تاريخ (?:النشر|التحديث)"
    r"|(?:last )?updated|published|posted)(?: في| بتاريخ| يوم| on| at)?"
)
AGO: Final = r"(?:منذ|قبل) \d{1,3} \w+|\d{1,3} \w+ ago"
