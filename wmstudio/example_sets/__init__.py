"""Prompts with the texts that should follow them: questions and answers, translations."""
