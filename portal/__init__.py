"""Baton: intake forms and handoff portal.

The floors, top to bottom; a file imports only what stands below it:

    app      wires everything together (the only file that knows every room)
    web      speaks to one audience over HTTP     | cli      speaks to the operator
    services do: one verb family a file           | reports  read: rows as dataclasses
    mail     composes and sends
    models   remember: one noun a file
    rules    decide: values in, values out; no framework, no clock

Only web and cli commit. This file imports nothing, so that ``import portal.rules`` stays free of Flask and SQLAlchemy.
"""
