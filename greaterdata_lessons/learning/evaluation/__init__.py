"""Did the course work, for whom, and what should change? Measured without knowing who is who."""
