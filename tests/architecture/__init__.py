"""Tests that guard the house: where things live, who may do what, and what never happens."""
