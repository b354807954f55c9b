"""Gives a person an account and an office: how the first official comes in."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from surveys import appointing, enrolling
from surveys.models import OfficeRole, Region, User


class Command(BaseCommand):
    help = "Appoint a person to an office; a new person is asked for a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who, as what and where."""
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="", help="needed for a new person")
        parser.add_argument("--role", required=True, choices=OfficeRole.values)
        parser.add_argument("--region", default="", help="code; empty for the city")

    @transaction.atomic
    def handle(
        self, *, email: str, name: str, role: str, region: str, **_: Any
    ) -> None:
        """Add the person where needed and appoint them from today on."""
        place = self._region(role, region)
        user = User.objects.by_identifier(email) or self._person(email, name)
        at = timezone.now()
        since = enrolling.day_of(at)
        try:
            appointing.appoint(user, role, region=place, since=since, by=None, at=at)
        except enrolling.Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.name} is {OfficeRole(role).label} from today on.")

    def _region(self, role: str, code: str) -> Region | None:
        place = Region.objects.filter(code=code).first() if code else None
        if code and place is None:
            raise CommandError(f"There is no region {code}; see load_reference.")
        if role == OfficeRole.DISTRICT_REVIEWER and place is None:
            raise CommandError("A district reviewer needs --region.")
        if role != OfficeRole.DISTRICT_REVIEWER and place is not None:
            raise CommandError("Only a district reviewer has a --region.")
        return place

    def _person(self, email: str, name: str) -> User:
        if not name:
            raise CommandError(f"Nobody has the address {email}: give --name as well.")
        password = getpass(f"Password for {email}: ")
        try:
            validate_password(password, User(name=name, email=email))
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        return enrolling.add_person(
            name, email=email, password=password, by=None, at=timezone.now()
        )
