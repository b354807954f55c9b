"""A text in both languages of the platform, as editions carry it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One text for people: Chinese and English, both always present."""

    zh: str
    en: str

    def get(self, language: str) -> str:
        """The text in a language code such as "zh-hans" or "en"; Chinese otherwise."""
        return self.en if language.startswith("en") else self.zh


NO_TEXT = Text("", "")  # stands in for one that could not be read
