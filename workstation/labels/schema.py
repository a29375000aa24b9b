"""Label schema: the questions that are asked of each row, their options and the keys that choose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.text import _

KINDS = ("single", "multiple")
DEFAULT_KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
SETTING = "label_schema"
LARGEST = 1 << 20


@dataclass(frozen=True)
class Option:
    """One answer: `value` is stored, `title` is shown, `key` chooses it."""

    value: str
    title: str
    key: str


@dataclass(frozen=True)
class Question:
    """One question: kind single takes one option, multiple takes any number."""

    name: str
    title: str
    kind: str
    options: tuple[Option, ...]
    help: str = ""

    def checked(self, answer: Any) -> Any:
        """Return the answer as it is stored (text, or sorted list of texts, None for no answer); Problem otherwise."""
        if answer is None or answer == [] or answer == "":
            return None
        known = [option.value for option in self.options]
        chosen = [answer] if isinstance(answer, str) else list(answer)
        if self.kind == "single" and len(chosen) != 1:
            raise Problem("one-answer", _("“{question}” takes one answer.", question=self.title))
        for value in chosen:
            if value not in known:
                raise Problem("no-option", _("“{value}” is no answer to “{question}”.", value=value, question=self.title),
                              where=_("Answers: {names}", names=", ".join(known)))
        return chosen[0] if self.kind == "single" else sorted(set(chosen), key=known.index)


@dataclass(frozen=True)
class LabelSchema:
    """The questions of one dataset, in order; `show` names the fields that a person reads to answer."""

    name: str
    questions: tuple[Question, ...]
    show: tuple[str, ...] = ()

    def question(self, name: str) -> Question:
        """Return a question by name; Problem when there is none."""
        for one in self.questions:
            if one.name == name:
                return one
        raise Problem("no-question", _("There is no question “{name}”.", name=name),
                      where=_("Questions: {names}", names=", ".join(q.name for q in self.questions)))

    def data(self) -> dict[str, Any]:
        """Return the schema as plain data."""
        questions = [{**asdict(q), "options": [asdict(o) for o in q.options]} for q in self.questions]
        return {"name": self.name, "show": list(self.show), "questions": questions}


def _bad(what: str, where: str = "") -> Problem:
    return Problem("bad-label-schema", what, where, _("Correct the label schema and try again."))


def from_data(data: Any) -> LabelSchema:
    """Return the schema that plain data describes; Problem for what is missing, doubled or unknown.

    {"name", "show": [field, ...], "questions": [{"name", "title", "kind": "single|multiple", "help",
    "options": [{"value", "title", "key"} or "value", ...]}]}; keys are given out where they are missing.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("questions"), Sequence) or not data["questions"]:
        raise _bad(_("A label schema needs a list of questions."))
    questions: list[Question] = []
    for one in data["questions"]:
        if not isinstance(one, Mapping) or not one.get("name"):
            raise _bad(_("Each question needs a name."))
        name = str(one["name"])
        if any(q.name == name for q in questions):
            raise _bad(_("Two questions have the same name."), name)
        kind = str(one.get("kind", "single"))
        if kind not in KINDS:
            raise _bad(_("A question is single or multiple, not “{kind}”.", kind=kind), name)
        questions.append(Question(name, str(one.get("title") or name), kind, _options(one, name), str(one.get("help", ""))))
    show = data.get("show") or ()
    return LabelSchema(str(data.get("name", "labels")), tuple(questions), tuple(str(field) for field in show))


def _options(question: Mapping[str, Any], name: str) -> tuple[Option, ...]:
    given = question.get("options")
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) < 2:
        raise _bad(_("Each question needs at least two options."), name)
    parts = [one if isinstance(one, Mapping) else {"value": one} for one in given]
    taken = {str(one["key"]).lower() for one in parts if one.get("key") not in (None, "")}
    free = [key for key in DEFAULT_KEYS if key not in taken]
    out: list[Option] = []
    for one in parts:
        if one.get("value") in (None, ""):
            raise _bad(_("Each option needs a value."), name)
        value = str(one["value"])
        key = str(one.get("key") or (free.pop(0) if free else "")).lower()
        if any(o.value == value for o in out):
            raise _bad(_("Two options have the same value."), f"{name}: {value}")
        if key and any(o.key == key for o in out):
            raise _bad(_("Two options have the same key."), f"{name}: {key}")
        if len(key) > 1:
            raise _bad(_("A key is one character."), f"{name}: {key}")
        out.append(Option(value, str(one.get("title") or value), key))
    return tuple(out)


def load(path: Path) -> LabelSchema:
    """Return the schema in a YAML or JSON file; Problem with the line when it cannot be read."""
    import yaml

    try:
        if path.stat().st_size > LARGEST:
            raise _bad(_("The file is too large for a label schema."), str(path))
        return from_data(yaml.safe_load(path.read_text("utf-8-sig")))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise _bad(_("The file is not readable as YAML or JSON."), f"{path}: {str(error)[:300]}") from error
    except OSError as error:
        raise Problem("no-file", _("There is no file {path}.", path=str(path)), str(error.strerror or "")) from error


def of(settings: Mapping[str, Any]) -> LabelSchema:
    """Return the schema of a dataset out of its settings; Problem when none was set."""
    if SETTING not in settings:
        raise Problem("no-label-schema", _("This dataset has no label schema yet."),
                      remedy=_("Set one with “label schema”, or on the Label page."))
    return from_data(settings[SETTING])
