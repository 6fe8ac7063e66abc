"""Reads a Dockerfile, as far as this project's goes."""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

_KNOWN = frozenset({
    *("FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK"),
    *("ENTRYPOINT", "CMD"),
})  # fmt: skip


@dataclass(slots=True)
class Stage:
    """One `FROM` with what follows: instructions and what stands behind them, in their order."""

    base: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def of(self, instruction: str) -> list[str]:
        """Return what stands behind each instruction of a kind."""
        return [rest for name, rest in self.steps if name == instruction]

    def words(self, instruction: str) -> list[str]:
        """Return the words of the last instruction of a kind, which is written as a JSON list."""
        return [str(word) for word in json.loads(self.of(instruction)[-1])]

    @property
    def environment(self) -> dict[str, str]:
        """What `ENV` sets."""
        pairs = [word.split("=", 1) for line in self.of("ENV") for word in shlex.split(line)]
        return dict(pairs)


def read_dockerfile(path: Path) -> list[Stage]:
    """Return the stages.

    Raises:
        ValueError: an instruction is unknown here, or stands before the first `FROM`.
    """
    text = re.sub(r"(?m)^#.*\n", "", path.read_text("utf-8")).replace("\\\n", "")
    stages: list[Stage] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, rest = line.partition(" ")
        if name not in _KNOWN:
            raise ValueError(f"unknown instruction: {line}")
        if name == "FROM":
            base, _, alias = rest.partition(" AS ")
            stages.append(Stage(base, alias))
        elif stages:
            stages[-1].steps.append((name, rest.strip()))
        else:
            raise ValueError(f"before the first FROM: {line}")
    return stages


def let_in(dockerignore: Path, name: str) -> bool:
    """Whether a file that leaves out everything but the named reaches the build."""
    lines = [line for line in dockerignore.read_text("utf-8").splitlines() if line[:1] != "#"]
    assert lines[0] == "*"
    return any(
        line[:1] == "!" and (name == line[1:] or name.startswith(line[1:] + "/")) for line in lines
    )
