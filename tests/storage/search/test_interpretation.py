"""What a query is taken for where the archive does not hold it as it was typed."""

from datetime import timedelta

import pytest

from storage.engine.database import Database
from storage.models import Treatment
from tests.storage.search.test_search import ask, found, publish

_LONG_AGO = timedelta(days=900)


def _treated(page: object) -> list[tuple[Treatment, str, str]]:
    return [(t.treatment, t.typed, t.taken) for t in page.treated]  # type: ignore[attr-defined]


async def test_only_the_nearest_spelling_is_searched_for(database: Database) -> None:
    """Commoner words that are farther away do not crowd it out, however new they are."""
    await publish(database, 1, "معرض في القامشلي", age=timedelta(days=400))
    for number in range(2, 60):
        title = "دفن القتلى غدًا" if number % 2 else "التقرير المالي جاهز"
        await publish(database, number, title)
    page = await ask(database, "القمشلي")
    assert [hit.article_id for hit in page.hits] == [1]
    assert _treated(page) == [(Treatment.RESPELT, "القمشلي", "القامشلي")]


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("اللازقية", "اللاذقية"),
        ("ضروف", "ظروف"),
        ("طرتوس", "طرطوس"),
        ("مسرحيية", "مسرحية"),
        ("معضرض", "معرض"),
        ("بالقمشلي", "القامشلي"),
        ("كميائي", "كيميائي"),
    ],
)
async def test_confused_doubled_and_missing_letters_find_the_word(
    database: Database, typed: str, held: str
) -> None:
    """The article and particles are taken off before words are compared."""
    await publish(database, 1, f"خبر عن {held}")
    await publish(database, 2, "ماء الشرب يعود")
    assert await found(database, typed) == [1]


async def test_spellings_of_texts_and_tags_count_too(database: Database) -> None:
    """A name that no headline holds is a name."""
    await publish(database, 1, "افتتاح قاعة", "حضر المهندس زكرطوني الحفل")
    await publish(database, 2, "افتتاح سوق", tags=["مهرجان الفستق"])
    assert await found(database, "زكرتوني") == [1]
    assert await found(database, "الفستقق") == [2]


async def test_a_slip_in_the_archive_does_not_hide_the_right_word(database: Database) -> None:
    """The far commoner neighbour follows below what holds the word as typed."""
    await publish(database, 1, "قصة من الحارة", "قال ظابط إنه لا يعرف", age=timedelta(days=90))
    for number in range(2, 30):
        await publish(database, number, "جولة في السوق", "حضر ضابط من المدينة")
    page = await ask(database, "ظابط")
    assert page.hits[0].article_id == 1
    assert len(page.hits) == 10
    assert _treated(page) == [(Treatment.ALSO, "ظابط", "ضابط")]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("ديرالزور", "جسر في دير الزور"),
        ("حديقةالنهر", "افتتاح حديقة النهر"),
        ("عبد الغفور", "عبدالغفور يفوز"),
        ("عبدالغفور", "عبد الغفور يفوز"),
        ("زكر طوني", "زكرطوني يعود"),
        ("من بج", "مطر في منبج"),
        ("اس400", "منظومة إس 400 تصل"),
        ("فيالمدرسة", "احتفال في المدرسة"),
    ],
)
async def test_parted_and_joined_forms_are_one(database: Database, typed: str, title: str) -> None:
    """Whichever of them stands in the archive."""
    await publish(database, 1, title)
    await publish(database, 2, "سباق الدراجات ينطلق")
    assert await found(database, typed) == [1]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("هتش", "بيان من هيئة تحرير الشام"),
        ("قسد", "قوات سوريا الديمقراطية تنسحب"),
        ("Idlib", "سوق في إدلب"),
        ("SDF", "اجتماع مع قسد"),
        ("ابو كمال", "قافلة تصل البوكمال"),
        ("Zakartoni", "فوز زكرطوني"),
        ("قامشلو", "فرن في القامشلي"),
        ("كيماوي", "هجوم كيميائي على القرية"),
        ("كوباني", "مدرسة في عين العرب"),
        ("Kobanê", "مدرسة في عين العرب"),
        ("Efrîn", "زيتون في عفرين"),
        ("مطار T4", "غارة على مطار التيفور"),
        ("مستشفى", "مشفى في القرية"),
        ("أغنية تموز", "أغنية في شهر يوليو"),
    ],
)
async def test_names_are_found_by_any_of_their_forms(
    database: Database, typed: str, title: str
) -> None:
    """By the list of names, or where it does not know one by rules of transliteration."""
    await publish(database, 1, title)
    await publish(database, 2, "سباق الدراجات ينطلق")
    assert await found(database, typed) == [1]


async def test_a_hashtag_that_is_no_tag_is_searched_as_words(database: Database) -> None:
    """The page tells it."""
    await publish(database, 1, "معرض زكرطوني", tags=["فنون"])
    page = await ask(database, "#زكرطوني")
    assert [hit.article_id for hit in page.hits] == [1]
    assert _treated(page) == [(Treatment.UNTAGGED, "زكرطوني", "")]
    assert (await ask(database, "#فنون")).treated == ()


@pytest.mark.parametrize(
    "line",
    [
        "يلي صار بالسوق",
        "شو صار بالسوق",
        "ليش السوق",
        "امتى السوق هلق",
        "آخر أخبار السوق",
        "شو قصة السوق",
    ],
)
async def test_words_of_asking_are_not_required(database: Database, line: str) -> None:
    """No article need hold them."""
    await publish(database, 1, "السوق يفتح أبوابه")
    assert await found(database, line) == [1]


@pytest.mark.parametrize(
    "line", ["اخبار السوق", "أخبار اليوم في السوق", "آخر أخبار السوق", "السوق news"]
)
async def test_news_of_a_thing_is_all_that_tells_of_it(database: Database, line: str) -> None:
    """Not only what holds the word for news, as texts do that quote somebody."""
    for number in range(1, 7):
        await publish(
            database, number, "معرض الكتب", "قال لموقع أخبار news إن السوق بعيد.", age=_LONG_AGO
        )
    await publish(database, 10, "السوق يفتح أبوابه", "ثمانون بائعًا فيه.")
    assert (await found(database, line))[0] == 10


async def test_the_word_for_news_alone_is_searched_for(database: Database) -> None:
    """As it is in a phrase."""
    await publish(database, 1, "معرض الكتب", "قال لموقع أخبار محلي ذلك.")
    await publish(database, 2, "السوق يفتح أبوابه")
    assert await found(database, "أخبار") == [1]
    assert await found(database, "«أخبار»") == [1]


async def test_function_words_count_in_the_headline(database: Database) -> None:
    """Of two that hold the other words the one that asks the same comes first."""
    await publish(database, 1, "السوق الجديد يفتح", age=timedelta(days=1))
    await publish(database, 2, "لماذا السوق الجديد فارغ", age=timedelta(days=300))
    assert (await found(database, "لماذا السوق الجديد"))[0] == 2
    assert (await found(database, "ليش السوق الجديد"))[0] == 2


async def test_what_no_article_holds_is_told_and_not_required(database: Database) -> None:
    """The rest is searched for; where there is no rest nothing is found."""
    await publish(database, 1, "السوق يفتح")
    page = await ask(database, "السوق خغضضثف")
    assert [hit.article_id for hit in page.hits] == [1]
    assert _treated(page) == [(Treatment.DROPPED, "خغضضثف", "")]
    page = await ask(database, "خغضضثف")
    assert page.hits == ()
    assert _treated(page) == [(Treatment.DROPPED, "خغضضثف", "")]


async def test_words_side_by_side_precede_words_apart(database: Database) -> None:
    """A name of two words is searched for as a name, in texts, too."""
    await publish(database, 1, "جولة صباحية", "فوق تل صغير ثوب أبيض", age=timedelta(days=1))
    await publish(database, 2, "جولة مسائية", "وصلوا إلى تل أبيض", age=timedelta(days=200))
    assert (await found(database, "تل أبيض"))[0] == 2


async def test_nearer_forms_precede_farther_ones(database: Database) -> None:
    """As typed, the same word behind a particle, another form of it."""
    await publish(database, 1, "مدارسهم تفتح أبوابها", age=timedelta(days=1))
    await publish(database, 2, "للمدرسة باب جديد", age=timedelta(days=50))
    await publish(database, 3, "مدرسة تفتح أبوابها", age=timedelta(days=100))
    assert await found(database, "مدرسة") == [3, 2, 1]


async def test_a_headline_of_the_typed_words_precedes_a_shorter_one_of_other_forms(
    database: Database,
) -> None:
    """Whoever knows how a headline was worded looks for that one."""
    await publish(database, 1, "أول أسواق البلدات")
    await publish(database, 2, "المجلس يعلن افتتاح سوق شعبية في بلدة الصفصاف قبل العيد بأسبوع كامل")
    assert await found(database, "سوق بلدة") == [2, 1]


async def test_the_parts_of_a_score_add_up_to_it(database: Database) -> None:
    """So what is explained is what was ranked by."""
    await publish(database, 1, "لماذا السوق الجديد فارغ", "نص عن السوق الجديد")
    (hit,) = (await ask(database, "لماذا السوق الجديد")).hits
    assert hit.score == pytest.approx(sum(reason.worth for reason in hit.reasons))
    assert {"headline, as typed", "freshness"} <= {reason.what for reason in hit.reasons}


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Kate Spade", "كيت سبيد تصمم حقائب"),
        ("Alfie Evans", "ألفي إيفانز يعود إلى بيته"),
        ("Redoine Faid", "رضوان فايد أمام المحكمة"),
        ("Clive Barnes", "كلايف بارنز يكتب عن المسرح"),
        ("Lina Sakrani", "لينا صقراني ترسم البحر"),
    ],
)
async def test_a_latin_name_is_recognised_by_both_its_words(
    database: Database, typed: str, title: str
) -> None:
    """Commoner words that are nearer to each of them alone do not take its place."""
    await publish(database, 1, title, age=timedelta(days=90))
    for number in range(2, 40):
        await publish(database, number, "قوات تعود يوم السبت", "كاتب يريدون بنس الفا أردن سكر")
    assert (await found(database, typed))[:1] == [1]


async def test_an_exact_transliteration_precedes_a_commoner_word(database: Database) -> None:
    """Its stems are those of who types it, whatever particle it was met behind first."""
    await publish(database, 1, "قرار لبلاتيني", age=timedelta(days=90))
    await publish(database, 2, "بلاتيني يعود إلى الملعب", age=timedelta(days=80))
    for number in range(3, 40):
        await publish(database, number, "اتفاق بين البلدين على الملعب")
    assert (await found(database, "Platini"))[0] == 2


@pytest.mark.parametrize(
    ("typed", "rare", "common"),
    [
        ("سنتوسا", "سنتوسا", "سينتوسا"),
        ("نيكارغوا", "نيكارغوا", "نيكاراغوا"),
        ("دميرطاش", "دميرطاش", "دميرتاش"),
    ],
)
async def test_another_spelling_of_a_name_is_searched_for_as_well(
    database: Database, typed: str, rare: str, common: str
) -> None:
    """A vowel or a confused letter apart, a few articles more are enough."""
    await publish(database, 1, "خبر قديم", f"كتبها بعضهم {rare}", age=timedelta(days=90))
    for number in range(2, 7):
        await publish(database, number, f"وصول وفد من {common}")
    ids = await found(database, typed)
    assert ids[0] == 1
    assert set(ids) == set(range(1, 7))


async def test_slips_in_two_words_are_both_mended(database: Database) -> None:
    """Where a headline holds both near words with the others."""
    await publish(database, 1, "سيلفي على سكة قطار في تايلاند")
    await publish(database, 2, "حوار طويل", "سلفي في قطار سافر مرة إلى تايلند")
    for number in range(3, 12):
        await publish(database, number, "سوق في تايلاند")
    assert 1 in await found(database, "سلفي قطار تايلند")


async def test_a_glued_word_with_a_slip_is_parted(database: Database) -> None:
    """Before the article inside it."""
    await publish(database, 1, "منظمة الخوذ البيضاء تعمل")
    await publish(database, 2, "سباق الدراجات ينطلق")
    page = await ask(database, "الخوزالبيضاء")
    assert [hit.article_id for hit in page.hits] == [1]
    assert _treated(page)[0][0] is Treatment.PARTED


async def test_many_words_that_stand_nowhere_together_still_find(database: Database) -> None:
    """An article with the rarest of them is better than nothing."""
    await publish(database, 1, "مظاهرة بسبب الحمامات العامة", "تصوير وكاميرات")
    for number in range(2, 9):
        await publish(database, number, "سوق في كوريا" if number % 2 else "نسوة من الجنوبية")
    ids = await found(database, "كوريا الجنوبية تصوير النسوان بالحمامات")
    assert 1 in ids


@pytest.mark.parametrize("typed", ["طلعوا من السوق", "طلعو من السوق", "بيطلعوا من السوق"])
async def test_a_verb_of_several_finds_that_of_one(database: Database, typed: str) -> None:
    """With its silent alef or without."""
    await publish(database, 1, "رجل طلع من السوق")
    await publish(database, 2, "طبعوا كتابًا عن السوق")
    assert (await found(database, typed))[:1] == [1]


@pytest.mark.parametrize(
    "typed", ["مين تأهل عكاس الجمهورية", "بهالكأس", "عالكأس", "كأس هالجمهورية"]
)
async def test_spoken_particles_are_taken_off(database: Database, typed: str) -> None:
    """على and هذا are joined to the word in speech."""
    await publish(database, 1, "فريق يتأهل إلى كأس الجمهورية")
    await publish(database, 2, "سباق الدراجات ينطلق")
    page = await ask(database, typed)
    assert [hit.article_id for hit in page.hits][:1] == [1]
    assert all(one.treatment is not Treatment.DROPPED for one in page.treated)


async def test_a_question_finds_the_headline_that_shares_two_of_its_words(
    database: Database,
) -> None:
    """Most of its words stand together in texts of others only by chance."""
    await publish(database, 1, "حريق يلتهم متحف الخزف", age=timedelta(days=300))
    await publish(
        database, 2, "جولة في السوق", "كم قطعة خزف قديمة دمرها الإهمال في متحف الحي، قال البائع"
    )
    for number in range(3, 12):
        await publish(database, number, "حريق في مخزن", "لم يصب أحد")
    hits = await found(database, "كم قطعة قديمة دمرها الحريق بمتحف الخزف")
    assert 1 in hits


async def test_a_phrase_alone_is_ranked_by_the_headline(database: Database) -> None:
    """What is about it precedes newer articles that mention it."""
    await publish(database, 1, "ما قصة يوم الزيتون", age=timedelta(days=300))
    for number in range(2, 16):
        await publish(database, number, "جولة في السوق", "تحدثوا عن يوم الزيتون")
    assert (await found(database, "«يوم الزيتون»"))[0] == 1


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("مشروع 16مليون", "مشروع بكلفة 16 مليون ليرة"),
        ("مشروع ١٦مليون", "مشروع بكلفة ١٦ مليون ليرة"),
        ("سد22", "مشروع سد22 يكتمل"),
        ("مشروع سد 22", "مشروع سد 22 يكتمل"),
        ("«مشروع سد22»", "مشروع سد22 يكتمل"),
        ("«سد22»", "مشروع سد22 يكتمل"),
        ("م الزكرطوني", "فوز الزكرطوني"),
        ("و المشروع", "المشروع يكتمل"),
        ("جسر كرمابوسالم", "عمال عند معبر كرم أبو سالم"),
    ],
)
async def test_numbers_letters_and_three_words_are_read_apart(
    database: Database, typed: str, title: str
) -> None:
    """A letter beside words is no word; figures and three names in one are several."""
    await publish(database, 1, title)
    await publish(database, 2, "سباق الدراجات ينطلق")
    page = await ask(database, typed)
    assert [hit.article_id for hit in page.hits] == [1]
    assert Treatment.DROPPED not in [t.treatment for t in page.treated if "كرم" in t.typed]


async def test_a_name_in_its_other_spelling_in_the_headline_precedes_a_text(
    database: Database,
) -> None:
    """All words in the headline, one by a near spelling, tell more than all in a newer text."""
    for number in range(2, 8):
        await publish(database, number, "سينتا سنتوسا تفوز", age=timedelta(days=50))
    await publish(database, 1, "جولة صباحية", "قالت سينتا سنتوصا وغيرها كلامًا")
    hits = await found(database, "سينتا سنتوصا")
    assert hits[0] != 1
    assert 1 in hits


@pytest.mark.parametrize("typed", ["مدير المتحف انسرق", "انسرق"])
async def test_a_spoken_passive_is_the_plain_verb(database: Database, typed: str) -> None:
    """The news writes that somebody stole."""
    await publish(database, 1, "لص سرق مدير المتحف")
    await publish(database, 2, "مدير المتحف يفتتح معرضًا", "ساق الدراجة إلى المتحف.")
    assert (await found(database, typed))[0] == 1


@pytest.mark.parametrize("typed", ["BKX", "لقاح bkx", "BHF"])
async def test_an_acronym_finds_the_names_of_its_letters(database: Database, typed: str) -> None:
    """Side by side, with a function word among them or not; not one of them alone."""
    await publish(database, 1, "لقاح يحمي من بي كي إكس", age=timedelta(days=90))
    await publish(database, 2, "لقاح يحمي من بي إتش إف")
    apart = f"{'كلام ' * 40} قال بي كي: أقل من إكس."
    await publish(database, 3, "لقاح بكس يصل", apart)
    page = await ask(database, typed)
    assert page.hits[0].article_id == (2 if typed == "BHF" else 1)
    assert Treatment.PARTED in {one.treatment for one in page.treated}


async def test_an_acronym_that_is_nowhere_spelt_out_is_read_as_a_word(database: Database) -> None:
    """The names of letters that stand apart are none."""
    await publish(database, 1, "قصة كبسون", "قال كي: بي، ثم إكس.")
    page = await ask(database, "KBX")
    assert Treatment.PARTED not in {one.treatment for one in page.treated}
