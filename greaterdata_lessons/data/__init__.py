"""Data: real places, made-up people."""
