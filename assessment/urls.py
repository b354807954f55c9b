"""All addresses; of allauth only those that this platform offers."""

from allauth.account import views as account
from django.urls import include, path

from assessment.views import health, home

# Named one by one: signing up, e-mail confirmation and sign-in by code do not exist
# here, and an address that does not exist needs no guard.
_signing_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("second-factor/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("", home, name="home"),
    path("health/", health, name="health"),
    path("account/", include(_signing_in)),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("reports.urls")),
    path("", include("surveys.urls")),
]
