"""Moves everything that a database holds into another one, whichever engine holds each."""

from storage.moving.comparing import TableChecksum
from storage.moving.first_look import refuse_hopeless
from storage.moving.move import Move, MoveStep

__all__ = ["Move", "MoveStep", "TableChecksum", "refuse_hopeless"]
