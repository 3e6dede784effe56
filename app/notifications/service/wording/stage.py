"""Words about pitches and what happens on and around the stage."""

from app.core.words import N_
from app.notifications.logic import Template
from app.notifications.service.wording.wording import Wording

PITCH = "/pitches/{number}"

WORDS = {
    Template.PITCH_SUBMITTED: Wording(
        subject=N_("Received: %(pitch)s"),
        text=N_("Your pitch “%(pitch)s” (%(number)s) for “%(event)s” has arrived. The organiser checks it first for "
                "completeness; you hear from us either way."),
        link=PITCH,
    ),
    Template.PITCH_RETURNED: Wording(
        subject=N_("Please correct: %(pitch)s"),
        text=N_("Your pitch “%(pitch)s” (%(number)s) came back to you. You have five days to correct what is marked "
                "and hand it in again."),
        link="/pitches/{number}/edit", action=N_("Correct it"),
    ),
    Template.PITCH_SHORTLISTED: Wording(
        subject=N_("Chosen for the stage: %(pitch)s"),
        text=N_("Congratulations: “%(pitch)s” (%(number)s) was chosen for “%(event)s”. Time and order follow; please "
                "hand in your slides early."),
        link=PITCH, waits=True,
    ),
    Template.PITCH_WAITLISTED: Wording(
        subject=N_("On the waiting list: %(pitch)s"),
        text=N_("“%(pitch)s” (%(number)s) is on the waiting list of “%(event)s”. If a place becomes free, we write to "
                "you at once."),
        link=PITCH, waits=True,
    ),
    Template.PITCH_REJECTED: Wording(
        subject=N_("Not chosen this time: %(pitch)s"),
        text=N_("Thank you for handing in “%(pitch)s” (%(number)s). It was not chosen for “%(event)s”."),
        link=PITCH, waits=True,
    ),
    Template.PITCH_CONFIRMED: Wording(
        subject=N_("Certain to be on stage: %(pitch)s"),
        text=N_("“%(pitch)s” (%(number)s) is confirmed for “%(event)s”. Your place in the running order follows."),
        link=PITCH, waits=True,
    ),
    Template.PITCH_WITHDRAWN: Wording(
        subject=N_("Withdrawn: %(pitch)s"),
        text=N_("The team took back “%(pitch)s” (%(number)s). The running order was closed up, and its meetings were "
                "called off."),
        link=PITCH,
    ),
    Template.SLIDES_LATE: Wording(
        subject=N_("Slides after the deadline: %(pitch)s"),
        text=N_("The team of “%(pitch)s” (%(number)s) handed in slides after the deadline."),
        link=PITCH,
    ),
    Template.TEAM_INVITED: Wording(
        subject=N_("Join the team of %(pitch)s"),
        text=N_("You were asked to join the team of “%(pitch)s” for “%(event)s”. Sign in with this e-mail address, or "
                "sign up with it, and the pitch is among yours."),
        link="/my/pitches",
    ),
    Template.NDA_ACCEPTED: Wording(
        subject=N_("%(person)s accepted your confidentiality terms"),
        text=N_("%(person)s accepted the undertaking for “%(pitch)s” (%(number)s) and can read its confidential part. "
                "Every opening is noted; you can end the access at any time."),
        link="/pitches/{number}/readers", action=N_("See the readers"),
    ),
    Template.ACCESS_GRANTED: Wording(
        subject=N_("You may read all of %(pitch)s"),
        text=N_("The team lets you read the confidential part of “%(pitch)s” (%(number)s). Please keep it to yourself; "
                "every opening is noted."),
        link=PITCH,
    ),
    Template.ACCESS_WITHDRAWN: Wording(
        subject=N_("Access ended: %(pitch)s"),
        text=N_("The team ended your access to the confidential part of “%(pitch)s” (%(number)s)."),
        link=PITCH,
    ),
    Template.TURN_ON_STAGE: Wording(
        subject=N_("Your turn on stage: %(when)s"),
        text=N_("“%(pitch)s” at “%(event)s”:\nPlace in the order: %(position)s\nWhen: %(when)s\nSession: %(session)s\n"
                "Room: %(where)s\nTo present: %(present)s minutes; for questions: %(questions)s minutes\n\nPlease be "
                "there fifteen minutes before."),
        link=PITCH, waits=True,
    ),
    Template.QUESTION_IN_CONFIDENCE: Wording(
        subject=N_("A question in confidence about %(pitch)s"),
        text=N_("Somebody asked your team a question about “%(pitch)s” that only you can read. Please answer in "
                "writing."),
        link="/events/{slug}/questions", action=N_("Read and answer"),
    ),
    Template.QUESTION_HIDDEN: Wording(
        subject=N_("Your question was not let through"),
        text=N_("The moderator of “%(event)s” did not let your question through."),
        link="/events/{slug}/questions",
    ),
    Template.QUESTION_ANSWERED: Wording(
        subject=N_("Your question was answered"),
        text=N_("Your question at “%(event)s” has an answer in writing."),
        link="/events/{slug}/questions", action=N_("Read the answer"),
    ),
}  # fmt: skip
