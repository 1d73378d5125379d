"""Plans: what should change where and why; applying them safely; taking a run back."""
