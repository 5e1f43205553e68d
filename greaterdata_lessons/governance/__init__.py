"""What people take back to work: records, registers and measures they go on using."""
