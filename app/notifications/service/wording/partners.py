"""Words about organisations, investors, the library, mutual interest and one-to-one meetings."""

from app.core.words import N_
from app.notifications.logic import Template
from app.notifications.service.wording.wording import Wording

MEETING = "/meetings/{meeting_id}"
MOVE = "/meetings/{meeting_id}/move-request/answer"
PLACE = N_(
    "%(pitch)s × %(investor)s at “%(event)s”.\nWhen: %(when)s\nWhere: %(where)s\n\nThe calendar entry is attached."
)

WORDS = {
    Template.ORGANISATION_APPLIED: Wording(
        subject=N_("To be verified: %(organisation)s"),
        text=N_("%(organisation)s waits for your centre to compare name and credit code with the seal. Agreements can "
                "print the name once that is done."),
        link="/organisations/{organisation_id}/verify", action=N_("Look at it"),
    ),
    Template.ORGANISATION_DECIDED: Wording(
        subject=N_("%(organisation)s: %(state)s"),
        text=N_("The centre decided about %(organisation)s. State now: %(state)s."),
        link="/organisations/{organisation_id}",
    ),
    Template.INVESTOR_APPLIED: Wording(
        subject=N_("To be verified: %(investor)s"),
        text=N_("%(investor)s asks to be verified as investor. It can be matched with pitches once that is done."),
        link="/investors/{investor_id}", action=N_("Look at it"),
    ),
    Template.INVESTOR_DECIDED: Wording(
        subject=N_("%(investor)s: %(state)s"),
        text=N_("The centre decided about %(investor)s as investor. State now: %(state)s."),
        link="/investors/{investor_id}",
    ),
    Template.INVESTOR_NAMED: Wording(
        subject=N_("You represent %(investor)s at %(event)s"),
        text=N_("%(investor)s takes part in “%(event)s”, and you were named to come. See the ranked pitches and say "
                "whom you want to meet."),
        link="/events/{slug}/investors/join",
    ),
    Template.ENTRY_SUBMITTED: Wording(
        subject=N_("New entry for the library: %(number)s"),
        text=N_("“%(title)s” (%(number)s) was handed in and waits to be sorted."),
        link="/library/{kind}s/{number}", action=N_("Look at it"),
    ),
    Template.ENTRY_RETURNED: Wording(
        subject=N_("Please correct: %(number)s"),
        text=N_("“%(title)s” (%(number)s) came back to you to be corrected."),
        link="/library/{kind}s/{number}",
    ),
    Template.ENTRY_PUBLISHED: Wording(
        subject=N_("Published: %(number)s"),
        text=N_("“%(title)s” (%(number)s) is in the library for everybody to find."),
        link="/library/{kind}s/{number}",
    ),
    Template.EXPERT_ASKED: Wording(
        subject=N_("You are asked to help: %(title)s"),
        text=N_("You are asked to help as an expert with the need “%(title)s” (%(number)s). The need and the question "
                "stand on its page; please say there whether you can."),
        link="/library/needs/{number}", action=N_("Answer"), quote=N_("Their message:"),
    ),
    Template.EXPERT_ACCEPTED: Wording(
        subject=N_("%(name)s helps: %(title)s"),
        text=N_("%(name)s agreed to help with the need “%(title)s” (%(number)s)."),
        link="/library/needs/{number}/experts",
    ),
    Template.EXPERT_DECLINED: Wording(
        subject=N_("%(name)s cannot help: %(title)s"),
        text=N_("%(name)s cannot help with the need “%(title)s” (%(number)s). Others who fit stand on the list."),
        link="/library/needs/{number}/experts", action=N_("Look at it"), quote=N_("Their message:"),
    ),
    Template.EXPERT_RELEASED: Wording(
        subject=N_("No answer needed any more: %(title)s"),
        text=N_("The request to help with the need “%(title)s” (%(number)s) was taken back. You need not answer."),
        link="/messages",
    ),
    Template.PROOF_HANDED_IN: Wording(
        subject=N_("Proof of concept waits for a decision: %(number)s"),
        text=N_("The papers of “%(title)s” for the gate “%(stage)s” were handed in. A decision is owed until %(day)s."),
        link="/library/proof-of-concept/{number}", action=N_("Look at it"),
    ),
    Template.PROOF_DECIDED: Wording(
        subject=N_("%(stage)s of your proof of concept: %(verdict)s"),
        text=N_("It was decided about “%(title)s” (%(number)s) at the gate “%(stage)s”: %(verdict)s."),
        link="/library/proof-of-concept/{number}",
    ),
    Template.PROOF_DECIDER: Wording(
        subject=N_("You decide on a proof of concept: %(number)s"),
        text=N_("You were named to decide on “%(title)s” at the gate “%(stage)s”."),
        link="/library/proof-of-concept/{number}", action=N_("Look at it"),
    ),
    Template.PROOF_DUE: Wording(
        subject=N_("Proof of concept: %(stage)s due on %(day)s"),
        text=N_("“%(title)s” (%(number)s) waits for you at the gate “%(stage)s” until %(day)s."),
        link="/library/proof-of-concept/{number}",
    ),
    Template.PROOF_LATE: Wording(
        subject=N_("Proof of concept: %(stage)s was due on %(day)s"),
        text=N_("“%(title)s” (%(number)s) still waits for you at the gate “%(stage)s”; the day was %(day)s."),
        link="/library/proof-of-concept/{number}",
    ),
    Template.PROOF_WITHDRAWN: Wording(
        subject=N_("Proof of concept withdrawn: %(number)s"),
        text=N_("The team withdrew “%(title)s” at the gate “%(stage)s”."),
        link="/library/proof-of-concept/{number}",
    ),
    Template.INTEREST_MUTUAL: Wording(
        subject=N_("You want to meet each other: %(partner)s"),
        text=N_("At “%(event)s” both sides said that they want to meet: %(pitch)s and %(investor)s. Ask for a meeting "
                "while times are free."),
        link="/events/{slug}/meetings/new?pitch={number}&investor={investor_id}", action=N_("Ask for a meeting"),
    ),
    Template.MEETING_REQUESTED: Wording(
        subject=N_("Request for a meeting: %(partner)s"),
        text=N_("%(partner)s would like to meet at “%(event)s”, about %(pitch)s. Please answer before %(until)s; after "
                "that the request ends by itself."),
        link=MEETING, action=N_("Answer"), quote=N_("Their message:"),
    ),
    Template.MEETING_REQUEST_CHANGED: Wording(
        subject=N_("Changed request for a meeting: %(partner)s"),
        text=N_("%(partner)s changed the request for a meeting at “%(event)s”, about %(pitch)s."),
        link=MEETING, action=N_("Answer"), quote=N_("Their message:"),
    ),
    Template.MEETING_WITHDRAWN: Wording(
        subject=N_("Request withdrawn: %(partner)s"),
        text=N_("%(partner)s took back the request for a meeting at “%(event)s”. You need not answer any more."),
        link=MEETING,
    ),
    Template.MEETING_ACCEPTED: Wording(
        subject=N_("%(partner)s agrees to meet"),
        text=N_("%(partner)s agrees to meet at “%(event)s”, about %(pitch)s. The organiser finds time and table; then "
                "you get an invitation."),
        link=MEETING,
    ),
    Template.MEETING_DECLINED: Wording(
        subject=N_("%(partner)s cannot meet you"),
        text=N_("%(partner)s declined the meeting at “%(event)s”, about %(pitch)s. Other partners may fit as well."),
        link=MEETING,
    ),
    Template.MEETING_EXPIRED: Wording(
        subject=N_("No answer in time: %(partner)s"),
        text=N_("The request for a meeting between %(pitch)s and %(investor)s at “%(event)s” was not answered in time "
                "and has ended. You can ask somebody else, or ask again."),
        link=MEETING,
    ),
    Template.MEETING_SCHEDULED: Wording(
        subject=N_("Meeting %(when)s: %(partner)s"), text=PLACE, link=MEETING,
    ),
    Template.MEETING_MOVED: Wording(
        subject=N_("Meeting moved to %(when)s: %(partner)s"), text=PLACE, link=MEETING,
    ),
    Template.MOVE_ASKED: Wording(
        subject=N_("Can the meeting be moved? %(partner)s"),
        text=N_("%(partner)s would like to move your meeting at “%(event)s” (%(pitch)s), now %(when)s. It could be: "
                "%(times)s.\n\nPlease choose one of these times, or say that it does not suit you, before %(until)s. "
                "Until then the meeting stays where it is."),
        link=MOVE, action=N_("Answer"),
    ),
    Template.MOVE_TO_DECIDE: Wording(
        subject=N_("Locked meeting, to be moved? %(pitch)s × %(investor)s"),
        text=N_("At “%(event)s” one side would like to move a meeting that you keep where it is, now %(when)s. It "
                "could be: %(times)s. Please decide before %(until)s; until then nothing changes."),
        link=MOVE, action=N_("Decide about it"),
    ),
    Template.MOVE_DECLINED: Wording(
        subject=N_("The meeting stays: %(partner)s"),
        text=N_("Your request to move the meeting at “%(event)s” (%(pitch)s) was declined. It stays at %(when)s."),
        link=MEETING,
    ),
    Template.MOVE_WITHDRAWN: Wording(
        subject=N_("The meeting stays after all: %(partner)s"),
        text=N_("%(partner)s took back the request to move the meeting at “%(event)s” (%(pitch)s). It stays at "
                "%(when)s; you need not answer any more."),
        link=MEETING,
    ),
    Template.MOVE_EXPIRED: Wording(
        subject=N_("Nobody answered, the meeting stays: %(partner)s"),
        text=N_("Your request to move the meeting at “%(event)s” (%(pitch)s) was not answered in time. It stays at "
                "%(when)s. If you cannot come, please call it off or talk to the organiser."),
        link=MEETING,
    ),
    Template.MEETING_CANCELLED: Wording(
        subject=N_("Meeting cancelled: %(partner)s"),
        text=N_("%(pitch)s × %(investor)s at “%(event)s”, %(when)s, will not take place. The attached withdrawal takes "
                "it out of your calendar."),
        link=MEETING,
    ),
    Template.MEETING_MISSED: Wording(
        subject=N_("You were missed: %(partner)s"),
        text=N_("%(partner)s waited for you at “%(event)s”, %(when)s, and the time was given to others. If this is a "
                "mistake, please talk to the organiser at once."),
        link=MEETING,
    ),
    Template.TIMETABLE_CHANGED: Wording(
        subject=N_("Your meetings changed: %(event)s"),
        text=N_("Several of your meetings at “%(event)s” changed at once. %(why)s What holds now stands below and in "
                "your agenda; your calendar address shows it too."),
        quote=N_("Your meetings now:"), link="/my/meetings", action=N_("My meetings"),
    ),
    Template.PLAN_SHOWN: Wording(
        subject=N_("Your provisional meetings: %(event)s"),
        text=N_("The organiser of “%(event)s” has planned your meetings provisionally. Please look whether the times "
                "fit, and say so; nothing is booked yet."),
        link="/events/{slug}/my-plan", action=N_("Look at it"),
    ),
    Template.TABLES_SET: Wording(
        subject=N_("Your place at a table: %(event)s"),
        text=N_("The organiser of “%(event)s” has set tables at which several people talk, and you have a place there. "
                "Times, tables and who else sits there stand in your meetings and in your agenda."),
        link="/my/meetings", action=N_("My meetings"), waits=True,
    ),
    Template.PLAN_MADE: Wording(
        subject=N_("The plan is ready: %(event)s"),
        text=N_("The planner finished plan %(plan)s of “%(event)s”. Nobody else sees it before you publish it."),
        link="/events/{slug}/manage/meetings/plans/{plan_id}", action=N_("Look at it"),
    ),
}  # fmt: skip
