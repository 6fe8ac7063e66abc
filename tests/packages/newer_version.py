"""A newer version of Khabar: this one, with one more migration."""

import shutil
from pathlib import Path

from storage.engine.database import Engine
from storage.engine.migrations import newest_schema
from tests.packages.installed import ROOT

_CODE = ("bot", "handlers", "storage", "sandbox", "khabar.py")


def newer_version(folder: Path) -> str:
    """Make it in a folder; return what `PYTHONPATH` must be to run it."""
    for name in _CODE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    for engine in Engine:
        number = newest_schema(engine) + 1
        migration = folder / f"storage/migrations/{engine}/{number:04}_more.sql"
        migration.write_text("create table more (id integer primary key);\n", "utf-8")
    return str(folder)
