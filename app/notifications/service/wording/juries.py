"""Words about juries."""

from app.core.words import N_
from app.notifications.logic import Template
from app.notifications.service.wording.wording import Wording

DUTY = "/my/jury/{seat}"
PANEL = "/events/{slug}/manage/jury/{panel}"

WORDS = {
    Template.JUDGE_INVITED: Wording(
        subject=N_("Will you judge: %(panel)s?"),
        text=N_("You are asked to judge on “%(panel)s” of “%(event)s”. Please say whether you can, and declare your "
                "conflicts of interest; only then the files open."),
        link=DUTY, action=N_("Answer"),
    ),
    Template.JUDGE_DECLINED: Wording(
        subject=N_("A judge declined: %(person)s"),
        text=N_("%(person)s does not judge on “%(panel)s”. The next of the reserve, if there is one, was asked."),
        link=PANEL,
    ),
    Template.JUDGE_DOUBLE_BOOKED: Wording(
        subject=N_("In two places at once: %(person)s"),
        text=N_("The session in which “%(panel)s” sits was moved. %(person)s is a judge there and, %(when)s, also "
                "needed for “%(other)s”. Move one of them, or ask somebody of the reserve."),
        link=PANEL,
    ),
    Template.JUDGE_RECUSED: Wording(
        subject=N_("Recused: %(person)s"),
        text=N_("%(person)s does not judge “%(target)s” on “%(panel)s”, because of a conflict of interest. The next of "
                "the reserve, if there is one, was asked."),
        link=PANEL,
    ),
    Template.SHEET_RETURNED: Wording(
        subject=N_("Please look at your score sheet again: %(target)s"),
        text=N_("The organiser gave your score sheet for “%(target)s” back. Change it and hand it in again."),
        link=DUTY, action=N_("Open it"),
    ),
    Template.SCORING_OPENED: Wording(
        subject=N_("You may score now: %(panel)s"),
        text=N_("Scoring for “%(panel)s” of “%(event)s” has begun."),
        link=DUTY, action=N_("Score"),
    ),
    Template.OUTCOME_CHANGED: Wording(
        subject=N_("The result changed: %(panel)s"),
        text=N_("The result of “%(panel)s” was worked out anew after the scores were locked. Compare it with the one "
                "before."),
        link=PANEL,
    ),
}  # fmt: skip
