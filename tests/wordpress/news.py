"""Invented news of every kind that WordPress knows, and what must be read of each."""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from tests.wordpress.server import WordPress

SECTION = "محليات"
SECTIONS = ("محليات", "اقتصاد")
PLACES = ("الصفصاف", "الزيتون", "المحطة", "عين الديك", "الكروم", "رأس النبع", "السنديان", "الهضبة")
WORKS = (
    "ترميم خزان المياه القديم قرب المدرسة",
    "نقل سوق السمك من وسط المدينة إلى الميناء",
    "توسعة الطريق الذي يصل الحقول بالمعصرة",
    "تشجير التلة التي احترقت في الصيف",
    "إصلاح إنارة الشوارع المحيطة بالمستشفى",
    "بناء قاعة جديدة لمكتبة الأطفال",
    "تنظيف مجرى النهر قبل موسم الأمطار",
)
REASONS = (
    "بعد شكاوى السكان من ضعف المياه",
    "بعد أعوام من الخلاف بين البلدية والباعة",
    "مع ارتفاع عدد الشاحنات في موسم القطاف",
    "بمشاركة طلاب من ثلاث مدارس",
    "إثر حوادث سير متكررة في الليل",
)
SPEAKERS = ("هاني العلي", "سامر درويش", "رنا خوري")


def story(number: int) -> tuple[str, ...]:
    """Three paragraphs; those of another number are about something else."""
    place, work = PLACES[number % 8], WORKS[number % 7]
    reason, speaker = REASONS[number % 5], SPEAKERS[number % 3]
    other = WORKS[(number + 3) % 7]
    return (
        f"أعلن مجلس بلدة {place} صباح اليوم بدء {work}، {reason}، بكلفة {number + 20} مليون ليرة.",
        f"وقال رئيس المجلس {speaker} إن العمل يستمر {number + 3} أسابيع، وإن {other} يأتي بعده مباشرة.",
        f"ويستفيد من المشروع نحو {number + 5} آلاف شخص في {place} وجوارها، {REASONS[(number + 2) % 5]}.",
    )


QUOTED = "لن نترك حيًا بلا ماء، والصهاريج تعمل حتى منتصف الليل"


@dataclass(frozen=True)
class News:
    """One post: how WordPress gets it, and which of its words must or must not be read."""

    kind: str
    title: str
    content: str
    must: tuple[str, ...]
    never: tuple[str, ...] = ()
    tags: tuple[str, ...] = ("خزانات", "بلدة الصفصاف")
    section: str = SECTION
    caption: str = ""
    credit: str = ""
    post: dict[str, Any] = field(default_factory=dict)
    imported: bool = False


def blocks(*paragraphs: str) -> str:
    """Paragraphs as the block editor writes them."""
    return "\n\n".join(
        f"<!-- wp:paragraph -->\n<p>{one}</p>\n<!-- /wp:paragraph -->" for one in paragraphs
    )


def classic(*paragraphs: str) -> str:
    """Paragraphs as the classic editor stores them: WordPress makes elements of them."""
    return "\n\n".join(paragraphs)


TEXT = tuple(map(story, range(20)))


def public(photo: str) -> list[News]:
    """What must be published; `photo` is the address of an upload."""
    gallery = (
        '<!-- wp:gallery --><figure class="wp-block-gallery has-nested-images columns-2">'
        f'<figure class="wp-block-image"><img src="{photo}" alt=""/>'
        "<figcaption>عمال على سطح الخزان</figcaption></figure>"
        f'<figure class="wp-block-image"><img src="{photo}" alt=""/></figure></figure><!-- /wp:gallery -->'
    )
    image = (
        f'<!-- wp:image --><figure class="wp-block-image"><img src="{photo}" alt=""/>'
        '<figcaption class="wp-element-caption">الباعة يرتبون بضاعتهم</figcaption></figure><!-- /wp:image -->'
    )
    embed = (
        '<!-- wp:embed {"url":"https://video.example/5"} --><figure class="wp-block-embed">'
        '<div class="wp-block-embed__wrapper">\nhttps://video.example/5\n</div></figure><!-- /wp:embed -->'
    )
    items = "<!-- wp:list --><ul><li>حي الزيتون: من السابعة إلى العاشرة.</li><li>حي المحطة: من العاشرة إلى الظهر.</li></ul><!-- /wp:list -->"
    quote = f'<!-- wp:quote --><blockquote class="wp-block-quote"><p>{QUOTED}</p></blockquote><!-- /wp:quote -->'
    table = (
        '<!-- wp:table --><figure class="wp-block-table"><table><tbody><tr><td>البلطي</td><td>40 ألفًا</td></tr>'
        "<tr><td>السردين</td><td>25 ألفًا</td></tr></tbody></table></figure><!-- /wp:table -->"
    )
    return [
        News(
            "blocks",
            "بلدة الصفصاف ترمم خزانها القديم",
            blocks(*TEXT[0]),
            TEXT[0],
            caption="خزان المياه في بلدة الصفصاف - 27 تشرين الثاني 2026",
            credit="صدى الوادي/رامي نصر",
        ),
        News(
            "classic",
            "سوق السمك ينتقل إلى الميناء",
            classic(*TEXT[1]),
            TEXT[1],
            tags=("أسواق",),
            section="اقتصاد",
            caption="السوق الجديد عند الفجر",
        ),
        News(
            "gallery",
            "صور من ترميم الخزان",
            blocks(*TEXT[2][:2]) + gallery + blocks(TEXT[2][2]),
            TEXT[2],
            never=("عمال على سطح الخزان",),
        ),
        News(
            "caption",
            "الباعة يبدؤون يومهم الأول في السوق",
            blocks(*TEXT[3][:2]) + image + blocks(TEXT[3][2]),
            TEXT[3],
            never=("الباعة يرتبون بضاعتهم",),
            section="اقتصاد",
        ),
        News(
            "classic-caption",
            "أول مزاد في سوق السمك الجديد",
            classic(
                TEXT[4][0],
                f'[caption id="attachment_1" align="aligncenter" width="600"]<img src="{photo}" '
                'width="600" height="400" /> المزاد الأول[/caption]',
                *TEXT[4][1:],
            ),
            TEXT[4],
            never=("المزاد الأول", "[caption", "[/caption"),
            section="اقتصاد",
        ),
        News(
            "embeds",
            "فيديو: المياه تعود إلى الأحياء المرتفعة",
            blocks(TEXT[5][0]) + embed + blocks(*TEXT[5][1:]),
            TEXT[5],
            never=("video.example",),
        ),
        News(
            "lists",
            "مواعيد الصهاريج في أحياء الصفصاف",
            blocks(*TEXT[6][:2]) + items + blocks(TEXT[6][2]),
            (*TEXT[6], "حي الزيتون: من السابعة إلى العاشرة."),
        ),
        News(
            "quotes",
            "رئيس المجلس يعد بالماء قبل العيد",
            blocks(*TEXT[7][:2]) + quote + blocks(TEXT[7][2]),
            (*TEXT[7], QUOTED),
        ),
        News(
            "tables",
            "أسعار السمك في اليوم الأول",
            blocks(*TEXT[8][:2]) + table + blocks(TEXT[8][2]),
            TEXT[8],
            section="اقتصاد",
        ),
        News(
            "shortcodes",
            "ورشة لصيانة القوارب في الميناء",
            classic(
                f"[vc_row][vc_column_text]{TEXT[9][0]}[/vc_column_text][/vc_row]", *TEXT[9][1:]
            ),
            TEXT[9],
            never=("[vc_", "[/vc_"),
            section="اقتصاد",
        ),
        News("sticky", "دليل السكان إلى مواعيد المياه", blocks(*TEXT[10]), TEXT[10]),
        News(
            "imported",
            "مدرسة الصفصاف تفتح مكتبتها للجميع",
            blocks(*TEXT[11]),
            TEXT[11],
            imported=True,
        ),
        News(
            "like-a-year",
            "المجلس يناقش موازنة 2027",
            blocks(*TEXT[12]),
            TEXT[12],
            post={"post_name": "2027"},
        ),
        News("word-of-locks", "محمي: كيف ينجو طائر الوروار من الصيد", blocks(*TEXT[13]), TEXT[13]),
        News(
            "comments",
            "القراء يسألون عن أسعار الإيجار في السوق",
            blocks(*TEXT[14]),
            TEXT[14],
            never=("هذا تعليق من قارئ",),
            section="اقتصاد",
        ),
    ]


def hidden() -> list[News]:
    """What must never be published."""
    secret = blocks(
        "هذا نص سري عن بنود العقد لا يقرؤه إلا من يعرف كلمة المرور، وفيه أسماء وأرقام كثيرة."
    )
    return [
        News("password", "بنود عقد توريد المضخات", secret, (), post={"post_password": "كلمة"}),
        News("private", "مسودة تقرير داخلي عن السوق", secret, (), post={"post_status": "private"}),
        News("draft", "خبر لم يكتمل بعد", secret, (), post={"post_status": "draft"}),
        News("pending", "خبر ينتظر المراجعة", secret, (), post={"post_status": "pending"}),
        News(
            "scheduled",
            "خبر الغد عن افتتاح المسبح",
            secret,
            (),
            post={"post_status": "future", "post_date": "2039-01-01 10:00:00"},
        ),
        News("page", "من نحن وما سياسة الموقع", secret, (), post={"post_type": "page"}),
    ]


def photo_file(folder: Path, name: str = "khazzan") -> Path:
    """A photo of 1600 by 1000 pixels."""
    path = folder / f"{name}.jpg"
    image = Image.linear_gradient("L").resize((1600, 1000)).convert("RGB")
    data = io.BytesIO()
    image.save(data, "JPEG")
    path.write_bytes(data.getvalue())
    return path


def published(
    site: WordPress, news: list[News], photos: dict[str, int]
) -> dict[str, dict[str, Any]]:
    """Write the posts into the site; by kind, what WordPress says of each: id, link, guid."""
    names = dict(zip(SECTIONS, _sections(site), strict=True))
    calls: list[list[Any]] = []
    for one in news:
        post = {
            "post_title": one.title,
            "post_content": one.content,
            "post_category": [names[one.section]],
            "tags_input": list(one.tags),
            "post_author": 1,
            **one.post,
        }
        photo = photos.get(f"{one.caption}|{one.credit}", 0)
        if one.imported:
            calls.append(["wp_insert_post", {"post_status": "publish", **post}])
        else:
            calls.append(["khabar_post", post, photo])
    results = site.call(*calls)
    made = {
        one.kind: result if isinstance(result, dict) else {"id": result}
        for one, result in zip(news, results, strict=True)
    }
    if "sticky" in made:
        site.call(["stick_post", made["sticky"]["id"]])
    if "comments" in made:
        site.call(
            *(
                [
                    "wp_insert_comment",
                    {
                        "comment_post_ID": made["comments"]["id"],
                        "comment_approved": 1,
                        "comment_author": f"قارئ {n}",
                        "comment_content": f"هذا تعليق من قارئ رقم {n} يسأل عن الأسعار ويكتب سطرًا طويلًا جدًا.",
                    },
                ]
                for n in range(12)
            )
        )
    return made


def _sections(site: WordPress) -> list[int]:
    return [int(one) for one in site.call(*(["wp_create_category", name] for name in SECTIONS))]
