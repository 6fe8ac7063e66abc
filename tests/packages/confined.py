"""Runs a command as a systemd unit would confine it, as far as that goes without systemd.

    python confined.py UNIT WRITABLE COMMAND...

Of the unit count SystemCallFilter= and MemoryDenyWriteExecute=, by the same library that systemd
uses (systemd.exec(5), seccomp(2)), and its empty CapabilityBoundingSet=. As under
ProtectSystem=strict every file system is read-only but the folder WRITABLE. Needs root.
"""

import ctypes
import functools
import mmap
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

LIBRARY: Final = "libseccomp.so.2"
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 1  # EPERM
_MASKED_EQUAL: Final = 7
_PROTECTION: Final = 2  # which argument of mmap(2) and mprotect(2) it is


class _Comparison(ctypes.Structure):
    """`struct scmp_arg_cmp`: an argument, masked, is a value."""

    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def settings_of(unit: Path) -> list[tuple[str, str]]:
    """Return the names and values of a unit's lines, in their order."""
    lines = unit.read_text("utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if "=" in line and not line.startswith("#")]
    return [(name, value) for name, _, value in pairs]


@functools.cache
def calls_in(group: str) -> frozenset[str]:
    """Return the system calls of a group, as systemd knows it."""
    if not group.startswith("@"):
        return frozenset({group})
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True
    ).stdout
    names = [line.strip() for line in told.splitlines()[1:] if not line.strip().startswith("#")]
    return frozenset().union(*(calls_in(name) for name in names if name and name != group))


def allowed_calls(unit: Path) -> frozenset[str]:
    """Return what SystemCallFilter= leaves; @default is always allowed."""
    allowed: frozenset[str] = frozenset()
    for name, value in settings_of(unit):
        if name == "SystemCallFilter":
            groups = value.removeprefix("~").split()
            named = frozenset().union(*map(calls_in, groups))
            allowed = allowed - named if value.startswith("~") else allowed | named
    return allowed | calls_in("@default")


def _filter(library: ctypes.CDLL, unit: Path) -> None:
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(_REFUSE))
    for name in allowed_calls(unit):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            _done(library.seccomp_rule_add(context, _ALLOW, number, 0))
    executable = ctypes.c_void_p(library.seccomp_init(_ALLOW))
    both = mmap.PROT_WRITE | mmap.PROT_EXEC
    for call, mask in ((b"mmap", both), (b"mprotect", mmap.PROT_EXEC)):
        rule = (_Comparison * 1)(_Comparison(_PROTECTION, _MASKED_EQUAL, mask, mask))
        number = library.seccomp_syscall_resolve_name(call)
        _done(library.seccomp_rule_add_array(executable, _REFUSE, number, 1, rule))
    if ("MemoryDenyWriteExecute", "yes") in settings_of(unit):
        _done(library.seccomp_load(executable))
    _done(library.seccomp_load(context))


def _done(result: int) -> None:
    if result:
        raise OSError(-result, os.strerror(-result))


def _make_read_only(writable: str) -> None:
    """In a mount namespace of this process's own."""
    _mount("--make-rprivate", "/")
    _mount("--bind", writable, writable)
    points = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    for point in dict.fromkeys(points):
        if point != writable and not point.startswith(("/proc", "/sys")):
            _mount("-o", "remount,bind,ro", point.replace("\\040", " "), check=point == "/")


def _mount(*arguments: str, check: bool = True) -> None:
    subprocess.run(["mount", *arguments], check=check, stderr=subprocess.DEVNULL)


def can_confine() -> bool:
    """Whether this process may do it here, and what it needs is installed."""
    if os.geteuid() or not all(map(shutil.which, ("systemd-analyze", "setpriv", "unshare"))):
        return False
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    tried = subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True)
    return tried.returncode == 0


def confined(unit: Path, writable: Path) -> tuple[str, ...]:
    """Return what is put before a command; nothing where it can't be confined."""
    return (sys.executable, __file__, str(unit), str(writable)) if can_confine() else ()


def main() -> None:
    """Begin in a mount namespace, confine this process, and become the command."""
    unit, writable, *command = sys.argv[1:]
    again = [sys.executable, __file__, unit, writable]
    match command:
        case ["--inside", *inner]:
            _make_read_only(writable)
            bare = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--"]
            os.execvp(bare[0], [*bare, *again, "--bare", *inner])
        case ["--bare", *inner]:
            _filter(ctypes.CDLL(LIBRARY), Path(unit))
            os.execv(inner[0], inner)
        case _:
            inside = ["unshare", "--mount", *again, "--inside", *command]
            os.execvp(inside[0], inside)


if __name__ == "__main__":
    main()
