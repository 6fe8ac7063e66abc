"""A WordPress-like Arabic news site on loopback, with every fault such sites have."""

from sandbox.newsroom.app import create_app
from sandbox.newsroom.faults import Area, Fault
from sandbox.newsroom.models import Article, Kind, Language, Layout, Photo, PhotoKind, Scene, Story
from sandbox.newsroom.newsroom import Newsroom
from sandbox.newsroom.publishing import publish_forever
from sandbox.newsroom.settings import FeedContent, FeedPhoto, Permalinks, Settings

__all__ = [
    "Area",
    "Article",
    "Fault",
    "FeedContent",
    "FeedPhoto",
    "Kind",
    "Language",
    "Layout",
    "Newsroom",
    "Permalinks",
    "Photo",
    "PhotoKind",
    "Scene",
    "Settings",
    "Story",
    "create_app",
    "publish_forever",
]
