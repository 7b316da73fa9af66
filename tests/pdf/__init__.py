"""Tests of drawing PDF records."""
