"""Is a table good enough, and for what?"""
