"""Invented news for the corpus: no town council, team or person in it exists."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One invented article with all that a page may show of it."""

    number: int
    slug: str
    title: str
    paragraphs: tuple[str, ...]
    caption: str
    credit: str
    tags: tuple[str, ...]
    section: str
    author: str
    kicker: str = ""
    language: str = "ar"

    @property
    def link(self) -> str:
        return f"https://www.khabar-corpus.org/{self.number}/{self.slug}/"

    @property
    def photo(self) -> str:
        return f"https://www.khabar-corpus.org/wp-content/uploads/2026/10/{self.slug}.jpg"

    @property
    def site_id(self) -> str:
        return f"khabar-corpus.org/{self.number}"


BRIDGE = Story(
    number=801_101,
    slug="jisr-al-zaytoun",
    title="مجلس بلدة وادي السرو يعيد فتح جسر الزيتون أمام الشاحنات",
    paragraphs=(
        "أعاد مجلس بلدة وادي السرو فتح جسر الزيتون أمام الشاحنات اليوم، الاثنين 12 تشرين الأول، بعد ترميم استمر سبعة أشهر.",
        "وقال رئيس لجنة الطرق في المجلس، نادر السروجي، إن الحمولة المسموحة ارتفعت إلى 28.5 طنًا، بعد أن كانت لا تتجاوز 12 طنًا قبل الترميم.",
        "ويربط الجسر ضفتي نهر الصفصاف، ويختصر على سائقي الشاحنات نحو 19 كيلومترًا من الطريق الجبلي.",
        "وأوضح السروجي أن تكلفة المشروع بلغت 640 مليون ليرة سورية، جُمع ثلثها من تبرعات الأهالي في البلدة وخارجها.",
        "وكان الجسر أُغلق في آذار الماضي بعد ظهور تشققات في الركيزة الوسطى، بحسب تقرير لجنة السلامة.",
    ),
    caption="شاحنة تعبر جسر الزيتون في بلدة وادي السرو - 12 تشرين الأول 2026",
    credit="صدى الوادي",
    tags=("جسور", "وادي السرو", "نقل"),
    section="محليات",
    author="هالة المرعي",
    kicker="بعد سبعة أشهر من الترميم",
)
MARKET = Story(
    number=801_102,
    slug="souq-al-khudar",
    title="أسعار البندورة تنخفض إلى النصف في سوق الخضار بمدينة النورية",
    paragraphs=(
        "انخفض سعر كيلو البندورة في سوق الخضار بمدينة النورية إلى 4500 ليرة سورية خلال أسبوع، بعد أن لامس تسعة آلاف ليرة مطلع الشهر.",
        "وعزا التاجر وائل الحموي الانخفاض إلى وصول إنتاج البيوت البلاستيكية من الساحل، وإلى تراجع التصدير.",
        "وقال الحموي لمراسلنا إن “السوق يستقبل يوميًا أربعين طنًا (…) وهذا ضعف ما كان يصل قبل أسبوعين”.",
        "في المقابل حافظت البطاطا على سعرها عند 6200 ليرة، بينما ارتفع سعر الخيار ألف ليرة للكيلو الواحد.",
    ),
    caption="صناديق بندورة في سوق الخضار بمدينة النورية، 9 تشرين الأول 2026",
    credit="سامر الدهان",
    tags=("أسعار", "خضار"),
    section="اقتصاد",
    author="سامر الدهان",
)
RAIN = Story(
    number=801_103,
    slug="amtar",
    title="منخفض جوي يحمل أمطارًا غزيرة إلى الساحل ابتداء من مساء الأربعاء",
    paragraphs=(
        "تتأثر المنطقة مساء الأربعاء بمنخفض جوي مصحوب بأمطار غزيرة على الساحل، تمتد ليلًا إلى المناطق الوسطى.",
        "وتوقعت محطة رصد تل البيدر أن تتجاوز كمية الهطول 60 ميليمترًا في بعض المرتفعات خلال 24 ساعة.",
        "ودعت المحطة المزارعين إلى تأجيل رش المبيدات، وسائقي الحافلات إلى تجنب طريق العقبة القديم.",
        "ومن المنتظر أن تعود درجات الحرارة إلى معدلاتها يوم السبت المقبل.",
    ),
    caption="غيوم فوق كورنيش بلدة رأس المرجان — 14 October 2026",
    credit="AFP/Nabil Qasir",
    tags=("طقس", "الساحل"),
    section="طقس",
    author="لمى الحكيم",
)
TEAM = Story(
    number=801_104,
    slug="nadi-al-sanabel",
    title="نادي السنابل يتأهل إلى نهائي كأس البلدات بركلات الترجيح",
    paragraphs=(
        "تأهل نادي السنابل إلى نهائي كأس البلدات لكرة القدم بعد فوزه على نادي الميناء بركلات الترجيح، أمس الجمعة.",
        "وانتهى الوقت الأصلي بالتعادل بهدف لمثله، سجل للسنابل مهاجمه رامي الخطاب في الدقيقة 38.",
        "وتصدى حارس السنابل أيهم ديب لركلتين، ليحسم فريقه المواجهة بنتيجة أربعة مقابل اثنين.",
        "ويلتقي السنابل في النهائي مع اتحاد القلعة يوم 24 من الشهر الحالي على ملعب النورية.",
        "وقال مدرب الفريق، جهاد العلي، إن لاعبيه “قدموا مباراة كبيرة رغم غياب ثلاثة أساسيين”.",
    ),
    caption="لاعبو السنابل بعد ركلة الترجيح الأخيرة على ملعب النورية",
    credit="نادي السنابل",
    tags=("كرة القدم", "كأس البلدات"),
    section="رياضة",
    author="باسل نجار",
)
LIBRARY = Story(
    number=801_105,
    slug="maktabat-al-hay",
    title="مكتبة أهلية في حي الفرن تستعير من سكانه ثلاثة آلاف كتاب",
    paragraphs=(
        "جمعت مكتبة أهلية افتتحت في حي الفرن بمدينة تل البيدر ثلاثة آلاف كتاب من رفوف سكان الحي خلال شهرين.",
        "وتقول المتطوعة رنا الشيخ إن الفكرة بدأت من صندوقين من الروايات تركهما جار مسافر عند باب البناء.",
        "وتفتح المكتبة أبوابها بعد الظهر أربعة أيام في الأسبوع، ويديرها أحد عشر متطوعًا بالتناوب.",
        "“لا نطلب تأمينًا على الكتاب، بل وعدًا بإعادته قبل نهاية الشهر”، تضيف الشيخ.",
    ),
    caption="رفوف المكتبة الأهلية في حي الفرن بمدينة تل البيدر - أيلول 2026",
    credit="مركز الحي الثقافي",
    tags=("مكتبات", "ثقافة", "تل البيدر"),
    section="ثقافة",
    author="رنا الشيخ، هالة المرعي",
    kicker="كتب تبحث عن قرّاء",
)
WELL = Story(
    number=801_106,
    slug="new-well",
    title="Village of Tal al-Baydar pumps water from a new solar-powered well",
    paragraphs=(
        "The village of Tal al-Baydar began pumping drinking water on Tuesday from a new well that runs on solar panels.",
        "The head of the water committee, Nader al-Srouji, said that the well gives 22.5 cubic meters an hour during daylight.",
        "About 3,400 residents had bought water from tankers since the old pump broke down in June, he added.",
        "The committee plans to add a second tank before winter, if donations cover its cost.",
    ),
    caption="Solar panels above the new well in Tal al-Baydar, 6 October 2026",
    credit="Corpus Echo",
    tags=("water", "solar energy"),
    section="Services",
    author="Karam Darwish",
    language="en",
)
ALL = (BRIDGE, MARKET, RAIN, TEAM, LIBRARY, WELL)
