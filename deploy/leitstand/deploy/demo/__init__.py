"""The fictional town: its register, its prompts, its replaying provider, its run."""
