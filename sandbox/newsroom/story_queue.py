"""The order in which stories are published: prepared ones first, then generated ones."""

from collections.abc import Iterable

from sandbox.newsroom.errors import UnknownStoryError
from sandbox.newsroom.generator import generated
from sandbox.newsroom.models import Language, Story


class StoryQueue:
    """Each prepared story stands in the row once; generated ones come without end."""

    def __init__(self, stories: Iterable[Story], seed: int) -> None:
        self._stories = {story.key: story for story in stories}
        self._waiting = list(self._stories)
        self._seed = seed
        self._generated = 0

    def waiting(self) -> list[Story]:
        """Prepared stories that are not out yet, the next one first."""
        return [self._stories[key] for key in self._waiting]

    def take(self, story: Story | str | None, language: Language, *, generate: bool) -> Story:
        """The story itself, the prepared one of that key, or the next in the edition's row.

        Raises:
            UnknownStoryError: no prepared story has the key, or no English one is left.
        """
        if isinstance(story, Story):
            return story
        if isinstance(story, str):
            if story not in self._stories:
                raise UnknownStoryError(f"no prepared story has the key {story!r}")
            if story in self._waiting:
                self._waiting.remove(story)
            return self._stories[story]
        for key in [] if generate else self._waiting:
            if self._stories[key].language is language:
                self._waiting.remove(key)
                return self._stories[key]
        if language is Language.ENGLISH:
            raise UnknownStoryError("no prepared English story is left")
        self._generated += 1
        return generated(self._seed, self._generated)
