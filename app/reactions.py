"""What follows from what: every fact, and what it causes. Reactions only write rows, and bear being repeated.

A fact with nothing behind it says why. The functions stand in the services of the domains they change.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import facts as account
from app.agreements import facts as agreement
from app.agreements.service import lessons as of_agreements
from app.agreements.service import reactions as follow
from app.agreements.service.certificate_paper import ask_to_sign
from app.agreements.service.registrations import offer_registration
from app.core.outbox import Fact
from app.evaluation import facts as jury
from app.evaluation.service import duties as seats
from app.events.facts import events as event
from app.events.facts import programme
from app.events.facts import registration as place
from app.investors import facts as investor
from app.library import facts as library
from app.matching import facts as matching
from app.meetings import facts as meeting
from app.meetings.service import lessons
from app.meetings.service import reactions as talks
from app.notifications.service.reactions import accounts as of_accounts
from app.notifications.service.reactions import events as of_events
from app.notifications.service.reactions import juries as of_juries
from app.notifications.service.reactions import meetings as of_meetings
from app.notifications.service.reactions import mending as of_mending
from app.notifications.service.reactions import moving as of_moving
from app.notifications.service.reactions import organisations as of_organisations
from app.notifications.service.reactions import partners as of_partners
from app.notifications.service.reactions import proofs as of_proofs
from app.notifications.service.reactions import registrations as of_places
from app.notifications.service.reactions import signing as of_signing
from app.notifications.service.reactions import stage as of_stage
from app.organisations import facts as organisation
from app.pitches import facts as pitch
from app.roadshow import facts as roadshow
from app.roadshow.service import reactions as order

Reaction = Callable[[Session, Any], None]
REACTIONS: dict[type[Fact], tuple[Reaction, ...]] = {
    # accounts
    account.EmailVerificationAsked: (of_accounts.send_verification,),
    account.SignUpRepeated: (of_accounts.tell_sign_up_repeated,),
    account.PasswordResetAsked: (of_accounts.send_reset,),
    account.PasswordChanged: (of_accounts.tell_password_changed,),
    account.EmailChangeAsked: (of_accounts.send_address_change,),
    account.EmailChanged: (of_accounts.tell_address_changed,),
    account.AccountLocked: (of_accounts.tell_locked,),
    account.MembershipGranted: (of_accounts.tell_role_granted,),
    account.MembershipRevoked: (of_accounts.tell_role_revoked,),
    account.AccountClosed: (talks.end_with_person, of_accounts.leave_in_peace),
    # events
    event.EventCreated: (),  # the checklist is laid out at once, and nobody else knows of a draft
    event.EventStateChanged: (talks.end_with_event, of_events.tell_state),
    event.EventMoved: (of_events.tell_moved,),
    event.EventHandedOver: (of_events.tell_handed_over,),
    programme.ProgrammeReleased: (
        order.follow_programme,
        seats.follow_programme,
        talks.seat_displaced,
        of_events.tell_released,
    ),
    programme.SpeakerInvited: (of_events.invite_speaker,),
    programme.SpeakerAnswered: (of_events.tell_speaker_answered,),
    programme.SpeakerCancelled: (of_events.tell_speaker_cancelled,),
    programme.SessionCancelled: (of_events.tell_session_cancelled,),
    programme.ActionItemRecorded: (follow.follow_action_item,),
    place.RegistrationReceived: (of_places.tell_registered,),
    place.RegistrationDecided: (of_places.tell_decided,),
    place.RegistrationCancelled: (of_places.tell_cancelled,),  # the free place is offered in the same transaction
    place.PlaceOffered: (of_places.tell_offer,),
    place.OfferExpired: (of_places.tell_offer_expired,),
    place.RegistrationsMerged: (of_places.tell_merged,),
    # organisations
    organisation.OrganisationApplied: (of_organisations.tell_applied,),
    organisation.OrganisationVerified: (of_organisations.tell_verified,),
    organisation.OrganisationRejected: (of_organisations.tell_rejected,),
    organisation.OrganisationSuspended: (of_organisations.tell_suspended,),
    organisation.OrganisationMerged: (),  # members keep their roles, and the old address leads to the entry that stays
    # library, investors, matching
    library.EntrySubmitted: (of_partners.tell_entry_submitted,),
    library.EntryReturned: (of_partners.tell_entry_returned,),
    library.EntryStepped: (of_partners.tell_entry_published,),
    library.ExpertAsked: (of_partners.tell_expert_asked,),
    library.ExpertAnswered: (of_partners.tell_expert_answered,),
    library.ExpertReleased: (of_partners.tell_expert_released,),
    library.PocHandedIn: (of_proofs.tell_handed_in,),
    library.PocDecided: (of_proofs.tell_decided,),
    library.PocWithdrawn: (of_proofs.tell_withdrawn,),
    library.PocDeciderNamed: (of_proofs.tell_decider,),
    library.PocDue: (of_proofs.tell_due,),
    investor.InvestorApplied: (of_partners.tell_investor_applied,),
    investor.InvestorVerified: (talks.end_with_investor, of_partners.tell_investor_decided),
    investor.MandateWritten: (),  # rankings are worked out whenever somebody looks at them
    investor.InvestorJoined: (of_partners.tell_investor_named,),
    matching.InterestExpressed: (follow.follow_interest,),  # the other side may not know before both want it
    matching.InterestBecameMutual: (follow.follow_mutual_interest, of_partners.tell_mutual_interest),
    # meetings
    meeting.MeetingRequested: (lessons.learn_asked, of_meetings.tell_requested),
    meeting.MeetingRequestChanged: (of_meetings.tell_request_changed,),
    meeting.MeetingWithdrawn: (lessons.forget_asked, of_meetings.tell_withdrawn),
    meeting.MeetingAccepted: (lessons.learn_accepted, of_meetings.tell_accepted),
    meeting.MeetingDeclined: (lessons.learn_declined, of_meetings.tell_declined),
    meeting.MeetingExpired: (of_meetings.tell_expired,),
    meeting.MeetingScheduled: (lessons.learn_accepted, of_meetings.invite),
    meeting.MeetingMoved: (of_meetings.invite_again,),
    meeting.MoveAsked: (of_moving.tell_move_asked,),
    meeting.MoveDeclined: (of_moving.tell_move_declined,),
    meeting.MoveWithdrawn: (of_moving.tell_move_withdrawn,),
    meeting.MoveExpired: (of_moving.tell_move_expired,),
    meeting.MeetingCancelled: (of_meetings.withdraw_invitation,),
    meeting.MeetingMissed: (of_meetings.tell_missed,),
    meeting.OutcomeRecorded: (follow.follow_outcome, lessons.learn_outcome),
    meeting.PlanMade: (of_meetings.tell_plan_made,),
    meeting.PlanPublished: (of_meetings.announce_plan,),
    meeting.PlanShown: (of_mending.ask_for_feedback,),
    meeting.TablesSet: (of_mending.announce_tables,),
    meeting.TimetableMended: (of_mending.announce_change,),
    # pitches and the stage
    pitch.PitchStarted: (),  # a draft concerns nobody but its team
    pitch.PitchSubmitted: (of_stage.tell_submitted,),
    pitch.PitchReturned: (of_stage.tell_returned,),
    pitch.PitchStepped: (),  # moves on the organiser's desk, told to nobody
    pitch.PitchShortlisted: (of_stage.tell_decision,),
    pitch.PitchWaitlisted: (of_stage.tell_decision,),
    pitch.PitchRejected: (of_stage.tell_decision,),
    pitch.PitchConfirmed: (of_stage.tell_decision,),
    pitch.PitchScheduled: (),  # the running order tells place and time
    pitch.PitchWithdrawn: (order.leave_stage, talks.end_with_pitch, of_stage.tell_withdrawn),
    pitch.PitchMissed: (order.skip_turn, of_stage.tell_missed),
    pitch.PitchStepUndone: (of_stage.take_decision_back,),
    pitch.SlidesUploaded: (of_stage.tell_late_slides,),
    pitch.TeamMemberInvited: (of_stage.invite_member,),
    pitch.NdaAccepted: (of_stage.tell_nda_accepted,),
    pitch.AccessGranted: (of_stage.tell_access_granted,),
    pitch.AccessWithdrawn: (of_stage.tell_access_withdrawn,),
    roadshow.RunningOrderChanged: (of_stage.tell_turns,),
    roadshow.QuestionAsked: (of_stage.tell_asked_in_confidence,),
    roadshow.QuestionApproved: (),  # it appears on the wall of the session, and is answered there
    roadshow.QuestionHidden: (of_stage.tell_hidden,),
    roadshow.QuestionAnswered: (of_stage.tell_answered,),
    roadshow.QuestionLeftOpen: (follow.follow_open_question,),
    # juries
    jury.JudgeInvited: (of_juries.invite_judge,),
    jury.JudgeDeclined: (of_juries.tell_declined,),
    jury.JudgeDoubleBooked: (of_juries.tell_double_booked,),
    jury.JudgeRecused: (of_juries.tell_recused,),
    jury.SheetReturned: (of_juries.tell_returned,),
    jury.PanelOpened: (of_juries.tell_opened,),
    jury.PanelClosed: (),  # the result is for the organiser, who has just closed the panel
    jury.PanelRevealed: (),  # it stands on the stage and on the page of the event
    jury.OutcomeChanged: (of_juries.tell_outcome_changed,),
    # agreements
    agreement.NamesAsked: (of_signing.tell_names_asked,),
    agreement.NamesReset: (of_signing.tell_names_reset,),
    agreement.NamesConfirmed: (of_signing.tell_names_confirmed,),
    agreement.AgreementSigned: (follow.follow_signed_agreement, offer_registration, of_agreements.learn_signed),
    agreement.AgreementWithdrawn: (of_signing.tell_withdrawn,),
    agreement.AgreementEnded: (of_signing.tell_ended,),
    agreement.RenewalDue: (of_signing.remind_of_renewal,),
    agreement.AgreementSilent: (of_signing.alert_of_silence,),
    agreement.CertificateIssued: (ask_to_sign, of_signing.tell_certificate_issued),
    agreement.CertificateRevoked: (ask_to_sign, of_signing.tell_certificate_revoked),
    agreement.ContractRegistrationOffered: (of_signing.tell_form_offered,),
    agreement.EnquirySent: (of_signing.tell_enquiry,),
    agreement.EnquiryAnswered: (of_signing.tell_enquiry_answered,),
    agreement.FollowUpAssigned: (of_signing.tell_follow_up,),
}
