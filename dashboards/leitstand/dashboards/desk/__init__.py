"""The worklist of an office: list, file, steps, live. One shape, used by every office with cases."""
