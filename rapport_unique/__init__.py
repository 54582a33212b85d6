"""The running process: HTTP, settings, clock, workers, console."""
