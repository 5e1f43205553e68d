"""The capstone: nine steps on your own data, what is kept of them, and the evidence they make."""
