"""Complete registers of fictional towns, to read, to copy and to test with."""
