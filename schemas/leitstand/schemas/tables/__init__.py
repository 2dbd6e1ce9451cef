"""Tables: numbered migrations, forwards and backwards, and who may read or write what."""
