"""Registers of who is who and who owns whom."""
