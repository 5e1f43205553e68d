"""What needs the second environment (make oldest): ACRO beside our own rules, and Spark."""
