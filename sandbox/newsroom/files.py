"""Static files of the site: uploaded photos, style sheet, icons."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from sandbox.newsroom.body import gallery_shot
from sandbox.newsroom.faults import Fault
from sandbox.newsroom.illustrations import draw
from sandbox.newsroom.models import Language, Layout, Photo, PhotoFormat, PhotoKind, Scene
from sandbox.newsroom.newsroom import Newsroom
from sandbox.newsroom.photos import PhotoCache, split_copy
from sandbox.newsroom.responses import not_found, struck_by

_PHOTO_FAULTS = {
    Fault.PHOTO_HUGE: PhotoKind.HUGE,
    Fault.PHOTO_WIDE: PhotoKind.WIDE,
    Fault.PHOTO_NOT_IMAGE: PhotoKind.NOT_IMAGE,
}
# The head of an MP4 file without a film in it: what is to be played is not the point here.
_VIDEO = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x08free" + b"\0\0\0\x08mdat"
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#66707b" '
    'stroke-width="2">{}</svg>'
)
_ICONS = {
    "camera.svg": '<path d="M3 7h4l2-3h6l2 3h4v13H3z"/><circle cx="12" cy="13" r="4"/>',
    "tag.svg": '<path d="M3 3h8l10 10-8 8L3 11z"/><circle cx="8" cy="8" r="1.5"/>',
    "logo.svg": '<circle cx="12" cy="12" r="9"/><path d="M5 12h14"/>',
}


class SiteFiles:
    """The endpoints, around one newsroom."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.shelf = PhotoCache()

    async def photo(self, request: Request) -> Response:
        """A file of the upload folder."""
        struck = struck_by(request)
        if request.path_params["path"].endswith(".mp4"):
            return Response(_VIDEO, media_type="video/mp4")
        path, size = split_copy(f"/wp-content/uploads/{request.path_params['path']}")
        photo = self._photo(path)
        if photo is None or photo.kind is PhotoKind.MISSING or Fault.PHOTO_MISSING in struck:
            return not_found(Language.ARABIC)
        for fault, kind in _PHOTO_FAULTS.items():
            if fault in struck:
                photo, size = replace(photo, kind=kind), None
        data = await self.shelf.fetch(photo, size)
        mime = PhotoFormat.PNG if photo.kind is PhotoKind.HUGE else photo.format
        return Response(
            data,
            media_type=f"image/{mime.name.lower()}",
            headers={"Cache-Control": "max-age=31536000"},
        )

    async def theme(self, request: Request) -> Response:
        """Icons and the default picture of the theme."""
        name = request.path_params["name"]
        if name in _ICONS:
            return Response(_ICON.format(_ICONS[name]), media_type="image/svg+xml")
        if name == "logo-default.png":
            logo = Photo(path=name, scene=Scene.CITY, seed=0, width=200, height=120)
            return Response(draw(replace(logo, format=PhotoFormat.PNG)), media_type="image/png")
        return not_found(Language.ARABIC)

    def _photo(self, path: str) -> Photo | None:
        for article in reversed(self.newsroom.everything()):
            if article.photo is None:
                continue
            if article.photo.path == path:
                return article.photo
            if article.layout is Layout.GALLERY:
                for position in range(1, len(article.paragraphs) + 1):
                    if (shot := gallery_shot(article.photo, position)).path == path:
                        return shot
        return None
