"""A shared hub for a room of learners: settings, cards, lessons, and what is left behind.

What imports JupyterHub is in the folder server and runs in the hub's own environment; the rest
is plain Python, so that the command line and the tests can use it anywhere.
"""
