"""The views that anybody may see, signed in or not; adding one is a decision that a reviewer sees here."""

PUBLIC_VIEWS: tuple[str, ...] = (
    # The way in: whoever is not signed in has to get there, and a link from a mail is its own key.
    "accounts.ask_reset",
    "accounts.reset_password",
    "accounts.show_sent",
    "accounts.sign_in",
    "accounts.sign_up",
    "accounts.stop_email_change",
    "accounts.switch_language",
    "accounts.verify_email",
    # Certificates are checked by people who have only the paper.
    "agreements.check_file",
    "agreements.list_services",
    "agreements.search_certificate",
    "agreements.show_service",
    "agreements.verify_certificate",
    # Probes of the installation; the numbers ask for a token where one is set.
    "core.healthz",
    "core.metrics",
    "core.readyz",
    # Events that are open, as far as their visibility goes; tickets and invitations are found by their secret code.
    "events.accept_ticket",
    "events.answer_invitation",
    "events.cancel_ticket",
    "events.download_agenda_book",
    "events.draw_ticket",
    "events.list_events",
    "events.register",
    "events.show_changes",
    "events.show_changes_feed",
    "events.show_event",
    "events.show_schedule_ics",
    "events.show_schedule_json",
    "events.show_schedule_xml",
    "events.show_session",
    "events.show_session_ics",
    "events.show_ticket",
    # What a jury found, once its organiser revealed it.
    "evaluation.show_results",
    # The front page and the list of what happens.
    "home.list_activities",
    "home.start",
    # The public fields of what was published in the library.
    "library.list_achievements",
    "library.list_needs",
    "library.list_poc_projects",
    "library.show_achievement",
    "library.show_need",
    # Calendars fetch without signing in; the address is a secret that its owner can revoke.
    "notifications.show_feed",
    # Who takes part: verified institutions and centres, with their public fields.
    "organisations.list_centres",
    "organisations.list_organisations",
    "organisations.list_poc_centres",
    "organisations.show_centre",
    "organisations.show_organisation",
    # Calls for pitches, and of a pitch the fields that its team made public.
    "pitches.show_call",
    "pitches.show_pitch",
    # The booklet of an event with the public fields of its pitches.
    "reports.download_booklet",
    "reports.show_booklet",
    # The stage of a released session: what everybody in the room sees, for phones of people without an account.
    "roadshow.draw_stage_code",
    "roadshow.list_releases",
    "roadshow.open_recording",
    "roadshow.show_lots",
    "roadshow.show_recording",
    "roadshow.show_release",
    "roadshow.show_stage",
    "roadshow.show_state",
    "roadshow.stream_state",
)
