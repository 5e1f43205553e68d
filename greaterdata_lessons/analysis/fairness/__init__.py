"""Who is harmed? Errors of a decision or a tool, by group, in people."""
