"""What runs inside the hub: sign-in, spawner, host's page. Needs requirements-hub.lock."""
