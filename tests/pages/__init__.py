"""Tests of the pages: how people sign in, and every screen of the manual."""
