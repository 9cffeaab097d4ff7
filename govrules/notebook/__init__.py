"""What answers, outcomes, rulebooks and findings show of themselves in a notebook, and as data frames."""
