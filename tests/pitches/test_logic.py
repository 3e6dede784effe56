"""The pure rules of pitches: steps, levels, completeness, calls and files."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.logic.states import Visibility
from app.pitches.logic import slides
from app.pitches.logic.call import CallState, call_state, days_left, slides_due
from app.pitches.logic.completeness import Fault, Gap, Part, gaps, total_share
from app.pitches.logic.nda import NDA_TEXT, NDA_VERSION, nda_hash
from app.pitches.logic.states import (
    NEEDS_REASON,
    SHOWN_TO_ALL,
    TRANSITIONS,
    TRIAGE_STEPS,
    UNDOABLE,
    PitchState,
    may_be_undone,
    may_become,
)
from app.pitches.logic.visibility import (
    DEFAULTS,
    RANK,
    TECHNICAL,
    Disclosure,
    PitchField,
    field_level,
    hidden_fields,
    visible_fields,
)
from tests.pitches.samples import CONTENT_TYPES, pdf, pptx

S = PitchState
MEGA = 1024 * 1024
NOON = datetime(2030, 5, 1, 4, tzinfo=UTC)

LISTED = {
    (S.DRAFT, S.SUBMITTED), (S.SUBMITTED, S.FORMAL_CHECK), (S.FORMAL_CHECK, S.IN_REVIEW), (S.FORMAL_CHECK, S.RETURNED),
    (S.RETURNED, S.SUBMITTED), (S.IN_REVIEW, S.SHORTLISTED), (S.IN_REVIEW, S.WAITLISTED), (S.IN_REVIEW, S.REJECTED),
    (S.SHORTLISTED, S.CONFIRMED), (S.WAITLISTED, S.CONFIRMED), (S.CONFIRMED, S.SCHEDULED),
    (S.SCHEDULED, S.SLIDES_LOCKED), (S.SLIDES_LOCKED, S.PRESENTED), (S.PRESENTED, S.SCORED), (S.SCORED, S.FOLLOWING_UP),
    (S.FOLLOWING_UP, S.CLOSED),
    *((state, S.WITHDRAWN) for state in (S.SUBMITTED, S.FORMAL_CHECK, S.RETURNED, S.IN_REVIEW, S.SHORTLISTED,
                                         S.WAITLISTED, S.CONFIRMED, S.SCHEDULED, S.SLIDES_LOCKED)),
    *((state, S.NO_SHOW) for state in (S.CONFIRMED, S.SCHEDULED, S.SLIDES_LOCKED)),
}  # fmt: skip


@given(st.sampled_from(PitchState), st.sampled_from(PitchState))
def test_only_listed_steps_are_possible(before: PitchState, after: PitchState) -> None:
    assert may_become(before, after) is ((before, after) in LISTED)


def test_the_table_knows_every_state() -> None:
    assert set(TRANSITIONS) == set(PitchState)
    assert {S.RETURNED, S.REJECTED, S.WITHDRAWN} == NEEDS_REASON
    assert all(may_become(before, after) for before, after in UNDOABLE)
    assert not may_be_undone(S.FORMAL_CHECK, S.RETURNED)
    assert S.RETURNED not in TRIAGE_STEPS
    assert S.WITHDRAWN not in SHOWN_TO_ALL


@dataclass
class Sample:
    visibility: Visibility = Visibility.REGISTERED
    field_visibility: dict[str, str] = field(default_factory=dict)
    disclosure: Disclosure | None = Disclosure.NOT_AN_INVENTION
    patent_number: str | None = None
    title: str = "项目"
    field: str = "生物医药"  # type: ignore[assignment]  # noqa: A003, RUF100 -- as the pitch calls it
    trl: int = 5
    summary: str = "摘要"
    innovation: str = "创新"
    cap_table: str = "股权"
    slides_file_id: int = 1

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return None


def test_each_level_sees_its_fields_and_no_more() -> None:
    seen = {level: set(visible_fields(Sample(), level)) - {"title", "field", "trl", "investment_round", "region"}
            for level in Visibility}  # fmt: skip
    assert seen[Visibility.PUBLIC] == {"summary"}
    assert seen[Visibility.REGISTERED] == {
        "summary", "innovation", "transfer_outlook", "market_outlook", "investment_value", "ip_summary",
        "team_structure", "ask_amount", "equity_offered",
    }  # fmt: skip
    assert seen[Visibility.AFTER_NDA] == {part.value for part in PitchField}
    assert seen[Visibility.NAMED] == seen[Visibility.AFTER_NDA]


@given(
    st.sampled_from(Visibility),
    st.dictionaries(
        st.sampled_from([part.value for part in PitchField]), st.sampled_from([v.value for v in Visibility])
    ),
    st.sampled_from([None, *Disclosure]),
    st.sampled_from([None, "202310123456.7"]),
)
def test_a_higher_level_never_sees_less_and_hidden_is_the_rest(
    visibility: Visibility, chosen: dict[str, str], disclosure: Disclosure | None, number: str | None
) -> None:
    pitch = Sample(visibility, chosen, disclosure, number)
    levels = sorted(Visibility, key=RANK.__getitem__)
    for lower, upper in pairwise(levels):
        assert set(visible_fields(pitch, lower)) <= set(visible_fields(pitch, upper))
    for level in levels:
        assert not {part.value for part, _level in hidden_fields(pitch, level)} & set(visible_fields(pitch, level))
    for part in PitchField:
        assert RANK[field_level(pitch, part)] >= RANK[Visibility(chosen.get(part.value, DEFAULTS[part]))]


@pytest.mark.parametrize(
    ("disclosure", "number", "gated"),
    [
        (None, None, True),
        (Disclosure.TRADE_SECRET, "202310123456.7", True),
        (Disclosure.PATENT_FILED, None, True),
        (Disclosure.PATENT_FILED, "202310123456.7", False),
        (Disclosure.NOT_AN_INVENTION, None, False),
    ],
)
def test_without_protection_the_invention_is_confidential(
    disclosure: Disclosure | None, number: str | None, gated: bool
) -> None:
    pitch = Sample(Visibility.PUBLIC, {part.value: "public" for part in PitchField}, disclosure, number)
    expected = Visibility.AFTER_NDA if gated else Visibility.PUBLIC
    assert {field_level(pitch, part) for part in TECHNICAL} == {expected}
    assert field_level(pitch, PitchField.MARKET_OUTLOOK) is Visibility.PUBLIC


def good() -> dict[str, Any]:
    return {
        "title": "好项目名", "organisation_name": "某某公司", "presenter": object(), "field": "新材料", "trl": 3,
        "summary": "摘" * 50, "innovation": "新" * 600, "transfer_outlook": "转", "market_outlook": "市",
        "investment_value": "值", "equity_offered": Decimal("49.99"), "disclosure": "trade_secret",
        "disclosure_ok": True, "use_of_funds": [{"share": "33.33"}, {"share": "66.67"}],
    }  # fmt: skip


def test_a_complete_pitch_has_no_gaps() -> None:
    assert gaps(good()) == []


@pytest.mark.parametrize(
    ("change", "part", "fault"),
    [
        ({"title": "短名字"}, Part.TITLE, Fault.TOO_SHORT),
        ({"summary": "摘" * 49}, Part.SUMMARY, Fault.TOO_SHORT),
        ({"summary": "摘" * 301}, Part.SUMMARY, Fault.TOO_LONG),
        ({"innovation": "新" * 601}, Part.INNOVATION, Fault.TOO_LONG),
        ({"market_outlook": "  "}, Part.MARKET_OUTLOOK, Fault.MISSING),
        ({"trl": None}, Part.TRL, Fault.MISSING),
        ({"trl": 10}, Part.TRL, Fault.OUT_OF_RANGE),
        ({"equity_offered": Decimal(50)}, Part.EQUITY_OFFERED, Fault.OUT_OF_RANGE),
        ({"use_of_funds": [{"share": "99.99"}]}, Part.USE_OF_FUNDS, Fault.NOT_A_HUNDRED),
        ({"use_of_funds": [{"share": "viel"}]}, Part.USE_OF_FUNDS, Fault.NOT_A_HUNDRED),
        ({"disclosure_ok": False}, Part.DISCLOSURE_OK, Fault.NOT_DECLARED),
        ({"presenter": None}, Part.PRESENTER, Fault.MISSING),
    ],
)
def test_each_gap_is_named(change: dict[str, Any], part: Part, fault: Fault) -> None:
    assert gaps(good() | change) == [Gap(part, fault)]


def test_shares_are_summed_exactly() -> None:
    assert total_share([{"share": "0.1"}] * 3) == Decimal("0.30")


@pytest.mark.parametrize(
    ("opens", "closes", "text", "state"),
    [
        (None, None, None, CallState.NOT_ANNOUNCED),
        (None, None, "征集", CallState.OPEN),
        (NOON + timedelta(minutes=1), None, "征集", CallState.UPCOMING),
        (NOON, NOON + timedelta(minutes=1), None, CallState.OPEN),
        (None, NOON, None, CallState.CLOSED),
    ],
)
def test_a_call_is_open_between_its_dates(
    opens: datetime | None, closes: datetime | None, text: str | None, state: CallState
) -> None:
    assert call_state(NOON, opens=opens, closes=closes, text=text) is state


def test_slides_are_due_at_the_end_of_the_seventh_day_before_in_the_zone_of_the_event() -> None:
    start = datetime(2030, 6, 17, 1, tzinfo=UTC)
    assert slides_due(start, ZoneInfo("Asia/Shanghai")) == datetime(2030, 6, 10, 16, tzinfo=UTC)
    assert days_left(NOON, NOON - timedelta(days=3)) == 0


@pytest.mark.parametrize("pages", [1, 12])
def test_real_files_are_taken_and_counted(pages: int) -> None:
    assert slides.check_slides(pdf(pages), most_bytes=MEGA) == slides.Slides(slides.PDF, ".pdf", pages)
    assert slides.check_slides(pptx(pages), most_bytes=MEGA) == slides.Slides(slides.PPTX, ".pptx", pages)


def packed_pdf(body: bytes) -> bytes:
    """A PDF whose page objects stand in a compressed object stream, as newer programs write them."""
    stream = zlib.compress(body)
    head = b"%%PDF-1.5\n5 0 obj\n<< /Type /ObjStm /N 2 /First 10 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        stream
    )
    return head + stream + b"\nendstream\nendobj\nstartxref\n0\n%%EOF\n"


def test_pages_and_scripts_in_packed_objects_are_found() -> None:
    pages = b"<< /Type /Page >> << /Type /Page >> << /Type /Pages /Count 2 >>"
    assert slides.check_slides(packed_pdf(pages), most_bytes=MEGA) == slides.Slides(slides.PDF, ".pdf", 2)
    script = packed_pdf(pages + b"<< /S /JavaScript /JS (app.alert) >>")
    assert slides.check_slides(script, most_bytes=MEGA) is slides.SlidesFault.ACTIVE_CONTENT


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", slides.SlidesFault.EMPTY),
        (b"MZ\x90 not slides", slides.SlidesFault.UNKNOWN_KIND),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 20, slides.SlidesFault.OLD_FORMAT),
        (pdf()[:-30], slides.SlidesFault.BROKEN),
        (pdf(0), slides.SlidesFault.BROKEN),
        (pdf(extra=b"/OpenAction << /S /JavaScript /JS (x) >>"), slides.SlidesFault.ACTIVE_CONTENT),
        (pdf(extra=b"/Encrypt 9 0 R"), slides.SlidesFault.ENCRYPTED),
        (pptx()[:200], slides.SlidesFault.BROKEN),
        (pptx(0), slides.SlidesFault.BROKEN),
        (pptx(more={"ppt/vbaProject.bin": b"macro"}), slides.SlidesFault.ACTIVE_CONTENT),
        (pptx(types=CONTENT_TYPES.replace("ion.main", "ion.macroEnabled.main")), slides.SlidesFault.ACTIVE_CONTENT),
        (pptx(types="<Types>wordprocessingml</Types>"), slides.SlidesFault.UNKNOWN_KIND),
        (b"x" * (MEGA + 1), slides.SlidesFault.TOO_LARGE),
    ],
)  # fmt: skip
def test_other_files_are_refused_for_what_they_are(data: bytes, fault: slides.SlidesFault) -> None:
    assert slides.check_slides(data, most_bytes=MEGA) is fault


def test_the_undertaking_has_one_fingerprint_per_pitch_and_version() -> None:
    marks = {
        nda_hash(NDA_VERSION, "LY2030000001"),
        nda_hash(NDA_VERSION, "LY2030000002"),
        nda_hash("0", "LY2030000001"),
    }
    assert len(marks) == 3
    assert not re.search(r"[,;]", "".join(NDA_TEXT))
