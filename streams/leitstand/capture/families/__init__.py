"""How the APIs of language models are read: one family of requests, answers and streams = one file."""
