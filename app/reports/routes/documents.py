"""Everything of an event that is printed: ordered, watched while it is made, looked at, and fetched."""

from flask import Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.agreements.queries.certificates import list_event_certificates
from app.core.db import database
from app.core.display import explain, language
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, authorise, may, requires
from app.core.queue import JobState
from app.core.web import current_actor
from app.documents.logic.sheet import Lang
from app.documents.models import Document
from app.documents.queries import get_document, list_documents_about
from app.documents.service import PDF, SUFFIXES, file_path, missing_characters, page_picture
from app.events.models.event import Event
from app.events.queries.programme import list_releases
from app.reports.queries.gaps import list_gaps
from app.reports.queries.papers import list_nda_readers, list_void_badges
from app.reports.routes.blueprint import bp
from app.reports.routes.event import reported_event
from app.reports.service import papers
from app.reports.service.evaluation_papers import list_judged, report_gaps
from app.reports.service.wanted import Wanted

MOST_GAPS = 8  # of one paper are listed; how many more there are is said


def _lang() -> Lang:
    return "en" if language() == "en" else "zh"


@bp.get("/events/<slug>/manage/documents")
@requires(Permission.REPORT_READ)
def list_documents(slug: str) -> ResponseReturnValue:
    """Show every document of an event, made or to be made."""
    event = reported_event(slug)
    session = database.session()
    job_id = request.args.get("job", type=int)
    made = list_documents_about(session, "event", event.id)
    return render_template(
        "reports/list_documents.html", event=event, States=JobState, SUFFIXES=SUFFIXES,
        certificates=[row for row in list_event_certificates(session, event.id) if row.issued_at],
        job=papers.find_order(session, event.id, job_id) if job_id else None,
        runs={kind: papers.find_paper(session, event.id, kind, _lang()) for kind in papers.KINDS},
        counts={kind: each.count(session, event) for kind, each in papers.KINDS.items()},
        void_badges=_void_badges(event),
        gaps=list_gaps(session, event) | report_gaps(session, event), most_gaps=MOST_GAPS,
        may_fill=may(current_actor(), Permission.EVENT_EDIT, event),
        readers=list_nda_readers(session, event.id), releases=list_releases(session, event.id)[1:],
        made=made, judged=list_judged(session, event),
        may_report=may(current_actor(), Permission.EVALUATION_RUN, event),
        reports={row.kind.partition(":")[2]: row for row in made if row.kind.startswith(papers.EVALUATION)
                 and row.language == _lang() and not row.superseded_at},
    )  # fmt: skip


def _void_badges(event: Event) -> list[str]:
    """Return whose badges on the newest sheets are void."""
    session = database.session()
    printed = papers.find_paper(session, event.id, papers.BADGES, _lang())
    return list_void_badges(session, event.id, printed.made_at) if printed else []


@bp.post("/events/<slug>/manage/documents")
@requires(Permission.REPORT_READ)
def order_paper(slug: str) -> ResponseReturnValue:
    """Have a paper made."""
    event = reported_event(slug)
    job_id = None
    wanted = Wanted(
        request.form.get("kind", ""), _lang(), reader_id=request.form.get("reader_id", type=int),
        since=request.form.get("since", type=int), target_id=request.form.get("target_id", type=int),
    )  # fmt: skip
    authorise(current_actor(), papers.permission_for(wanted.kind), event)
    try:
        with database.transaction() as session:
            job_id = papers.order_paper(session, current_actor(), event=event, wanted=wanted)
    except RuleBroken as error:
        flash(explain(error), "error")
    else:
        flash(_("The document is being made.") if job_id else _("The document is ready."), "success")
    return redirect(url_for(".list_documents", slug=slug, job=job_id))


@bp.get("/events/<slug>/manage/documents/paper.pdf")
@requires(Permission.REPORT_READ)
def download_paper(slug: str) -> ResponseReturnValue:
    """Give the newest paper of a kind."""
    event = reported_event(slug)
    kind = request.args.get("kind", papers.BADGES)
    found = papers.find_paper(database.session(), event.id, kind, _lang()) if kind in papers.KINDS else None
    if found is None:
        raise NotFound("This document was not made yet.")
    return _file_of(event, found)


@bp.get("/events/<slug>/manage/documents/<int:document_id>")
@requires(Permission.REPORT_READ)
def show_document(slug: str, document_id: int) -> ResponseReturnValue:
    """Show the pages of a document and what the register says of it."""
    event = reported_event(slug)
    document = _document(event, document_id)
    number = min(max(request.args.get("page", 1, type=int), 1), document.pages or 1)
    return render_template(
        "reports/show_document.html", event=event, document=document, number=number, SUFFIXES=SUFFIXES,
        missing=[(char, f"U+{ord(char):04X}") for char in missing_characters(document.file)],
    )  # fmt: skip


@bp.get("/events/<slug>/manage/documents/<int:document_id>/file.<any(pdf, zip):suffix>")
@requires(Permission.REPORT_READ)
def download_document(slug: str, document_id: int, suffix: str) -> ResponseReturnValue:
    """Give one document of the register, also one that was replaced since."""
    event = reported_event(slug)
    document = _document(event, document_id)
    if SUFFIXES[document.file.media_type] != suffix:
        raise NotFound("There is no such document.")
    return _file_of(event, document)


@bp.get("/events/<slug>/manage/documents/<int:document_id>/pages/<int:number>.png")
@requires(Permission.REPORT_READ)
def draw_document_page(slug: str, document_id: int, number: int) -> ResponseReturnValue:
    """Give a page of a document as a picture."""
    document = _document(reported_event(slug), document_id)
    if document.file.media_type != PDF or not 1 <= number <= (document.pages or 0):
        raise NotFound("There is no such page.")
    answer = Response(page_picture(document.file, number), mimetype="image/png")
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


def _document(event: Event, document_id: int) -> Document:
    """Return a document of an event; one with scores or confidential parts only to who may read what is in it."""
    found = get_document(database.session(), document_id, subject_kind="event", subject_id=event.id)
    authorise(current_actor(), papers.permission_for(found.kind), event)
    return found


def _file_of(event: Event, document: Document) -> Response:
    suffix = document.file.name.rpartition(".")[2]
    kind = document.kind.partition(":")[0]
    name = f"{event.slug}-{kind}-{document.number}.{suffix}"
    return send_file(file_path(document.file), mimetype=document.file.media_type, download_name=name)


@bp.get("/events/<slug>/manage/documents/progress")
@requires(Permission.REPORT_READ)
def show_progress(slug: str) -> ResponseReturnValue:
    """Tell a waiting page how far a print run is."""
    event = reported_event(slug)
    job = papers.find_order(database.session(), event.id, request.args.get("job", 0, type=int))
    if job is None:
        raise NotFound("There is no such job.")
    is_done = job.state in (JobState.DONE, JobState.FAILED)
    most = job.all_units or 1
    text = _("%(done)d of about %(all)d pages", done=job.done_units, all=most) if job.all_units else _("Being made")
    if is_done:
        failed = job.state is JobState.FAILED
        text = _("That did not work. Please order it again.") if failed else _("Ready. Load the page again.")
    value = most if is_done else job.done_units
    return jsonify(value=value, max=most, text=text, done=is_done)
