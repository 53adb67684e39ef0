"""Answers to text, JSON, CSV and Markdown; pure: nothing is read and nothing is written here."""
