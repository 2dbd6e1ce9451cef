"""From sealed interactions to rows: assess worker (Faust), sink, dead letters, accounting."""
