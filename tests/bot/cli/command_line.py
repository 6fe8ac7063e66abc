"""A command of the terminal run in the process of the test, and a page for it to read."""

from typer.testing import CliRunner

from khabar import app

PAGE = """بلدية النهر تعيد فتح الجسر القديم

جانب من الجسر القديم - 3 أيار 2025 - (نور العلي)

camera iconجانب من الجسر القديم - 3 أيار 2025 - (نور العلي)

tag icon ع ع ع

أعادت بلدية النهر فتح الجسر القديم أمام المشاة صباح اليوم بعد أعمال ترميم استمرت سبعة أشهر.

وقالت المهندسة هدى سلوم إن كلفة الترميم بلغت 40 مليون ليرة، وإن الجسر صار يتحمل مرور 200 شخص معًا.

مقالات متعلقة

ادعم عنب بلدي
"""


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output
