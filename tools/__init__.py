"""The small programs that build and check the course."""
