"""Run the host's page; the hub does this."""

from greaterdata_lessons.hub.server.room.app import main

main()
