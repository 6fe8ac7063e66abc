"""Lists the lines that themes and plug-ins put around an article's text, as regular expressions.

A line of the news may begin with the same words («انضم اللاعب إلى …», «سجل الدولار في النشرة …»,
«المزيد من السكان …»). So a pattern that is open at its end begins with what no sentence of the news
begins with: a colon, the reader addressed, the site's own channel; or it has `_NO_SENTENCE`.
"""

from typing import Final

_LABELLED: Final = r"\s*[:：|].{0,200}"
# Buttons and labels have no full stop at their end; what the news says has one.
_NO_SENTENCE: Final = r"(?!.*[.؟?!…][»”\")]*\s*$)"
# Or the reader is spoken to, perhaps in a whole sentence.
_TO_READERS: Final = (
    r"(?:لتصلك|ليصلك|يصلك|تصلك|بريدك|اليك)م?\b|\b(?:اضغط|انقر)|اولا باول|كل جديد"
    r"|\b(?:your|our|click here|today|for free)\b"
)
_NO_FULL_STOP: Final = r"(?!.*[.…][»”\")]*\s*$)"  # headlines end in other signs
_OPEN: Final = rf"(?:{_NO_SENTENCE}|(?=.*(?:{_TO_READERS})))"
_NOTHING_SAID: Final = r"(?!.*\b(?:و?قالت?|و?اكدت?|و?اضافت?|بحسب|وفقا?|said|says|told)\b)"

# After one of these nothing of the article follows, but for a box in the middle of it.
RELATED: Final = (
    (
        r"(?:مقالات|مواضيع|موضوعات|اخبار|مواد|تقارير|روابط|قصص|منشورات|تدوينات)"
        r" (?:ذات صله|متعلقه|مرتبطه|مشابهه|مقترحه|مختاره|(?:قد|ربما) (?:تهمك|تعجبك))"
    ),
    r"(?:ذات|مواد ذات) صله",
    r"(?:اخترنا|اخترناه|مختارات|نرشح) (?:لك|لكم)",
    rf"(?:قد|ربما) (?:يعجبك|يهمك|تهمك|تعجبك)\b{_NO_SENTENCE}.{{0,30}}",
    (
        r"المزيد (?:من (?:الاخبار|المقالات)(?: (?:ذات الصله|المتعلقه|المشابهه|في .{1,20}))?"
        r"|(?:حول|في) هذا.{0,20}|حول(?:\s*[:：].{0,30}|(?: \w+){0,2}))"
    ),
    rf"(?:اقرا|اقروا) المزيد في{_NO_SENTENCE}.{{0,30}}",
    r"(?:related|more) (?:articles?|posts?|stories|news|topics)",
    rf"you (?:may|might) also like\b{_NO_SENTENCE}.{{0,20}}",
    r"الاكثر (?:قراءه|مشاهده|تداولا|مشاركه)",
    r"most (?:read|popular|viewed)",
    rf"(?:النشره البريديه|اشترك في (?:نشرتنا|النشره)\b{_OPEN}.{{0,60}}|newsletter)",
)
# After one of these nothing follows at all. The first ask the reader, in anybody's words.
ASKS: Final = (
    r"ا?ذا كنت تعتقد ا?ن المقال يحوي معلومات.{0,300}",
    r"if you think the article contains? wrong information.{0,300}",
    rf"سوريا بحاجه للصحافه الحره{_NOTHING_SAID}.{{0,80}}",
    rf"الاعلام الموجه يشوه الحقيقه{_NOTHING_SAID}.{{0,80}}",
    r"(?:ادعم|ادعموا) (?!.*[.،]).{2,30}",
    # «ساند» is also a verb of the news.
    r"(?:ساند|ساندوا) (?!.*[.،])(?:ال)?(?:صحاف|موقع|عمل|استقلال|فريق)\w*.{0,20}",
    rf"(?:دولار|مبلغ صغير|دولار واحد).{{0,20}} شهريا?\b{_NOTHING_SAID}.{{0,20}}\wنا\b.{{0,20}}",
    r"(?:اضغط|انقر|اضغطوا) هنا (?:للمساهمه|للتبرع|للدعم|لدعم|لتصبح).{0,30}",
    # "Support for …" is a subheading, "Support grew." a sentence.
    (
        rf"(?:support|donate to) {_NO_SENTENCE}(?:us\b|our\b|the (?:site|newsroom|team)\b"
        r"|(?:\w+ ){0,3}(?:journalism|journalists|press|media|reporting|newsroom)\b).{0,30}"
    ),
    r"click here to (?:become|donate|contribute|support).{0,40}",
)
AFTER: Final = (
    rf"(?:اترك|اضف) (?:تعليقا?|ردا?|تعليقك|ردك)(?:\b{_NO_SENTENCE}.{{0,40}})?",
    rf"(?:leave a (?:comment|reply)|post a comment)(?:{_NO_SENTENCE}.{{0,40}})?",
    r"(?:التعليقات|تعليقات|comments)(?: \(?\d+\)?)?",
    rf"(?:جميع الحقوق محفوظه|all rights reserved){_NOTHING_SAID}.{{0,80}}",
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
# «التعليقات تعكس غضب السكان في المركز» is news: what a site says of opinions is whose they are.
_OPINION: Final = r"(?:راي|اراء|موقف|مواقف|وجهه نظر|وجهات نظر|سياسه)"
_WHOSE: Final = (
    r"(?:اصحابها|صاحبها|صاحبه|كاتبها|كتابها|كاتبه|الكاتب|الكتاب|الموقع|الصحيفه|الجريده|المجله"
    r"|الوكاله|الشبكه|المركز|المؤسسه|هيئه التحرير)"
)
# «في الشارع», «في الاستطلاع».
_NOT_OF_OTHERS: Final = r"(?! في (?!هذا\b|هذه\b|ال(?:مقال|تعليق|صفح|موقع|قسم|زاوي|مدون|ماد)))"
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
    (
        r"(?:تكبير|تصغير|حجم|تغيير حجم) (?:ال)?(?:خط|نص)"
        r"(?:\s*[:：+\-\d%].{0,20}| (?:كبير|صغير|متوسط|عادي|اكبر|اصغر))?"
    ),
    r"\d{1,2}:\d{2}(?: ?/ ?\d{1,2}:\d{2})|\d(?:\.\d{1,2})?x",
    r"(?:(?:increase|decrease|reset) )?font size(?:\s*[:：+\-\d%].{0,20})?",
    (
        r"(?:مده|وقت|زمن) (?:ال)?قراءه(?: (?:المقال|الخبر|المتوقعه?|التقريبيه?|المقدره?))?"
        r"\s*[:：]?\s*(?:(?:\d|دقيق|اقل من|حوالي|نحو).{0,25})?"
    ),
    r"(?:estimated )?reading time\s*[:：]?\s*(?:(?:about |less than )?(?:\d|a min).{0,25})?",
    r"\d{1,3} (?:دقيقه|دقائق|min(?:ute)?s?) (?:قراءه|للقراءه|read)",
    r"(?:جار[يى]? )?(?:تحميل|التحميل|loading)[ .…]*(?:المشغل|الفيديو|the player)?[ .…]*",
    (
        r"(?:اعلان|اعلانات|advertisements?|sponsored(?: content)?|advertorial|ماده اعلانيه"
        r"|(?:مساحه|فاصل) اعلاني?ه?|(?:اعلان|محتوى) (?:ممول|مدفوع|برعايه))"
    ),
    # Where an advertisement interrupts a text.
    (
        r"(?:(?:article|story|content|post) )?continues? "
        r"(?:below|after)(?: (?:this |the )?(?:ad|advert\w*|promotion|newsletter).{0,20})?"
    ),
    r"(?:continue|keep) reading(?: below)?",
    (
        r"(?:يتبع|تتمه|تكمله|بقيه|يستمر(?= (?:ال)?(?:مقال|خبر|نص|تقرير|موضوع)\b))"
        r"(?: (?:ال)?(?:مقال|خبر|نص|تقرير|موضوع|قصه|ماده))? بعد الاعلان"
    ),
    r"scroll to continue.{0,30}|skip (?:ad|to content)",
    r"\d{1,2}:\d{2}(?: ?(?:ص|م|am|pm))?",
    r"(?:السابق|التالي|previous|next)",
    # What plug-ins count at each visit, so that each reading would look like a correction.
    rf"(?:عدد )?(?:ال)?{_COUNTED}\s*(?:[:：]|(?!\s*(?:19|20)\d\d$))\s*[\d,.٬]+\s?[km]?",
    rf"[\d,.٬]+\s?(?:k|m|الف)?\s*{_COUNTED}",
    r"(?:المشاهدات|(?:post )?views)\s*:?\s*[\d,.]*",
    r"(?:الصفحات|صفحات|الصفحه|صفحه|pages?)\s*[:：]\s*[\d\s]+",
    # Stars.
    r"(?:click to )?rate this (?:post|article|item)!?.{0,40}",
    r"(?:قيم|قيموا|تقييم) (?:هذا |هذه )?(?:ال)?(?:مقال|مقاله|خبر|موضوع|منشور)",
    r"[\[(]?(?:total|الاجمالي|المجموع)\s*[:：]\s*\d+.{0,10}(?:average|متوسط|المتوسط).{0,20}",
    r"\(?[\d,]+ votes?, average.{0,60}|no votes so far[.!]?(?: be the .{0,60})?",
    r"_{3,}|\*{3,}|-{3,}|[·•▪●■◆]+",
)
# These, too; but what follows their beginning may be anything, so a headline may look like one.
LINES: Final = (
    (
        r"(?:الوسوم|وسوم|الكلمات المفتاحيه|كلمات مفتاحيه|tags|keywords)"
        rf"(?:{_LABELLED}|\s{_NO_SENTENCE}[^:：]{{0,200}})?"
    ),
    rf"tag(?:{_LABELLED})?",
    (
        r"(?:اقرا|اقراوا|اقروا|اقرئي|اقرا/ي|شاهد|شاهدوا|طالع|استمع|تابع|انظر)"
        rf" (?:ا?يضا|المزيد|معنا)\b(?:{_LABELLED}|{_NO_FULL_STOP}.{{0,200}})"
    ),
    r"(?:قد|ربما) (?:يهمك|تهمك|يعجبك)(?: ا?يضا)?\s*[:：].{0,200}",
    (
        r"(?:نرشح (?:لك|لكم)|لا يفوتك|مقال(?:ه)? (?:ذو|ذات) صله|(?:خبر|موضوع) (?:متعلق|ذو صله))"
        rf"{_LABELLED}"
    ),
    rf"(?:للمزيد|لمعرفه المزيد|لقراءه المزيد)\b(?:\s*[:：].{{0,100}}|{_OPEN}.{{0,100}})",
    rf"المزيد(?:\s*[:：].{{0,100}}| من التفاصيل{_OPEN}.{{0,30}})?",
    rf"(?:read|see|watch) (?:also|more)\b(?:{_LABELLED}|{_NO_FULL_STOP}.{{0,200}})",
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
        rf"(?:ال)?(?:مقال|مقاله|خبر|ماده|تقرير|نص|بودكاست)\b(?:{_OPEN}.{{0,40}})?"
    ),
    rf"(?:listen to|play) (?:this |the )?(?:article|story|audio)\b(?:{_OPEN}.{{0,40}})?",
    # Newsletters, channels and their kind. «سجل», «اشترك», «انضم» and «تابع» are verbs of the news,
    # too: with the site's own channel, or the name of a service behind one, they address readers.
    (
        r"(?:ال|لل)?(?:اشتراك|اشترك|اشتركوا) (?:الان |مجانا |معنا )?(?:في|ب|الى)\s?"
        r"(?:(?:نشرتنا|قناتنا)\b"
        rf"|(?:النشره البريديه|النشره|القائمه البريديه|البريديه)\b{_OPEN}).{{0,80}}"
    ),
    (
        rf"(?:سجل|سجلوا) (?:(?:الان|مجانا|معنا)\b{_OPEN}|(?:اسمك|بريدك|ايميلك|عنوانك)م?\b"
        rf"|في (?:نشرتنا|قناتنا)\b|في (?:النشره|القائمه) البريديه\b{_OPEN}).{{0,100}}"
    ),
    # «تابعنا» is what reporters did, too: «تابعنا على مدى أشهر …».
    (
        rf"تابعنا {_OPEN}(?:الان |ايضا |دائما )?(?:(?:على|في|عبر|من خلال) |ل)"
        rf"(?:.{{0,30}}{_PLACES}|(?:ال)?(?:{_CHANNELS}|منصات|مواقع|وسائل|تطبيق)\b"
        rf"|{_OUR_CHANNELS}\b).{{0,80}}"
    ),
    (
        r"(?:تابعونا|زورونا) (?:الان |ايضا |دائما )?(?:(?:على|في|عبر|من خلال)\b|ل)"
        rf"(?:{_OPEN}|(?=.*{_PLACES})).{{0,80}}"
    ),
    (
        r"(?:انضم|انضموا|اشترك|اشتركوا|للاشتراك|للانضمام|تابع|تابعوا|لمتابعه|زوروا)"
        rf" (?:\w+ ){{0,2}}?(?:ب|ل)?(?:الينا|معنا|{_OUR_CHANNELS})\b{_OPEN}.{{0,100}}"
    ),
    rf"لمتابعتنا\b(?:{_OPEN}|(?=.*{_PLACES})).{{0,100}}",
    (
        r"(?:انضم|انضموا|اشترك|اشتركوا|للاشتراك|للانضمام|تابع|تابعوا|لمتابعه|زوروا)"
        rf" (?:الان |ايضا )?(?:(?:الى|في|على|عبر) )?ب?(?:ال)?{_CHANNELS}\b"
        rf".{{0,50}}(?:الى|في|على|عبر) .{{0,20}}{_PLACES}(?!.*[.؟!…]).{{0,60}}"
    ),
    (
        rf"(?:لمتابعه|للاشتراك|للانضمام)\b{_OPEN}"
        rf".{{0,50}}(?:الى|في|على|عبر) .{{0,30}}{_PLACES}.{{0,60}}"
    ),
    rf"(?:follow|like|join|find) us\b(?:{_NO_SENTENCE}|(?= (?:on|at|via) .*{_PLACES})).{{0,60}}",
    (
        rf"(?:sign up|subscribe|register)\b{_OPEN}"
        r".{0,40}(?:newsletter|channel|updates|inbox|alerts).{0,80}"
    ),
    r"(?:get|receive) .{0,60}(?:in|to) your (?:inbox|email).{0,60}",
    r"click here to (?:get|download|subscribe|sign).{0,60}",
    (
        r"(?:thanks|thank you) for (?:signing up|subscribing|reading)"
        rf"(?! (?:to|out|the)\b(?!.*\b(?:our|newsletter)\b)){_NOTHING_SAID}.{{0,40}}"
    ),
    # What a comment may be.
    (
        r"(?:سياسه (?:التعليقات?|النشر)|شروط التعليق|قواعد التعليق|comments? policy"
        rf"|commenting policy)(?:{_LABELLED}|\s*[-–—].{{0,200}})?"
    ),
    (
        rf"(?:التعليقات|الاراء|المقالات) {_NOTHING_SAID}.{{0,30}}(?:تعبر|تمثل|تعكس)"
        r"(?: فقط| بالضروره| الا)?(?: عن)? (?:راينا|موقفنا"
        rf"|(?:{_OPINION} (?:(?:اداره|هيئه|فريق|اسره|محرري) ){{0,2}})?{_WHOSE})\b"
        r"(?! (?:من|تجاه|حيال|ازاء)\b).{0,100}"
    ),
    (
        rf"(?:(?:التعليقات|المقالات)|الاراء{_NOT_OF_OTHERS}) {_NOTHING_SAID}.{{0,40}}"
        rf"\bلا (?:تعبر|تمثل|تعكس) بالضروره (?:عن )?(?:{_OPINION}|{_WHOSE}|موقع|صحيفه|جريده|مجله)\b"
        r"(?!.*[،,](?!\s?(?:بل|ولا|وانما|وهي)\b)).{0,120}"
    ),
    r"(?:لن|لا) (?:يتم نشر|تنشر|ينشر) (?:عنوان )?(?:بريدك|التعليقات).{0,100}",
    r"your email address will not be published.{0,80}",
    # Owner, sponsor, or first publisher.
    # Laws of copyright are made, and «(c)» counts the points of an agreement.
    (
        r"(?:©|\(c\)\s*(?:copyright|\d{4})|copyright\s*(?:[©:：|]|\(c\)|\d{4}|by\b|all rights)"
        r"|copyright (?:is )?(?:reserved|protected)).{0,160}|copyright"
    ),
    rf"حقوق (?:النشر|الطبع)(?: والنشر)?(?: محفوظه|\s*[©:：]){_NOTHING_SAID}.{{0,160}}",
    r"(?:this (?:post|article|page) (?:may )?contains? (?:affiliate|references|links)).{0,200}",
    (
        r"(?:filed under|tagged with|posted in|first published (?:in|by|on))\b"
        rf"(?:{_LABELLED}|{_NO_SENTENCE}.{{0,160}})"
    ),
    rf"(?:categories|tagged){_LABELLED}",
    r"(?:الرئيسيه|home) ?[/›»>|].{0,120}",
    (
        r"(?:هذا|هذه) (?:ال)?(?:مقال|مقاله|خبر|موضوع|محتوى|صفحه|تقرير|ماده)"
        r" (?:متاح|متوفر)ه?(?: ايضا)?(?: ب| في)\s?ال?لغ(?:ه|ات).{0,60}"
    ),
    r"this (?:post|article|page|entry) is (?:also )?available in:?.{0,60}",
    # What the box of an embedded post says of it.
    r"(?:view|see) this post on instagram.{0,60}|عرض هذا المنشور على instagram.{0,60}",
    rf"(?:a post shared by|تمت مشاركه منشور بواسطه|تم النشر بواسطه) {_NO_SENTENCE}.{{0,100}}",
    rf"posted by {_NO_SENTENCE}.{{1,60}} on .{{0,60}}",
)
# A time behind one of these is that of the page, if nothing else is told.
STAMPED: Final = (
    r"(?:(?:تم )?(?:ال)?(?:نشر|تحديث|نشرت|حدث)|اخر تحديث|تاريخ (?:النشر|التحديث)"
    r"|(?:last )?updated|published|posted)(?: في| بتاريخ| يوم| on| at)?"
)
AGO: Final = r"(?:منذ|قبل) \d{1,3} \w+|\d{1,3} \w+ ago"
