"""Tests of who asks, and what that allows."""
