"""Values and small real files for the tests of pitches."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from typing import Any

from flask import g
from flask.testing import FlaskClient
from sqlalchemy import event as engine_events

from app.core.clock import now
from app.core.db import database
from app.pitches.logic.visibility import Disclosure

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'presentationml.presentation.main+xml"/></Types>'
)


def open_call(*, closes: datetime | None = None) -> dict[str, Any]:
    """Fields of an event whose call is open."""
    return {
        "call_text": "征集医学科技成果项目", "call_opens_at": now() - timedelta(days=5),
        "call_closes_at": closes or now() + timedelta(days=10), "start_at": now() + timedelta(days=40),
        "end_at": now() + timedelta(days=40, hours=9),
    }  # fmt: skip


def complete() -> dict[str, Any]:
    """Fields of a pitch that could be submitted."""
    return {
        "summary": "一种面向民生健康的公开摘要，介绍项目背景与团队。" * 3, "innovation": "独有的创新机制说明",
        "transfer_outlook": "三年内完成中试转化", "market_outlook": "千亿级市场空间", "investment_value": "稀缺标的",
        "disclosure": Disclosure.NOT_AN_INVENTION, "disclosure_ok": True, "field": "生物医药", "trl": 5,
    }  # fmt: skip


def pdf(pages: int = 1, *, extra: bytes = b"") -> bytes:
    """A small real PDF with so many empty pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %b >>" % extra,
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, pages),
    ]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>"] * pages
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def pptx(slides: int = 1, *, more: dict[str, bytes] | None = None, types: str = CONTENT_TYPES) -> bytes:
    """A small PPTX package with so many slides."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("ppt/presentation.xml", "<p:presentation/>")
        for number in range(1, slides + 1):
            archive.writestr(f"ppt/slides/slide{number}.xml", "<p:sld/>")
        for name, body in (more or {}).items():
            archive.writestr(name, body)
    return out.getvalue()


class Browser(FlaskClient):
    """A client that forgets whom another client signed in; all clients of a test share one application context."""

    def open(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- the ways of Werkzeug
        g.pop("_login_user", None)
        return super().open(*args, **kwargs)


def count_statements(client: FlaskClient, path: str) -> int:
    """How many statements a page costs when nothing is loaded yet."""
    database.session().expunge_all()
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine_events.listen(database.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        engine_events.remove(database.engine, "before_cursor_execute", note)
    return len(seen)
