"""systemd's notes over a real socket, as sd_notify(3) and sd_watchdog_enabled(3) have them."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.systemd import ServiceManager


@pytest.fixture
def manager_socket(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.setblocking(False)
        yield sock


def notes(sock: socket.socket) -> list[str]:
    """What has arrived."""
    found = []
    while True:
        try:
            found.append(sock.recv(4096).decode())
        except BlockingIOError:
            return found


def test_start_state_and_end_are_told(manager_socket: socket.socket) -> None:
    manager = ServiceManager({"NOTIFY_SOCKET": manager_socket.getsockname()})
    assert manager.listens
    manager.ready()
    manager.status("12 chats,\n 3 posts wait")
    manager.stopping()
    assert notes(manager_socket) == ["READY=1", "STATUS=12 chats, 3 posts wait", "STOPPING=1"]


def test_a_name_of_the_kernel_is_understood() -> None:
    name = f"khabar-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(f"\0{name}")
        sock.setblocking(False)
        ServiceManager({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert notes(sock) == ["READY=1"]


def test_the_watchdog_hears_three_notes_in_its_time(manager_socket: socket.socket) -> None:
    """However often the loop looks."""
    now = [0.0]
    environ = {"NOTIFY_SOCKET": manager_socket.getsockname(), "WATCHDOG_USEC": "30000000"}
    manager = ServiceManager(environ, clock=lambda: now[0])
    for _ in range(60):
        manager.alive()
        now[0] += 0.5
    assert notes(manager_socket) == ["WATCHDOG=1"] * 3


@pytest.mark.parametrize(
    "more", [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "x"}, {"WATCHDOG_PID": "1"}]
)
def test_no_watchdog_is_told_where_none_watches_this_process(
    manager_socket: socket.socket, more: dict[str, str]
) -> None:
    base = {"NOTIFY_SOCKET": manager_socket.getsockname()}
    if "WATCHDOG_PID" in more:
        base["WATCHDOG_USEC"] = "1000000"
    ServiceManager(base | more, pid=2).alive()
    assert notes(manager_socket) == []


@pytest.mark.parametrize("address", ["", "/nowhere/at/all", "/dev/null"])
def test_nobody_who_listens_is_no_trouble(address: str) -> None:
    manager = ServiceManager({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "1000"})
    manager.ready()
    manager.alive()
    manager.stopping()


def test_a_manager_that_reads_nothing_holds_nobody_up(manager_socket: socket.socket) -> None:
    manager = ServiceManager({"NOTIFY_SOCKET": manager_socket.getsockname()})
    for _ in range(10_000):
        manager.status("x" * 1000)
