"""The pages of the corpus: layouts that sites have used over the years, with what must come out."""

import json
from collections.abc import Iterator
from typing import Any

from tests.data.chrome_parts import DATES, FOOTER, NAVIGATION, RELATED, SITE, SUPPORT, camera, page
from tests.data.page_shapes import PageCase, expected, case, refused, paragraphs, full, image, lead, classic
from tests.data.photo_cases import captions, photos
from tests.data.stories import BRIDGE, LIBRARY, MARKET, RAIN, TEAM, WELL, Story


def cases() -> Iterator[PageCase]:
    yield from layouts()
    yield from lines()
    yield from captions()
    yield from photos()
    yield from heads()
    yield from bodiless()
    yield from encodings()
    yield from texts()
    yield from no_articles()


def layouts() -> Iterator[PageCase]:
    tags = [BRIDGE.section, *BRIDGE.tags]
    yield case("classic", BRIDGE, classic(BRIDGE), tags=tags, author=BRIDGE.author,
               site_id=BRIDGE.site_id, published="2026-10-12T08:00:00+00:00",
               modified="2026-10-12T09:30:00+00:00", url=BRIDGE.link, language="ar")
    yield case("classic-english", WELL, classic(WELL), language="en")
    span = '<p style="text-align: justify;"><span style="font-size: 14pt;">'
    yield case("spans", MARKET, classic(MARKET, paragraphs(MARKET, span, "</span></p><p>&nbsp;</p>")))
    entry = f'<article><h1>{RAIN.title}</h1>{lead(RAIN)}<div class="entry-content">{paragraphs(RAIN)}</div></article>'
    yield case("entry-content", RAIN, page(RAIN, entry))
    figure = (
        f'<figure class="wp-block-image size-large">{image(TEAM, srcset=f"{TEAM.photo} 1280w")}'
        f'<figcaption class="wp-element-caption">{full(TEAM)}</figcaption></figure>'
    )
    blocks = f'<div class="entry-content">{figure}{paragraphs(TEAM, chr(60) + "p class=wp-block-paragraph>")}</div>'
    yield case("block-editor", TEAM, page(TEAM, f"<h1>{TEAM.title}</h1>{blocks}"))
    old = (
        f'<div id="attachment_7" class="wp-caption aligncenter" style="width: 650px">{image(LIBRARY)}'
        f'<p class="wp-caption-text">{full(LIBRARY)}</p></div>'
    )
    yield case("wp-caption", LIBRARY,
               page(LIBRARY, f'<h1>{LIBRARY.title}</h1><div class="entry-content">{old}{paragraphs(LIBRARY)}</div>'))
    rows = "".join(
        '<div class="elementor-section"><div class="elementor-column"><div class="elementor-widget elementor-widget-text-editor">'
        f'<div class="elementor-widget-container"><p>{text}</p></div></div></div></div>'
        for text in BRIDGE.paragraphs
    )
    yield case("page-builder", BRIDGE,
               page(BRIDGE, f'<h1>{BRIDGE.title}</h1><div class="elementor-widget-image">{image(BRIDGE)}'
                            f'<span class="widget-image-caption">{full(BRIDGE)}</span></div><div class="elementor">{rows}</div>'))
    amp = (
        f'<article class="amp-wp-article"><h1 class="amp-wp-title">{RAIN.title}</h1>'
        f'<figure class="amp-wp-article-featured-image"><amp-img src="{RAIN.photo}" width="1280" height="853"></amp-img>'
        f'<p class="wp-caption-text">{full(RAIN)}</p></figure>'
        f'<div class="amp-wp-article-content">{paragraphs(RAIN)}</div></article>'
    )
    yield case("amp", RAIN, page(RAIN, amp))
    live = "".join(
        f'<div class="live-entry"><time>1{n}:30</time><p>{text}</p></div>'
        for n, text in enumerate(TEAM.paragraphs)
    )
    told = [f"1{n}:30 {text}" for n, text in enumerate(TEAM.paragraphs)]
    yield case("live-blog", TEAM, classic(TEAM, f'<div class="live-blog">{live}</div>'), paragraphs=told)
    shots = "".join(
        f'<figure class="gallery-item">{image(LIBRARY).replace(".jpg", f"-{n}.jpg")}<figcaption>رفّ {n}</figcaption></figure>'
        for n in range(4)
    )
    yield case("gallery", LIBRARY, classic(LIBRARY, paragraphs(LIBRARY) + f'<div class="gallery">{shots}</div>'))
    divs = "".join(f"<div>{text}</div>" for text in MARKET.paragraphs)
    yield case("divs-without-p", MARKET, classic(MARKET, divs))
    breaks = "<br><br>\n".join(MARKET.paragraphs)
    yield case("text-with-breaks", MARKET, classic(MARKET, breaks))
    yield case("one-p-with-breaks", MARKET, classic(MARKET, f"<p>{'<br /><br />'.join(MARKET.paragraphs)}</p>"))
    wrapped = f'<div class="print-area"><div class="content-ads-in">{paragraphs(BRIDGE)}</div></div>'
    yield case("box-name-wraps-text", BRIDGE, classic(BRIDGE, wrapped))
    advert = f'<div class="ads-slot"><p>إعلان لمتجر الوادي: خصم على كل الأدوات المنزلية.</p></div>'
    first_half = "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs[:2])
    second_half = "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs[2:])
    yield case("advert-in-body", BRIDGE, classic(BRIDGE, first_half + advert + second_half))
    unknown = f'<div class="x1"><div class="x2"><h1>{BRIDGE.title}</h1>{image(BRIDGE)}<div class="x3">{paragraphs(BRIDGE)}</div></div></div>'
    yield case("no-known-container", BRIDGE, page(BRIDGE, unknown), caption="", credit="")
    table = f'<table><tr><td><h1>{RAIN.title}</h1></td></tr><tr><td>{paragraphs(RAIN)}</td></tr></table>'
    yield case("page-of-tables", RAIN, page(RAIN, table), caption="", credit="")
    several = f'{paragraphs(LIBRARY)}<table><tr><td>كتب</td><td>3000</td></tr><tr><td>متطوعون</td><td>11</td></tr></table>'
    yield case("table-in-body", LIBRARY, classic(LIBRARY, several))
    first, *rest = TEAM.paragraphs
    quoted = f"<p>{first}</p><blockquote><p>{rest[0]}</p></blockquote>" + "".join(f"<p>{text}</p>" for text in rest[1:])
    yield case("quote-in-body", TEAM, classic(TEAM, quoted))
    heading = f"<p>{first}</p><h3>ركلات الحسم</h3>" + "".join(f"<p>{text}</p>" for text in rest)
    yield case("subheading", TEAM, classic(TEAM, heading), paragraphs=[first, "ركلات الحسم", *rest])
    items = f"<p>{first}</p><ul>" + "".join(f"<li>{text}</li>" for text in rest) + "</ul>"
    yield case("list-in-body", TEAM, classic(TEAM, items))


def lines() -> Iterator[PageCase]:
    """Lines that are none of the article."""
    bylines = {
        "special": f"{SITE} – خاص",
        "name-city": "هالة المرعي – حلب",
        "name-newsroom": f"هالة المرعي - {SITE}",
        "issue-date": f"{SITE} – العدد 138 – الأحد 12/10/2014",
        "bars": "هالة المرعي | سامر الدهان | لمى الحكيم",
        "author": "هالة المرعي",
        "role": "إعداد: سامر الدهان ولمى الحكيم",
    }
    for name, byline in bylines.items():
        yield case(f"byline-{name}", BRIDGE, classic(BRIDGE, f"<p>{byline}</p>{paragraphs(BRIDGE)}"))
    strong = f"<p><strong>{SITE} – خاص</strong></p>{paragraphs(BRIDGE)}"
    yield case("byline-strong", BRIDGE, classic(BRIDGE, strong))
    first, *rest = BRIDGE.paragraphs
    more = "".join(f"<p>{text}</p>" for text in rest)
    broken = f"<p>{SITE} – حلب<br>{first}</p>{more}"
    yield case("byline-before-break", BRIDGE, classic(BRIDGE, broken))
    yield case("dateline-dash", BRIDGE, classic(BRIDGE, f"<p>دمشق – {SITE}: {first}</p>{more}"))
    yield case("dateline-agency", BRIDGE, classic(BRIDGE, f"<p>حلب - سانا - {first}</p>{more}"))
    short = f"<p>جسر بين ضفتين</p>{paragraphs(BRIDGE)}"
    yield case("short-subheading-stays", BRIDGE, classic(BRIDGE, short),
               paragraphs=["جسر بين ضفتين", *BRIDGE.paragraphs])
    triple = f"<p>{LIBRARY.kicker}</p><h2>{LIBRARY.title}</h2><h1>{LIBRARY.title}</h1>"
    again = f"<p>{LIBRARY.title}</p><p>{full(LIBRARY)}</p><p>{LIBRARY.caption}</p>{paragraphs(LIBRARY)}"
    yield case("all-said-three-times", LIBRARY, classic(LIBRARY, again, triple))
    middle = list(BRIDGE.paragraphs)
    also = '<p>اقرأ أيضًا: <a href="/801090/x/">افتتاح سوق جديد في البلدة</a></p>'
    html = "".join(f"<p>{text}</p>" + (also if n == 1 else "") for n, text in enumerate(middle))
    yield case("read-also-in-body", BRIDGE, classic(BRIDGE, html))
    link = '<p><a href="/801090/x/">افتتاح سوق جديد في البلدة بعد انتظار طويل</a></p>'
    html = "".join(f"<p>{text}</p>" + (link if n == 2 else "") for n, text in enumerate(middle))
    yield case("bare-link-in-body", BRIDGE, classic(BRIDGE, html))
    html = "".join(f"<p>{text}</p>" + (RELATED if n == 1 else "") for n, text in enumerate(middle))
    yield case("related-box-in-body", BRIDGE, classic(BRIDGE, html))
    yield case("related-list-after", BRIDGE,
               classic(BRIDGE, paragraphs(BRIDGE) + "<h3>مقالات متعلقة</h3><ul><li>سوق جديد في البلدة</li><li>طريق مغلق</li></ul>"))
    yield case("support-box-inside", BRIDGE, classic(BRIDGE, paragraphs(BRIDGE) + SUPPORT))
    ask = "<p>اذا كنت تعتقد أن المقال يحوي معلومات خاطئة أو لديك تفاصيل إضافية أرسل لنا تصحيحًا</p>"
    yield case("correction-inside", BRIDGE, classic(BRIDGE, paragraphs(BRIDGE) + ask))
    tweet = '<blockquote class="twitter-tweet"><p>تغريدة عن الجسر</p><a href="https://t.co/x">12 أكتوبر</a></blockquote>'
    yield case("tweet", BRIDGE, classic(BRIDGE, tweet + paragraphs(BRIDGE)))
    hidden = f'<p style="display:none">نص مخفي لا يراه القارئ أبدًا في الصفحة</p>{paragraphs(BRIDGE)}'
    yield case("hidden-text", BRIDGE, classic(BRIDGE, hidden))
    letters = f'<div class="newsletter-box"><p>اشترك في نشرتنا البريدية لتصلك أخبار الوادي كل صباح.</p></div>{paragraphs(BRIDGE)}'
    yield case("newsletter-inside", BRIDGE, classic(BRIDGE, letters))
    appeared = f"{paragraphs(BRIDGE)}<p>ظهرت المقالة {BRIDGE.title} أولاً على {SITE}.</p>"
    yield case("appeared-line", BRIDGE, classic(BRIDGE, appeared))
    comments = '<div id="comments" class="comments-area"><h3>3 تعليقات</h3><p>تعليق طويل من قارئ يشكر فيه مجلس البلدة على إنجاز الجسر في موعده.</p></div>'
    yield case("comments", BRIDGE, classic(BRIDGE).replace("</main>", comments + "</main>"))
    letter = '<p>للتواصل مع المجلس: <a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="2a474b404643596a5d4b4e43044f524b475a464f">[email&#160;protected]</a>، كل صباح.</p>'
    yield case("email-hidden-by-cloudflare", BRIDGE, classic(BRIDGE, paragraphs(BRIDGE) + letter),
               paragraphs=[*BRIDGE.paragraphs, "للتواصل مع المجلس: majlis@wadi.example، كل صباح."])
    facebook = '<div class="fb-post"><blockquote class="fb-xfbml-parse-ignore"><p>منشور لسائق عن الجسر، كتبه أمس في صفحته.</p>تم النشر بواسطة <a href="#">سائق</a> في الأحد</blockquote></div>'
    yield case("facebook-post", BRIDGE, classic(BRIDGE, paragraphs(BRIDGE) + facebook))
    languages = '<p class="wpml-ls-statics-post_translations wpml-ls">هذه المقالة متاحة أيضًا باللغات: <a href="/en/1/">English</a></p>'
    pages = '<div class="page-links">الصفحات: <span>1</span> <a href="2/">2</a></div>'
    views = '<div class="post-views content-post"><span>عدد المشاهدات:</span> <span>1,204</span></div><p>1,204 مشاهدة</p>'
    stars = '<div class="kk-star-ratings"><span>قيّم هذا المقال</span> [الإجمالي: 3 متوسط: 4.3]</div><p>Click to rate this post!</p>'
    yield case("what-plugins-add", BRIDGE, classic(BRIDGE, languages + paragraphs(BRIDGE) + pages + views + stars))
    spots = "".join(f"<p>{text}</p><div class='td-a-rec'><span class='td-adspot-title'>- إعلان -</span></div>" for text in BRIDGE.paragraphs)
    yield case("labels-of-advertisements", BRIDGE, classic(BRIDGE, spots))
    dialog = f"<dialog><p>انضم إلى قرائنا الكرام واقرأ ما تكتبه هيئة التحرير كل صباح قبل غيرك.</p></dialog>{paragraphs(BRIDGE)}"
    yield case("closed-dialog", BRIDGE, classic(BRIDGE, dialog))
    verbs = ["انضم السروجي إلى المجلس قبل عامين.", "نشر المجلس 12 صورة للجسر في صفحته.", "سجل المشروع في النشرة الرسمية للبلدة أمس."]
    html = paragraphs(BRIDGE) + "".join(f"<p>{text}</p>" for text in verbs)
    yield case("sentences-that-begin-like-buttons", BRIDGE, classic(BRIDGE, html), paragraphs=[*BRIDGE.paragraphs, *verbs])
    teaser = "<p>انتقل سوق السمك صباح أمس إلى الميناء الجديد بعد سنوات من الانتظار الطويل في البلدة.</p>"
    cards = {
        "article": f'<div class="elementor-widget"><article class="elementor-post"><h3><a href="/9/">سوق السمك ينتقل</a></h3><div>{teaser}</div></article></div>',
        "div": f'<div class="post-card"><h4><a href="/9/">سوق السمك ينتقل</a></h4>{teaser}</div>',
    }
    for name, card in cards.items():
        html = "".join(f"<p>{text}</p>" + (card if n == 1 else "") for n, text in enumerate(middle))
        yield case(f"card-of-another-article-{name}", BRIDGE, classic(BRIDGE, html))
    prices = ["الخبز: 400 ليرة", "الطحين: 900 ليرة", "الملح: 200 ليرة"]
    yield case("prices-with-breaks", BRIDGE, classic(BRIDGE, f"{paragraphs(BRIDGE)}<p>{'<br>'.join(prices)}</p>"),
               paragraphs=[*BRIDGE.paragraphs, *prices])
    said = '<p>هذا المقال متاح أيضًا باللغة: <a href="/en/1/">English</a></p><div><span>0:00</span> / <span>3:14</span></div><p>1.5x</p>'
    yield case("player-and-languages-without-names", BRIDGE, classic(BRIDGE, said + paragraphs(BRIDGE)))
    spoken = f"<p>وادي الصنوبر ({SITE}): {first}</p>{more}"
    yield case("dateline-of-the-newsroom", BRIDGE, classic(BRIDGE, spoken))


def heads() -> Iterator[PageCase]:
    plain = f'<h1>{BRIDGE.title}</h1><div class="content-article">{paragraphs(BRIDGE)}</div>'
    none = {"photo": None, "caption": None, "credit": None}
    bare = f"<html><body>{plain}</body></html>"
    yield case("no-head", BRIDGE, bare, **none)
    suffixed = f"<html><head><title>{BRIDGE.title} - {SITE}</title><meta property='og:site_name' content='{SITE}'></head><body><div class='content-article'>{paragraphs(BRIDGE)}</div></body></html>"
    yield case("title-with-site-name", BRIDGE, suffixed, **none)
    data = {"@context": "https://schema.org", "@graph": [
        {"@type": "WebSite", "name": SITE},
        {"@type": "NewsArticle", "headline": BRIDGE.title, "datePublished": "2026-10-12T11:00:00+03:00",
         "author": [{"@type": "Person", "name": "هالة المرعي"}, {"@type": "Person", "name": "سامر الدهان"}],
         "image": {"@type": "ImageObject", "url": BRIDGE.photo}, "keywords": "جسور, نقل", "articleSection": "محليات"},
    ]}
    linked = f'<html lang="ar"><head><script type="application/ld+json">{json.dumps(data)}</script></head><body>{plain}</body></html>'
    yield case("json-ld-only", BRIDGE, linked, caption="", credit="", author="هالة المرعي، سامر الدهان",
               published="2026-10-12T08:00:00+00:00", tags=["محليات", "جسور", "نقل"])
    account = json.dumps({"@type": "NewsArticle", "headline": BRIDGE.title,
                          "author": {"@type": "Person", "name": "hala@khabar-corpus.org"}})
    yield case("json-ld-account-is-an-address", BRIDGE, f'<html lang="ar"><head><script type="application/ld+json">{account}</script></head><body>{plain}</body></html>',
               author="", **none)
    cut = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>'
    yield case("json-ld-broken", BRIDGE, classic(BRIDGE).replace("</head>", cut + "</head>"))
    body = {"@type": "NewsArticle", "headline": BRIDGE.title, "articleBody": "\n\n".join(BRIDGE.paragraphs)}
    only = f'<html><head><script type="application/ld+json">{json.dumps(body)}</script></head><body><h1>{BRIDGE.title}</h1><div id="app"></div></body></html>'
    yield case("body-in-json-ld", BRIDGE, only, **none)
    yield case("script-in-title", BRIDGE,
               classic(BRIDGE, above=f"<h1>{BRIDGE.title}<script>alert(1)</script></h1>"))
    yield case("bidi-in-title", BRIDGE, classic(BRIDGE, above=f"<h1>\u202b{BRIDGE.title}\u202c\u200b</h1>"))
    odd = classic(BRIDGE).replace(f'href="{BRIDGE.link}"', 'href="https://[broken"')
    odd = odd.replace('href="/tag/0/"', 'href="https://[x/tag/0/"')
    yield case("addresses-that-are-none", BRIDGE, odd, url=BRIDGE.link)
    yield case("date-1970", BRIDGE, classic(BRIDGE).replace("2026-10-12T08:00:00+00:00", "1970-01-01T00:00:00+00:00"),
               published=None)
    kicker = f'<h1 class="entry-title"><span class="kicker">{BRIDGE.kicker or "خاص"}</span> {BRIDGE.title}</h1>'
    yield case("labels-in-heading", BRIDGE, classic(BRIDGE, above=kicker))
    rank = {"@type": "OpinionNewsArticle", "headline": BRIDGE.title, "articleSection": "محليات, نقل", "datePublished": "2026-10-12T11:00:00+03:00"}
    written = f'<html lang="ar"><head><script type="application/ld+json">{json.dumps(rank)}</script></head><body>{plain}</body></html>'
    yield case("sections-in-one-string", BRIDGE, written, **none, tags=["محليات", "نقل"], published="2026-10-12T08:00:00+00:00")


def bodiless() -> Iterator[PageCase]:
    """Pages without an article's text must not take their margin for one."""
    video = '<div class="content-article"><div class="video"><iframe src="https://www.youtube.com/embed/x"></iframe></div></div>'
    yield case("video", TEAM, page(TEAM, f"<h1>{TEAM.title}</h1>{video}{DATES}"), paragraphs=[], caption="", credit="",
               excerpt=TEAM.paragraphs[0])
    picture = f'<div class="content-article"><p>{image(TEAM)}</p></div>'
    yield case("infographic", TEAM, page(TEAM, f"<h1>{TEAM.title}</h1>{picture}{DATES}"), paragraphs=[], caption="", credit="")
    yield case("issue-without-container", TEAM, page(TEAM, f"<h1>{TEAM.title}</h1><p>{image(TEAM)}</p>{DATES}{DATES}"),
               paragraphs=[], caption="", credit="")
    flash = f"<p>{BRIDGE.paragraphs[0]}</p>"
    yield case("flash", BRIDGE, classic(BRIDGE, flash), paragraphs=[BRIDGE.paragraphs[0]])


def encodings() -> Iterator[PageCase]:
    html = classic(LIBRARY).translate({0x201C: '"', 0x201D: '"', 0x1F512: ""})
    want = expected(LIBRARY, paragraphs=[text.translate({0x201C: '"', 0x201D: '"'}) for text in LIBRARY.paragraphs])
    old = html.replace('charset="UTF-8"', 'charset="windows-1256"').encode("cp1256", errors="xmlcharrefreplace")
    yield PageCase("windows-1256", old, want, LIBRARY.link, "text/html")
    wrong = html.encode("cp1256", errors="xmlcharrefreplace")
    yield PageCase("windows-1256-as-utf-8", wrong, want, LIBRARY.link)
    whole = classic(LIBRARY).encode()
    yield PageCase("utf-8-bom", b"\xef\xbb\xbf" + whole, expected(LIBRARY), LIBRARY.link)
    end = whole.index(LIBRARY.paragraphs[3].encode()) + 41
    yield PageCase("cut-inside-a-letter", whole[:end], {"title": LIBRARY.title, "photo": LIBRARY.photo}, LIBRARY.link)


def texts() -> Iterator[PageCase]:
    """Pages as a text extractor gives them."""
    def text(name: str, story: Story, lines: list[str], **changes: Any) -> PageCase:
        want = expected(story, **{"photo": ""} | changes)
        return PageCase(name, "\n\n".join(lines).encode(), want, content_type="text/plain", suffix="txt")

    tail = ["مقالات متعلقة", "سوق جديد في البلدة", "×", "الصحافة المستقلة تعيش بقرائها", "ادعم صدى الوادي", "اضغط هنا للمساهمة"]
    icon = f"camera icon{BRIDGE.caption} - ({BRIDGE.credit})"
    shown = f"{BRIDGE.caption} - ({BRIDGE.credit})"
    yield text("text-classic", BRIDGE, [BRIDGE.title, shown, icon, "tag icon ع ع ع", *BRIDGE.paragraphs, *tail])
    yield text("text-kicker", BRIDGE, [BRIDGE.kicker, BRIDGE.title, shown, icon, "tag icon ع ع ع", *BRIDGE.paragraphs, *tail])
    yield text("text-repeated", BRIDGE, [BRIDGE.kicker, BRIDGE.title, BRIDGE.title, shown, icon, BRIDGE.title, "tag icon ع ع ع",
                                         f"{SITE} – خاص", *BRIDGE.paragraphs, *tail])
    no_photo: dict[str, Any] = {"caption": None, "credit": None}
    lines = [BRIDGE.kicker, BRIDGE.title, BRIDGE.author, "tag icon ع ع ع", *BRIDGE.paragraphs]
    yield text("text-kicker-without-photo", BRIDGE, lines, **no_photo | {"photo": None})
    yield text("text-author-line", BRIDGE, [BRIDGE.title, f"{BRIDGE.author} – حلب", "tag icon ع ع ع",
                                           *BRIDGE.paragraphs], **no_photo | {"photo": None})
    yield text("text-tags", BRIDGE, [BRIDGE.title, shown, icon, "tag icon جسور، نقل ع ع ع", *BRIDGE.paragraphs, *tail],
               tags=["جسور", "نقل"])
    bare = "\n\n".join([BRIDGE.title, *BRIDGE.paragraphs]).encode()
    want = expected(BRIDGE, photo=None, caption=None, credit=None)
    yield PageCase("text-plain", bare, want, content_type="text/plain", suffix="txt")
    shown = f"{WELL.caption} ({WELL.credit})"
    english = [WELL.title, shown, f"camera icon{shown}", "tag icon A A A", *WELL.paragraphs,
               "Related Articles", "If you think the article contain wrong information, send us a correction"]
    yield text("text-english", WELL, english, language="en")


def no_articles() -> Iterator[PageCase]:
    yield refused("soft-404", page(BRIDGE, "<h1>الصفحة التي تبحث عنها غير موجودة</h1><p>عد إلى الرئيسية.</p>", bare_head=True), "not found")
    yield refused("soft-404-english", "<html><head><title>Page not found - Echo</title></head><body class='error404'><h1>Oops</h1></body></html>", "not found")
    yield refused("challenge", "<html><head><title>Just a moment...</title></head><body><div id='cf-challenge'></div></body></html>", "challenge")
    yield refused("challenge-without-title", "<html><body><script src='/cdn-cgi/challenge-platform/x.js'></script></body></html>", "challenge")
    login = "<html><head><title>تسجيل الدخول</title></head><body><h1>تسجيل الدخول</h1><form><input type='password'></form></body></html>"
    yield refused("login-wall", login, "login")
    yield refused("database-error", "<html><head><title>Database Error</title></head><body><h1>Error establishing a database connection</h1></body></html>", "error")
    yield refused("maintenance", "<html><head><title>الموقع قيد الصيانة</title></head><body><h1>الموقع قيد الصيانة</h1></body></html>", "maintenance")
    cards = "".join(f"<article><h2><a href='/{n}/'>خبر رقم {n} من أخبار الوادي</a></h2></article>" for n in range(30))
    yield refused("home-page", f"<html><head><title>{SITE}</title></head><body class='home blog'>{NAVIGATION}{cards}{FOOTER}</body></html>", "list")
    told = "".join(f"<article><h2><a href='{story.link}'>{story.title}</a></h2>{paragraphs(story)}</article>" for story in (MARKET, RAIN, TEAM))
    told = f"<html><head><title>{SITE}</title></head><body class='blog'>{NAVIGATION}{told}{FOOTER}</body></html>"
    yield refused("list-told-whole", told, "list")
    yield PageCase("list-told-whole-itself", told.encode(), {"title": MARKET.title, "paragraphs": list(MARKET.paragraphs)}, url="")
    yield refused("empty", "", "empty")
    yield refused("json", '{"code": "not_html"}', "no HTML", "application/json")
    yield refused("pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3", "no HTML", "application/pdf")
    yield refused("photo", b"\xff\xd8\xff\xe0\x00\x10JFIF", "no HTML", "image/jpeg")
    yield refused("plain-text", "سطر من نص بلا وسوم", "no HTML")
    yield refused("deep", "<html><body>" + "<div>" * 5000, "deeper")
    yield refused("nothing-in-it", "<html><head></head><body><div></div></body></html>", "neither")
