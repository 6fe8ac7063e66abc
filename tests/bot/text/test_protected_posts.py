"""Posts that WordPress keeps behind a password."""

import pytest

from bot.text.protected_posts import has_password_form, is_protected, is_protected_title

FORM = "<form class='x post-password-form' action='/wp-login.php?action=postpass'></form>"


@pytest.mark.parametrize(
    "html",
    [
        FORM,
        '<input size="20" name="post_password" type="password">',
        "<INPUT NAME=post_password>",
        '<article class="post-5 post post-password-required hentry">',
    ],
)
def test_the_form_is_known_by_its_class_and_its_field(html: str) -> None:
    """In whatever language its notice is written."""
    assert has_password_form(f"<p>نص</p>{html}")


@pytest.mark.parametrize(
    "html", ["<p>post_password</p>", '<input name="password">', "<p>post-password-form</p>", ""]
)
def test_a_text_about_forms_is_none(html: str) -> None:
    """Only an element counts."""
    assert not has_password_form(html)


@pytest.mark.parametrize(
    "title", ["محمي: بنود العقد", "Protected: The terms", "محميّ: بنود", "Protégé : Le contrat"]
)
def test_headlines_of_protected_posts(title: str) -> None:
    """As WordPress's translations write them."""
    assert is_protected_title(title)
    assert is_protected(title, "", "<p>لا يوجد مختصر لأن هذه التدوينة محمية بكلمة مرور.</p>")


@pytest.mark.parametrize(
    "title", ["محمية الفرنلق تفتح أبوابها", "محميون: من هم؟", "Protected areas"]
)
def test_other_headlines(title: str) -> None:
    """A nature reserve is protected, too."""
    assert not is_protected_title(title)


def test_a_headline_proves_nothing_where_a_text_follows() -> None:
    """Newsrooms may write the word themselves."""
    assert not is_protected("محمي: كيف ينجو طائر الوروار من الصيد", f"<p>{'نص طويل ' * 60}</p>")
