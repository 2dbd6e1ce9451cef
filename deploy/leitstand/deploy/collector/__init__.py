"""The collector as a process: composition and server."""
