"""The furniture around the corpus's articles: navigation, boxes, lists, in our own words."""

from html import escape

from tests.data.stories import Story

SITE = "صدى الوادي"
NAVIGATION = (
    '<header class="site-header"><a class="site-logo" href="/"><img src="/wp-content/themes/echo/logo.svg" alt="logo"></a>'
    '<nav class="main-menu"><ul><li><a href="/category/local/">محليات</a></li><li><a href="/category/sport/">رياضة</a></li>'
    '<li><a href="/tag/breaking/">الأكثر تداولًا</a></li></ul></nav></header>'
)
FOOTER = '<footer class="site-footer"><p>جميع الحقوق محفوظة لموقع صدى الوادي، وهو موقع من نسج الخيال.</p></footer>'
RELATED = (
    '<div class="related-posts"><h4>مقالات متعلقة</h4><a href="/801090/x/"><img src="/wp-content/uploads/2026/09/x-768x512.jpg"'
    ' width="768">افتتاح سوق جديد في البلدة بعد انتظار دام عامين كاملين</a></div>'
)
SUPPORT = (
    '<div class="support"><span>×</span><p>الصحافة المستقلة تعيش بقرائها</p><p>ادعم صدى الوادي</p>'
    "<p>مبلغ صغير شهريًا يعيننا على البقاء</p><a>اضغط هنا للمساهمة</a></div>"
)
CORRECTION = '<div class="correction">اذا كنت تعتقد أن المقال يحوي معلومات خاطئة أو لديك تفاصيل إضافية أرسل تصحيحًا</div>'
SHARE = '<div class="share-buttons"><span>شارك</span><a href="#">Facebook</a><a href="#">Telegram</a></div>'
FONT = '<div class="font-size"><span>ع</span> <span>ع</span> <span>ع</span></div>'
DATES = (
    '<div class="issues"><h3>أعداد الصحيفة</h3><ul>'
    + "".join(f'<li><a href="/issue/{n}/">العدد {n} – الأحد {n % 28 + 1} تشرين الأول 2026</a></li>' for n in range(700, 730))
    + "</ul></div>"
)
_ASIDE = (
    '<aside class="sidebar"><h3>الأكثر قراءة</h3><ul><li><a href="/801001/a/">عودة الكهرباء إلى حي السبيل بعد انقطاع أسبوع</a>'
    "<time>11 تشرين الأول 2026</time></li></ul><h3>أعداد سابقة</h3><ul>"
    + "".join(f"<li>{n} أيلول 2026</li>" for n in range(1, 29))
    + "</ul></aside>"
)


def crumbs(story: Story) -> str:
    return f'<div class="breadcrumbs"><a href="/">الرئيسية</a> / <a href="/category/x/">{story.section}</a></div>'


def camera(caption: str) -> str:
    icon = '<img src="/wp-content/themes/echo/camera.png" alt="camera icon" width="20">'
    return f'<div class="photo-line">{icon}<span>{caption}</span></div>'


def tag_line(story: Story) -> str:
    links = " ".join(f'<a href="/tag/{n}/" rel="tag">{name}</a>' for n, name in enumerate(story.tags))
    return f'<div class="tags-line"><img src="/wp-content/themes/echo/tag.png" alt="tag icon" width="20">{links}</div>'


def head(story: Story, og_image: str | None = None) -> str:
    """The head as an SEO plugin writes it."""
    photo = story.photo if og_image is None else og_image
    image = f'<meta property="og:image" content="{photo}">' if photo else ""
    excerpt = escape(story.paragraphs[0])
    return (
        f'<head><meta charset="UTF-8"><title>{escape(story.title)} - {SITE}</title>'
        f'<meta property="og:title" content="{escape(story.title)} - {SITE}">'
        f'<meta property="og:site_name" content="{SITE}"><meta property="og:type" content="article">'
        f'<meta property="og:description" content="{excerpt} [&hellip;]">{image}'
        f'<meta name="author" content="{story.author}">'
        '<meta property="article:published_time" content="2026-10-12T08:00:00+00:00">'
        '<meta property="article:modified_time" content="2026-10-12T09:30:00+00:00">'
        f'<link rel="canonical" href="{story.link}"></head>'
    )


def page(
    story: Story, inner: str, *, og_image: str | None = None, bare_head: bool = False
) -> str:
    """A whole document: head, navigation, article, margin, support box, footer."""
    top = f'<head><meta charset="UTF-8"><title>{SITE}</title></head>' if bare_head else head(story, og_image)
    direction = "rtl" if story.language == "ar" else "ltr"
    return (
        f'<!DOCTYPE html>\n<html lang="{story.language}" dir="{direction}">{top}<body class="single single-post postid-{story.number}">'
        f'{NAVIGATION}<div class="wrap"><main><article class="post-{story.number} post">{inner}</article></main>{_ASIDE}</div>'
        f"{RELATED}{SUPPORT}{FOOTER}</body></html>"
    )
