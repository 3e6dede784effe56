"""The papers of one agreement: its texts and scans, and the cover to bind it with."""

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.agreements.forms import AddTextForm
from app.agreements.logic.states import AgreementFileKind
from app.agreements.models.agreement import Agreement
from app.agreements.queries.agreements import name_doubts
from app.agreements.queries.papers import get_text
from app.agreements.routes.agreement import readable_agreement
from app.agreements.routes.blueprint import bp
from app.agreements.service import texts
from app.core.db import database
from app.core.display import day, explain, language, zone
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.documents.logic.framework_cover import CoverParty, FrameworkCover, print_framework_cover
from app.documents.logic.sheet import Paper
from app.documents.service import cached_bytes, content_key, file_path


@bp.route("/agreements/<number>/texts/new", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_READ)
def add_text(number: str) -> ResponseReturnValue:
    """Add a version of the text, or a scan of the signed copy."""
    agreement = readable_agreement(number)
    form = AddTextForm()
    if form.validate_on_submit():
        upload = form.file.data
        content = (upload.filename or "", upload.read()) if upload else ("", b"")
        try:
            with database.transaction() as session:
                texts.add_text(
                    session, current_actor(), agreement_id=agreement.id, kind=AgreementFileKind(form.kind.data),
                    upload=content, note=form.note.data or "",
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The file is kept."), "success")
            return redirect(url_for(".show_agreement", number=number) + "#texts")
    return render_template("agreements/add_text.html", agreement=agreement, form=form), form.status


@bp.get("/agreements/<number>/texts/<int:agreement_file_id>")
@requires(Permission.AGREEMENT_READ)
def download_text(number: str, agreement_file_id: int) -> ResponseReturnValue:
    """Give a text or scan to the parties and the organiser."""
    agreement = readable_agreement(number)
    text = get_text(database.session(), agreement.id, agreement_file_id)
    suffix = text.file.name.rpartition(".")[2].lower()[:5]
    name = f"{agreement.number}-{text.kind}-{text.number}.{suffix}"
    return send_file(file_path(text.file), mimetype=text.file.media_type, download_name=name, as_attachment=True)


@bp.get("/agreements/<number>/cover.pdf")
@requires(Permission.AGREEMENT_READ)
def download_cover(number: str) -> ResponseReturnValue:
    """Give the cover and the signing page, once the names are beyond doubt."""
    agreement = readable_agreement(number)
    doubts = name_doubts(agreement)
    if doubts:
        flash(explain(RuleBroken("The names cannot be printed yet: %(doubt)s.", doubt=doubts[0])), "error")
        return redirect(url_for(".show_agreement", number=number))
    cover = cover_of(agreement)
    key = content_key("agreement_cover", cover)
    answer = Response(cached_bytes("cover", key, lambda: print_framework_cover(cover).content),
                      mimetype="application/pdf")  # fmt: skip
    answer.headers["Content-Disposition"] = f'inline; filename="{number}-cover.pdf"'
    return answer


def cover_of(agreement: Agreement) -> FrameworkCover:
    """Return what the cover of an agreement says; it counts as made when its names were compared last."""
    compared = [party.proofread_at for party in agreement.parties if party.proofread_at]
    paper = Paper(
        title=agreement.title, made_at=max(compared, default=agreement.created_at).astimezone(zone()),
        author=agreement.parties[0].printed_name, number=agreement.number, lang="en" if language() == "en" else "zh",
    )  # fmt: skip
    term = ""
    if agreement.term_from or agreement.term_to:
        term = _("%(first)s to %(last)s", first=day(agreement.term_from), last=day(agreement.term_to))
    return FrameworkCover(
        paper=paper, title=agreement.title, number=agreement.number,
        parties=tuple(
            CoverParty(side=party.side.value, name=party.printed_name, signatory=party.signatory or "")
            for party in agreement.parties
        ),
        date=day(agreement.sign_on) if agreement.sign_on else "", place=agreement.place or "", term=term,
        copies=_("%(num)d copies", num=agreement.copies) if agreement.copies else "",
    )  # fmt: skip
