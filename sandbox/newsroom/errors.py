"""Errors of the newsroom: unknown articles, wrong content, invalid requests."""


class NewsroomError(Exception):
    """Base of all errors of the newsroom; its text can be shown to who asked."""


class UnknownArticleError(NewsroomError):
    """No article has this number (it was never published, or it is too old to be kept)."""


class UnknownStoryError(NewsroomError):
    """No prepared story has this key."""


class InvalidRequestError(NewsroomError):
    """A value is of the wrong type, out of bounds, or unknown."""


class ContentError(NewsroomError):
    """A content file does not hold what a story needs."""
