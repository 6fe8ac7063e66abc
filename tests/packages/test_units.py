"""The units for systemd: without a fault by its own reading, and shut in."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packages.confined import settings_of
from tests.packages.installed import ROOT, Installed

DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
COMMAND = "/opt/khabar/bin/khabar"
# Of ten; systemd calls what is below this well protected.
MOST_EXPOSED = 2.0


def names(unit: Path) -> str:
    return unit.name


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian's package systemd)")
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_systemd_finds_no_fault_in_the_units(installed: Installed, tmp_path: Path) -> None:
    """With the command where it was installed: it must be there, and may be executed."""
    for unit in UNITS:
        text = unit.read_text("utf-8").replace(COMMAND, installed.khabar)
        (tmp_path / unit.name).write_text(text, "utf-8")
    checked = analyze("verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS))
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=names)
def test_a_service_is_shut_in(unit: Path) -> None:
    """By systemd's own measure."""
    threshold = f"--threshold={int(MOST_EXPOSED * 10)}"
    checked = analyze("security", "--offline=yes", threshold, str(unit))
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=names)
def test_the_services_share_user_settings_and_data(unit: Path) -> None:
    """The copies are made by the same user from the same database as the bot's."""
    said = settings_of(unit)
    assert ("User", "khabar") in said
    assert ("Environment", "KHABAR_ENV=/etc/khabar/env") in said
    assert dict(said)["StateDirectory"].split()[0] == "khabar"
    assert ("UMask", "0077") in said
    assert dict(said)["ExecStart"].startswith(f"{COMMAND} ")
