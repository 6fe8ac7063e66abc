"""Parameters of one API call, read from query, form or JSON as the Bot API reads them."""

import json
import re
from email.message import Message as HeaderParser
from typing import Any
from urllib.parse import parse_qsl

from sandbox.telegram.api_errors import bad_request
from sandbox.telegram.files import UploadedFile
from sandbox.telegram.models import Json

_TRUE = frozenset({"true", "yes", "1"})
_MOST_FIELDS = 200
_INTEGER = re.compile(r"\s*([+-]?\d{1,19})")

Value = Any  # str, UploadedFile, or what JSON made of it


class Parameters:
    """Values by name; each reader says what it takes and what it refuses."""

    __slots__ = ("values",)

    def __init__(self, values: dict[str, Value]) -> None:
        self.values = values

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, UploadedFile):
            return value.data.decode("utf-8", "replace")
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        return json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; what is none counts as 0, as in the Bot API server."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        match = _INTEGER.match(self.text(name))
        return int(match[1]) if match else 0

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        return self.text(name).strip().lower() in _TRUE

    def json(self, name: str, what: str) -> Any:
        """A value that comes as JSON (a form has it as text); None if it is not there."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str | UploadedFile):
            return value
        try:
            return _well_formed(json.loads(self.text(name)))
        except (ValueError, RecursionError) as error:
            raise bad_request(f"can't parse {what} JSON object") from error

    def object(self, name: str, what: str) -> Json:
        value = self.json(name, what)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {what}")
        return value

    def array(self, name: str, what: str) -> list[Any] | None:
        value = self.json(name, what)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"expected an Array of {what}")
        return value

    def file(self, name: str) -> str | UploadedFile | None:
        """A file: an upload, `attach://name` of one, or a file_id or URL as text."""
        value = self.values.get(name)
        return value if isinstance(value, UploadedFile) else self.attached(self.text(name))

    def attached(self, reference: str) -> str | UploadedFile | None:
        if not reference.startswith("attach://"):
            return reference or None
        value = self.values.get(reference.removeprefix("attach://"))
        if not isinstance(value, UploadedFile):
            raise bad_request("wrong file identifier/HTTP URL specified")
        return value


def read_parameters(query: bytes, content_type: bytes, body: bytes) -> Parameters:
    """Read a call's parameters; those of the body win over those of the query.

    Raises:
        ApiError: the body is not what its content type says.
    """
    values: dict[str, Value] = _form(query) if query else {}
    if not body:
        return Parameters(values)
    kind = content_type.partition(b";")[0].strip().lower()
    if kind == b"application/json":
        try:
            given = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise bad_request("can't parse request body as JSON object") from error
        if not isinstance(given, dict):
            raise bad_request("request body must be a JSON object")
        values |= _well_formed(given) if b"\\ud" in body.lower() else given
    elif kind == b"application/x-www-form-urlencoded":
        values |= _form(body)
    elif kind == b"multipart/form-data":
        values |= _multipart(content_type, body)
    return Parameters(values)


def _well_formed(given: Any) -> Any:
    """What JSON made, unless it holds half a character (an escaped surrogate on its own)."""
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    return given


def _form(encoded: bytes) -> dict[str, Value]:
    try:
        pairs = parse_qsl(
            encoded.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise bad_request("too many parameters") from error
    return dict(pairs)


def _multipart(content_type: bytes, body: bytes) -> dict[str, Value]:
    boundary = _header(content_type.decode("latin-1")).get_param("boundary")
    if not isinstance(boundary, str) or not boundary:
        raise bad_request("can't find boundary in multipart/form-data")
    values: dict[str, Value] = {}
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("latin-1"))
    if len(parts) > _MOST_FIELDS:
        raise bad_request("too many parameters")
    for part in parts[1:]:
        if part.startswith(b"--"):
            return values
        head, found, data = part.partition(b"\r\n\r\n")
        if not found:
            break
        name, upload = _part(head.decode("utf-8", "replace"), data)
        if name:
            values[name] = upload
    raise bad_request("can't parse multipart/form-data: unexpected end")


def _header(value: str) -> HeaderParser:
    header = HeaderParser()
    header["content-type"] = value
    return header


def _part(head: str, data: bytes) -> tuple[str, Value]:
    name = filename = ""
    mime_type = "application/octet-stream"
    for line in head.split("\r\n"):
        key, _, value = line.partition(":")
        if key.strip().lower() == "content-disposition":
            found = dict(re.findall(r';\s*(name|filename)="((?:[^"\\]|\\.)*)"', value))
            name, filename = found.get("name", ""), found.get("filename", "")
            is_file = "filename" in found or "filename*=" in value
            filename = filename or ("file" if is_file else "")
        elif key.strip().lower() == "content-type":
            mime_type = value.strip()
    if filename:
        return name, UploadedFile(filename.rpartition("/")[2], mime_type, data)
    return name, data.decode("utf-8", "replace")
