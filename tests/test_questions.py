"""The questions of docs/questions.md are executed: every console block is run beside the bundled graphs, its output compared.

`python -m tests.test_questions` rewrites the outputs; a reader of the change then sees what the program says differently.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from tests.test_readme import CONSOLE, ROOT, executed

QUESTIONS = ROOT / "docs" / "questions.md"


def rewritten(text: str) -> str:
    """Return the page as it should stand."""
    with tempfile.TemporaryDirectory() as name:
        for sample in (ROOT / "sample_graphs").glob("*.yaml"):
            shutil.copy(sample, name)
        return CONSOLE.sub(lambda match: f"```console\n{executed(match[1], Path(name))}```", text)


def test_every_question_is_answered_as_the_page_says():
    text = QUESTIONS.read_text(encoding="utf-8")
    assert rewritten(text) == text


def test_every_question_has_a_command_and_none_fails():
    text = QUESTIONS.read_text(encoding="utf-8")
    assert len(re.findall(r"^\*\*", text, re.MULTILINE)) == text.count("```console")
    assert "graphx: " not in text
    assert "warning: " not in text


if __name__ == "__main__":
    QUESTIONS.write_text(rewritten(QUESTIONS.read_text(encoding="utf-8")), encoding="utf-8")
