"""The pages of the corpus that try lead photos and their captions."""

from collections.abc import Iterator
from typing import Any

from tests.data.chrome_parts import SITE, camera, page
from tests.data.page_shapes import PageCase, case, paragraphs, full, image, lead
from tests.data.stories import BRIDGE, TEAM


def captions() -> Iterator[PageCase]:
    """Caption, date and credit as newsrooms write them."""
    base = "سيارات على جسر الزيتون في بلدة وادي السرو"
    ways = {
        "date-dash-credit": (f"{base} - 8 حزيران 2017 - (أخبار الوادي)", f"{base} - 8 حزيران 2017", "أخبار الوادي"),
        "english-date": (f"{base} — 4 June 2020 (AFP/Nabil Qasir)", f"{base} — 4 June 2020", "AFP/Nabil Qasir"),
        "year": (f"{base} - 2021 (North Press Agency)", f"{base} - 2021", "North Press Agency"),
        "comma-date": (f"{base}, 1 May 2017 ({SITE})", f"{base}, 1 May 2017", SITE),
        "edited-by": (f"{base} (تعديل {SITE})", base, f"تعديل {SITE}"),
        "no-credit": (f"{base} - 8 حزيران 2017", f"{base} - 8 حزيران 2017", ""),
        "no-date-no-credit": (base, base, ""),
        "acronym-is-no-credit": ("عناصر من قوات حماية الغابات (قحغ)", "عناصر من قوات حماية الغابات (قحغ)", ""),
        "photo-label": (f"{base} - تصوير: لمى الحكيم", base, "لمى الحكيم"),
    }
    for name, (written, caption, credit) in ways.items():
        figure = f"<figure>{image(BRIDGE)}<figcaption>{written}</figcaption></figure>"
        html = page(BRIDGE, f'<h1>{BRIDGE.title}</h1><div class="entry-content">{figure}{paragraphs(BRIDGE)}</div>')
        yield case(f"caption-{name}", BRIDGE, html, caption=caption, credit=credit)
    twice = f"<figure>{image(BRIDGE)}<figcaption>{full(BRIDGE)} {full(BRIDGE)}</figcaption></figure>"
    yield case("caption-twice", BRIDGE,
               page(BRIDGE, f'<h1>{BRIDGE.title}</h1><div class="entry-content">{twice}{paragraphs(BRIDGE)}</div>'))
    plain = f"<p>{image(BRIDGE)}</p><p>{full(BRIDGE)}</p>{paragraphs(BRIDGE)}"
    yield case("caption-plain-text", BRIDGE,
               page(BRIDGE, f'<h1>{BRIDGE.title}</h1><div class="entry-content">{plain}</div>'))


def photos() -> Iterator[PageCase]:
    """The lead photo, and what is none."""
    def body(figure: str) -> str:
        return f'<h1>{TEAM.title}</h1><div class="entry-content">{figure}{paragraphs(TEAM)}</div>'

    def shown(name: str, figure: str, **changes: Any) -> PageCase:
        return case(name, TEAM, page(TEAM, body(figure), og_image=""), **{"caption": "", "credit": ""} | changes)

    base = TEAM.photo.removesuffix(".jpg")
    sizes = f"{base}-300x200.jpg 300w, {base}-768x512.jpg 768w, {base}-1536x1024.jpg 1536w, {base}-2560x1707.jpg 2560w"
    yield shown("srcset", f'<img src="{base}-300x200.jpg" srcset="{sizes}">', photo=f"{base}-1536x1024.jpg")
    blank = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    yield shown("lazy", f'<img src="{blank}" data-src="{TEAM.photo}" class="lazyload">')
    yield shown("lazy-srcset", f'<img src="{blank}" data-srcset="{sizes}">', photo=f"{base}-1536x1024.jpg")
    picture = (
        f'<picture><source type="image/avif" srcset="{base}.avif 1280w">'
        f'<source type="image/webp" srcset="{base}.webp 1280w"><img src="{base}-300x200.jpg"></picture>'
    )
    yield shown("picture", picture, photo=f"{base}.webp")
    yield shown("noscript", f'<img src="{blank}"><noscript><img src="{TEAM.photo}"></noscript>')
    icons = (
        '<img src="/wp-content/themes/x/img/clock-icon.png" width="16"><img src="/wp-content/uploads/logo.png">'
        '<img class="avatar" src="https://secure.gravatar.com/avatar/1?s=96"><img src="https://www.facebook.com/tr?id=1" height="1" width="1">'
        '<img src="/wp-content/uploads/2020/default-image.jpg"><img src="/wp-content/uploads/emoji.svg">'
    )
    yield shown("only-icons", icons, photo=None, caption=None, credit=None)
    yield shown("icons-then-photo", icons + image(TEAM))
    yield shown("small-pictures", f'<img src="{base}-150x150.jpg" width="150" height="150">', photo=None, caption=None, credit=None)
    folder = "https://www.khabar-corpus.org/wp-content/uploads/2026/10/"
    yield shown("arabic-name", f'<img src="{folder}-ملعب النورية 1.jpg" width="1280">',
                photo=f"{folder}-%D9%85%D9%84%D8%B9%D8%A8%20%D8%A7%D9%84%D9%86%D9%88%D8%B1%D9%8A%D8%A9%201.jpg")
    yield shown("relative-address", f'<img src="{TEAM.photo.removeprefix("https://www.khabar-corpus.org")}">')
    yield case("only-og-image", TEAM, page(TEAM, body("")), caption="", credit="")
    logo = "https://www.khabar-corpus.org/wp-content/uploads/logo.png"
    yield case("og-image-is-logo", TEAM, page(TEAM, body(image(TEAM)), og_image=logo), caption="", credit="")
    yield shown("photo-in-related-only", f'<div class="related-posts"><a href="/1/"><img src="{base}-9.jpg" width="640"></a></div>',
                photo=None, caption=None, credit=None)
    host, _, path = TEAM.photo.removeprefix("https://www.").partition("/")
    photon = f"https://i0.wp.com/www.{host}/{path}?resize=1280%2C853&ssl=1"
    told = f"<figcaption>{full(TEAM)}</figcaption></figure>"
    shown_by = {
        "photon": photon,
        "webp-beside-the-jpeg": f"{TEAM.photo}.webp",
        "webp-of-the-jpeg": f"{base}-1024x683.webp",
        "cloudflare-resized": f"https://www.{host}/cdn-cgi/image/width=1280,quality=75/{TEAM.photo}",
    }
    for name, url in shown_by.items():
        yield case(f"caption-of-{name}", TEAM, page(TEAM, body(f'<figure><img src="{url}" width="1280" height="853">{told}')), photo=url)
    for attribute in ("data-orig-src", "data-wpfc-original-src", "nitro-lazy-src", "data-cfsrc", "data-opt-src", "data-img-url"):
        yield shown(f"lazy-{attribute}", f'<img src="{blank}" {attribute}="{TEAM.photo}" data-lazy="true" data-thumb-src="/wp-content/uploads/t.jpg">')
    spaced = f"{folder}ملعب 1-300x200.jpg 300w, {folder}ملعب 1.jpg 1280w"
    yield shown("spaces-in-srcset", f'<img src="{blank}" srcset="{spaced}">',
                photo=f"{folder}%D9%85%D9%84%D8%B9%D8%A8%201.jpg")
    phone = f"{folder}google-pixel-10-camera.jpg"
    yield shown("pixel-is-a-phone", f'<img src="{phone}" width="1280" height="800">', photo=phone)
    second = f'<figure><img src="{base}-b.jpg" width="1280" height="853"><figcaption>مدخل الملعب (صدى الوادي)</figcaption></figure>'
    wrapped = f'<div class="single-image-post">{image(TEAM)}{second}</div>'
    yield shown("caption-of-the-second-photo", wrapped)
    small = f'<p><a href="{TEAM.photo}"><img src="{base}-300x200.jpg" width="300" height="200"></a></p>'
    yield shown("small-copy-that-links-to-the-upload", small)
    slanted = f'<p>{image(TEAM)}<br><em>{full(TEAM)}</em></p>'
    yield case("caption-in-italics-beside-the-photo", TEAM, page(TEAM, body(slanted)))
    first, *rest = TEAM.paragraphs
    around = f'<p>{image(TEAM)} {first}</p>' + "".join(f"<p>{text}</p>" for text in rest)
    yield case("text-around-the-photo", TEAM, page(TEAM, f'<h1>{TEAM.title}</h1><div class="entry-content">{around}</div>'),
               caption="", credit="")
