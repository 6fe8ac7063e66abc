"""Measured figures: each module measures one part of the bot and returns its figures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number beside its goal; `ok` says whether the goal is met."""

    name: str
    value: float
    unit: str
    goal: str
    ok: bool
