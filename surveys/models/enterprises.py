"""Enterprises and the units (workshops, factories) that are assessed."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc as credit_code

from surveys.models.constraints import not_negative, one_of
from surveys.models.places import (
    ChainRole,
    Cluster,
    FunctionalZone,
    Industry,
    ProcessType,
    Region,
    SizeBand,
    SmeTier,
)

# Authority and class, the six digits of the office, organisation code, check character.
# The standard lets letters stand in the first two places, python-stdnum does not.
CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def checked_credit_code(text: str, *, accept_checksum: bool = False) -> str:
    """The unified social credit code in its compact form (GB 32100-2015).

    Some early real codes fail the check character: an official may accept those
    (`accept_checksum`); a code of another shape is always refused.
    """
    code = str(credit_code.compact(text))
    if not CREDIT_CODE.fullmatch(code):
        message = _(
            "A unified social credit code has 18 digits and capital letters"
            " (without I, O, S, V and Z), like 91500000MA5U4XYW0L."
        )
        raise ValidationError(message, code="format")
    fits = credit_code.calc_check_digit(code) == code[-1]
    if not fits and not accept_checksum:
        message = _(
            "The 18-character credit code is not valid: its last character does not"
            " fit the others. Check it against the business licence."
        )
        raise ValidationError(message, code="checksum")
    return code


def size_of(employees: int, revenue: Decimal, bands: list[SizeBand]) -> SizeBand:
    """The size band: both lower limits are needed, else one band down.

    `revenue` is in 10,000 CNY a year; `bands` run from the largest to the smallest
    (工信部联企业〔2011〕300号).
    """
    for band in bands:
        if employees >= band.employees_min and revenue >= band.revenue_min:
            return band
    return bands[-1]


class Enterprise(models.Model):
    """A manufacturer, known by its unified social credit code."""

    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    uscc_reason = models.CharField(max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="enterprises")
    zone = models.ForeignKey(FunctionalZone, models.PROTECT, null=True, blank=True)
    primary_cluster = models.ForeignKey(
        Cluster, models.PROTECT, related_name="enterprises"
    )
    secondary_clusters = models.ManyToManyField(Cluster, blank=True, related_name="+")
    industry = models.ForeignKey(Industry, models.PROTECT, related_name="+")
    process_type = models.CharField(max_length=10, choices=ProcessType)
    employees = models.PositiveIntegerField(_("employees"))
    revenue = models.DecimalField(
        _("revenue (10,000 CNY a year)"), max_digits=14, decimal_places=2
    )
    size = models.ForeignKey(SizeBand, models.PROTECT, related_name="+")
    sme_tier = models.ForeignKey(SmeTier, models.PROTECT, null=True, blank=True)
    chain_role = models.ForeignKey(ChainRole, models.PROTECT, null=True, blank=True)
    whole_machines = models.BooleanField(_("makes whole machines"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = (
            one_of("process_type", ProcessType),
            not_negative("revenue"),
            models.CheckConstraint(
                condition=models.Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="%(app_label)s_%(class)s_uscc_shape",
            ),
        )

    def __str__(self) -> str:
        return self.name


class UnitKind(models.TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    FACTORY = "factory", _("Factory")
    ENTERPRISE = "enterprise", _("Enterprise")


class Unit(models.Model):
    """What a response is about: a workshop, a factory, or the whole enterprise."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="units")
    kind = models.CharField(_("kind"), max_length=10, choices=UnitKind)
    name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = (
            one_of("kind", UnitKind),
            models.UniqueConstraint(
                fields=("enterprise", "kind", "name"),
                name="%(app_label)s_%(class)s_once_per_enterprise",
            ),
        )

    def __str__(self) -> str:
        return self.name
