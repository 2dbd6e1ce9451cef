"""Pages of the Schulungskoordination."""
