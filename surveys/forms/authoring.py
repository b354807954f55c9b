"""Forms of authors: a label, a workbook, what to compare with, facts to try."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from surveys.explaining.needs import CHOICES, NAMES
from surveys.explaining.words import worded
from surveys.models import Edition, Questionnaire
from surveys.scoring import FACTS, Scheme
from surveys.scoring.conditions import Condition, Test
from surveys.scoring.facts import Fact, fact_named
from surveys.sheets.editions import EDITION_LIMITS

LABEL_LENGTH = 40
COUNTED = ("titles", "levels")  # facts that are named "titles.<stage>"
YES_OR_NO = (("", "–"), ("yes", _("yes")), ("no", _("no")))


class LabelForm(forms.Form):
    """The label of a new edition."""

    label = forms.CharField(
        label=_("Label of the new edition"),
        max_length=LABEL_LENGTH,
        help_text=_("Such as 2027. Letters, digits, “_”, “-” and “.”, without blanks."),
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9][A-Za-z0-9_.\-]*\Z",
                _(
                    "Use letters, digits, “_”, “-” and “.” only, beginning with a"
                    " letter or digit, such as 2027."
                ),
            )
        ],
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition

    def clean_label(self) -> str:
        """One edition of a label in a questionnaire."""
        label: str = self.cleaned_data["label"]
        if self.edition.questionnaire.editions.filter(label=label).exists():
            raise forms.ValidationError(
                _("There is an edition “%(label)s” already. Choose another label."),
                params={"label": label},
            )
        return label


class WorkbookForm(forms.Form):
    """A workbook of an edition, filled in."""

    questionnaire = forms.ModelChoiceField(
        Questionnaire.objects.all(),
        label=_("Questionnaire"),
        required=False,
        to_field_name="code",
        empty_label=_("As the workbook says"),
        help_text=_(
            "Choose one to be told where a workbook is of another. A workbook with a"
            " new code begins a new questionnaire."
        ),
    )
    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("Excel (.xlsx), at most %(size)s MB")
        % {"size": EDITION_LIMITS.packed // 1_000_000},
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Choose a workbook."),
            "empty": _("The file is empty. Choose another."),
        },
    )


class ByLabel(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One edition of a questionnaire, by its label."""

    def label_from_instance(self, obj: Any) -> str:
        """The label, which is unique in a questionnaire."""
        return str(obj.label)


class CompareForm(forms.Form):
    """Which edition of the same questionnaire to compare with."""

    to = ByLabel(
        Edition.objects.none(),
        label=_("Compare with"),
        to_field_name="label",
        empty_label=None,
        required=False,
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        others = edition.questionnaire.editions.exclude(pk=edition.pk)
        field.queryset = others.defer("document")


# --- facts to try a preview with


class FactsForm(forms.Form):
    """What the platform would know of the enterprise that answers: one field for each
    fact that the edition looks at, and for each that an official records."""

    def __init__(self, scheme: Scheme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, fact in facts_used(scheme).items():
            self.fields[f"fact.{name}"] = _fact_field(name, fact)
        for external in scheme.externals.values():
            options = [(o.code, worded(o.title)) for o in external.options]
            self.fields[f"external.{external.code}"] = forms.ChoiceField(
                label=worded(external.title),
                choices=[("", _("not recorded")), *options],
                required=False,
            )

    def facts(self) -> dict[str, Any]:
        """What was chosen, as the engine takes it; facts left empty are unknown."""
        found: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if value in ("", None, []):
                continue
            kind, _dot, fact = name.partition(".")
            group, _dot, member = fact.partition(".")
            if kind == "external":
                found[name] = value
            elif group in COUNTED and member:
                found.setdefault(group, {})[member] = value
            else:
                found[fact] = value == "yes" if value in ("yes", "no") else value
        return found


def facts_used(scheme: Scheme) -> dict[str, Fact]:
    """The facts that a condition or an indicator of the edition looks at, by name."""
    names = dict.fromkeys(test.code for test in _tests(scheme) if test.source == "fact")
    trees = (scheme.root, *scheme.indices)
    nodes = (node for tree in trees for node in tree.walk())
    names |= dict.fromkeys(node.lookup.fact for node in nodes if node.lookup)
    known = ((name, fact_named(name)) for name in names)
    return {name: fact for name, fact in known if fact is not None}


def _tests(scheme: Scheme) -> Iterator[Test]:
    relevant = (q.relevant for q in scheme.questions.values() if q.relevant)
    checks = (check.test for check in scheme.checks)
    needs = (level.needs for level in scheme.levels)
    conditions: Iterable[Condition] = (*relevant, *checks, *needs)
    for condition in conditions:
        yield from condition.tests()


def _fact_field(name: str, fact: Fact) -> forms.Field:
    label = worded(fact.title)
    if name not in FACTS:
        label = f"{label} ({name.partition('.')[2]})"
    choices = _fact_choices(name)
    if fact.form == "number":
        return forms.IntegerField(label=label, min_value=0, required=False)
    if fact.form == "flag":
        return forms.ChoiceField(label=label, choices=YES_OR_NO, required=False)
    if fact.form == "list":
        return forms.MultipleChoiceField(label=label, choices=choices, required=False)
    return forms.ChoiceField(label=label, choices=[("", "–"), *choices], required=False)


def _fact_choices(name: str) -> list[tuple[str, str]]:
    if name in CHOICES:
        return [(str(value), str(label)) for value, label in CHOICES[name].choices]
    rows: Mapping[str, Any] = NAMES
    if name not in rows:
        return []
    return [(row.code, row.name) for row in rows[name]._default_manager.all()]  # noqa: SLF001 -- public API
