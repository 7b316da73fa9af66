"""Promises that the portal keeps, and proof that it keeps them."""
