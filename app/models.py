"""Every table, in one import: for migrations, tests and the application itself."""

import app.accounts.models
import app.agreements.models.agreement
import app.agreements.models.follow_up
import app.agreements.models.papers
import app.agreements.models.services
import app.core.numbers
import app.core.outbox
import app.core.queue
import app.core.schedules
import app.documents.models
import app.evaluation.models
import app.events.models.event
import app.events.models.programme
import app.events.models.registration
import app.events.models.venue
import app.investors.models
import app.library.models
import app.matching.models
import app.meetings.models
import app.notifications.models
import app.organisations.models
import app.pitches.models
import app.roadshow.models  # noqa: F401 -- the imports are the point
