"""The main navigation: one table of links, shown as far as the person's permissions go."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext

from app.core.permissions import Permission, may
from app.core.web import current_actor
from app.core.words import N_

Link = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Place:
    """A link of the navigation and the permission that makes it useful; None means for everybody."""

    title: str
    endpoint: str
    icon: str
    permission: Permission | None = None


P = Permission
GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("", (
        Place(N_("Start"), "home.show_start", "home", P.ACCOUNT_OWN),
        Place(N_("Events"), "events.list_events", "calendar"),
        Place(N_("Achievements"), "library.list_achievements", "flask"),
        Place(N_("Technology needs"), "library.list_needs", "bulb"),
        Place(N_("Organisations"), "organisations.list_organisations", "building"),
        Place(N_("Platform services"), "agreements.list_services", "briefcase"),
        Place(N_("Check a certificate"), "agreements.search_certificate", "certificate"),
    )),
    (N_("Mine"), (
        Place(N_("My agenda"), "home.show_agenda", "calendar-event", P.REGISTRATION_OWN),
        Place(N_("My registrations"), "events.list_my_registrations", "id-badge", P.REGISTRATION_OWN),
        Place(N_("My pitches"), "pitches.list_my_pitches", "presentation", P.PITCH_EDIT),
        Place(N_("My juries"), "evaluation.list_my_panels", "gavel", P.REVIEW_WRITE),
        Place(N_("Proofs of concept"), "library.list_poc_projects", "flask", P.LIBRARY_EDIT),
        Place(N_("My meetings"), "meetings.list_my_meetings", "users", P.MEETING_ANSWER),
        Place(N_("My agreements"), "agreements.list_my_agreements", "signature", P.AGREEMENT_CONFIRM),
        Place(N_("Follow-ups"), "agreements.list_follow_ups", "clock", P.FOLLOW_UP_EDIT),
        Place(N_("Messages"), "notifications.list_messages", "mail", P.ACCOUNT_OWN),
    )),
    (N_("Work"), (
        Place(N_("New event"), "events.add_event", "calendar-plus", P.EVENT_CREATE),
        Place(N_("Investors"), "investors.list_investors", "building-bank", P.INVESTOR_READ),
        Place(N_("Proposals for needs"), "matching.show_queue", "target", P.MATCH_STEER),
        Place(N_("Venues"), "events.list_venues", "map-pin", P.EVENT_CREATE),
        Place(N_("Yearly statistics"), "reports.show_yearly", "chart-bar", P.STATISTICS_READ),
    )),
    (N_("Platform"), (
        Place(N_("Centres"), "organisations.list_centres", "sitemap", P.CENTRE_EDIT),
        Place(N_("People"), "accounts.list_people", "users-group", P.PLATFORM_ADMINISTER),
        Place(N_("Memberships"), "accounts.list_memberships", "key", P.MEMBERSHIP_GRANT),
        Place(N_("Quality of matching"), "matching.show_quality", "chart-bar", P.MATCH_TUNE),
        Place(N_("Audit trail"), "accounts.list_audit", "list-check", P.AUDIT_READ),
    )),
)  # fmt: skip


def navigation() -> list[tuple[str, list[Link]]]:
    """Return the groups of links that the person behind this request can use."""
    actor = current_actor()
    shown = []
    for title, places in GROUPS:
        links = [
            (gettext(p.title), url_for(p.endpoint), p.icon, request.endpoint == p.endpoint)
            for p in places
            if p.endpoint in current_app.view_functions and (p.permission is None or may(actor, p.permission))
        ]
        if links:
            shown.append((gettext(title) if title else "", links))
    return shown
