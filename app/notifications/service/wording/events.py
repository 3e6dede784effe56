"""Words about events, their programme and registrations."""

from app.core.words import N_
from app.notifications.logic import Template
from app.notifications.service.wording.wording import Wording

EVENT = "/events/{slug}"
TICKET = "/tickets/{ticket}"

WORDS = {
    Template.EVENT_TO_APPROVE: Wording(
        subject=N_("To be approved: %(event)s"),
        text=N_("The organiser of “%(event)s” asks for approval.\nWhen: %(when)s\nWhere: %(where)s"),
        link="/events/{slug}/manage/review", action=N_("Look at it"),
    ),
    Template.EVENT_APPROVED: Wording(
        subject=N_("Approved: %(event)s"),
        text=N_("“%(event)s” was approved. You can publish the call and open registration."),
        link="/events/{slug}/manage",
    ),
    Template.EVENT_RETURNED: Wording(
        subject=N_("Please revise: %(event)s"),
        text=N_("“%(event)s” was not approved yet and is a draft again."),
        link="/events/{slug}/manage",
    ),
    Template.EVENT_CANCELLED: Wording(
        subject=N_("Cancelled: %(event)s"),
        text=N_("“%(event)s” on %(when)s will not take place. Your registration has ended, and you need not do "
                "anything."),
        link=EVENT, waits=True,
    ),
    Template.EVENT_POSTPONED: Wording(
        subject=N_("Postponed: %(event)s"),
        text=N_("“%(event)s” will not take place on %(when)s. Your registration stays valid; we will write again when "
                "there is a new date."),
        link=EVENT, waits=True,
    ),
    Template.EVENT_MOVED: Wording(
        subject=N_("New time or place: %(event)s"),
        text=N_("“%(event)s” has changed.\nWhen: %(when)s\nWhere: %(where)s\nBefore: %(before)s\n\nYour registration "
                "stays valid. If you cannot come any more, please cancel it so that somebody else gets the place."),
        link=EVENT, waits=True,
    ),
    Template.EVENT_HANDED_OVER: Wording(
        subject=N_("%(event)s has a new owner"),
        text=N_("%(owner)s is now responsible for “%(event)s”."),
        link="/events/{slug}/manage",
    ),
    Template.PROGRAMME_PUBLISHED: Wording(
        subject=N_("The programme is out: %(event)s"),
        text=N_("The programme of “%(event)s” is published. Put sessions into your agenda and subscribe to it in your "
                "calendar.\nWhen: %(when)s\nWhere: %(where)s"),
        link=EVENT, action=N_("Read the programme"), waits=True,
    ),
    Template.PROGRAMME_CHANGED: Wording(
        subject=N_("Changes in the programme: %(event)s"),
        text=N_("Version %(version)s of the programme of “%(event)s” changes these sessions:\n\n%(sessions)s\n\nYour "
                "agenda and your calendar feed show the new times."),
        link="/events/{slug}/changes", action=N_("Read what changed"), waits=True,
    ),
    Template.SPEAKER_INVITED: Wording(
        subject=N_("Invitation: %(event)s"),
        text=N_("You are invited to take part in “%(session)s” at “%(event)s”.\nAs: %(duty)s\nTopic: %(topic)s\n"
                "When: %(when)s\nWhere: %(where)s\n\nPlease answer with the button; you need no account."),
        link="/events/{slug}/invitations/{duty_id}/{code}", action=N_("Answer the invitation"),
    ),
    Template.SPEAKER_ANSWERED: Wording(
        subject=N_("%(person)s has answered: %(answer)s"),
        text=N_("%(person)s, invited to “%(session)s”, has answered: %(answer)s."),
        link="/events/{slug}/manage/programme",
    ),
    Template.SPEAKER_CANCELLED: Wording(
        subject=N_("Change in “%(session)s”: %(person)s cannot come"),
        text=N_("%(person)s cannot take part in “%(session)s” at “%(event)s”. The next version of the programme shows "
                "how the session goes on."),
        link=EVENT, action=N_("Read the programme"), waits=True,
    ),
    Template.SESSION_CANCELLED: Wording(
        subject=N_("Cancelled: %(session)s"),
        text=N_("“%(session)s” at “%(event)s” will not take place. Thank you for having been ready to take part."),
        link=EVENT,
    ),
    Template.REGISTRATION_RECEIVED: Wording(
        subject=N_("Your registration: %(event)s"),
        text=N_("We have your registration %(number)s for “%(event)s”.\nState: %(state)s\nWhen: %(when)s\n"
                "Where: %(where)s"),
        link=TICKET, action=N_("Show the ticket"),
    ),
    Template.REGISTRATION_APPROVED: Wording(
        subject=N_("You have a place: %(event)s"),
        text=N_("Your registration %(number)s for “%(event)s” is confirmed. Please show the ticket at the door, on the "
                "phone or on paper.\nWhen: %(when)s\nWhere: %(where)s"),
        link=TICKET, action=N_("Show the ticket"),
    ),
    Template.REGISTRATION_REJECTED: Wording(
        subject=N_("No place this time: %(event)s"),
        text=N_("We are sorry: your registration %(number)s for “%(event)s” could not be accepted."),
        link=EVENT,
    ),
    Template.REGISTRATION_WAITLISTED: Wording(
        subject=N_("You are on the waiting list: %(event)s"),
        text=N_("“%(event)s” is full. Your registration %(number)s is on the waiting list; as soon as a place is free, "
                "we write to you, and you have 24 hours to take it."),
        link=TICKET,
    ),
    Template.REGISTRATION_CANCELLED: Wording(
        subject=N_("Registration cancelled: %(event)s"),
        text=N_("Your registration %(number)s for “%(event)s” is cancelled; its ticket is void."),
        link=EVENT,
    ),
    Template.PLACE_OFFERED: Wording(
        subject=N_("A place is free for you: %(event)s"),
        text=N_("A place at “%(event)s” became free, and you are next. Please take it before %(until)s; after that it "
                "goes to the next in line."),
        link=TICKET, action=N_("Take the place"),
    ),
    Template.OFFER_EXPIRED: Wording(
        subject=N_("The offered place has gone on: %(event)s"),
        text=N_("The place at “%(event)s” was not taken in time and went to the next in line."),
        link=EVENT,
    ),
    Template.REGISTRATIONS_MERGED: Wording(
        subject=N_("One registration instead of two: %(event)s"),
        text=N_("You were registered twice for “%(event)s”. Registration %(number)s stays; the ticket of %(void)s is "
                "void."),
        link=TICKET, action=N_("Show the ticket"),
    ),
}  # fmt: skip
