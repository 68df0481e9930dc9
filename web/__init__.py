"""The web application: who asks and what they see."""

from __future__ import annotations

from flask import Flask

from web.settings import Settings
from web.state import State


def create_app(settings: Settings | None = None, state: State | None = None) -> Flask:
    """The application, put together in the order in which a request meets its parts."""
    from web import (
        access,
        account_pages,
        accounts,
        api,
        assignments,
        clock,
        coaching,
        coaching_facts,
        coaching_offerings,
        coaching_requests,
        comparisons,
        decisions,
        delivery,
        display,
        errors,
        examples,
        formats,
        invitations,
        keys,
        language,
        measures,
        municipalities,
        notices,
        office,
        office_catalogue,
        office_proposals,
        operations,
        organisation_pages,
        pages,
        places,
        plans,
        programmes,
        reading,
        recommendations,
        saved_plans,
        searches,
        security,
        security_log,
        slow_queries,
        solutions,
        visits,
        words,
    )
    from web.exports import filling
    from web.pictures import korea

    settings = settings or Settings.from_environment()
    app = Flask(__name__)
    measures.init_app(app, settings)
    (state or State(settings)).init_app(app)
    slow_queries.init_app(app, settings)
    delivery.init_app(app)
    language.init_app(app)
    display.init_app(app)
    keys.init_app(app, settings)
    security.init_app(app, settings)
    clock.init_app(app)
    accounts.init_app(app, settings)
    access.init_app(app)
    security_log.init_app(app)
    notices.init_app(app)
    examples.init_app(app)
    formats.init_app(app)
    places.init_app(app)
    app.jinja_env.globals.update(words=words, status_words=solutions.status_words,
                                 status_colour=solutions.status_colour, korea=korea.outline)
    visits.init_app(app)
    for room in (recommendations, reading, solutions, comparisons, municipalities, programmes, assignments, plans,
                 filling, saved_plans, decisions, searches, pages, account_pages, invitations, notices, office,
                 examples, coaching, coaching_facts, coaching_offerings, coaching_requests, office_catalogue,
                 office_proposals, operations, organisation_pages):
        app.register_blueprint(room.blueprint)
    api.init_app(app)
    errors.init_app(app)
    return app
