"""The command `diarium`: thin commands over the library, and the only place that prints."""
