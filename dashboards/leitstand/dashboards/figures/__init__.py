"""Published figures for readers: what is shown, what is protected, and how it was computed."""
