"""What is asked, answered, scored and decided: one response at a time."""
