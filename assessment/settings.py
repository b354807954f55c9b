"""Every setting, from the environment; runs from a bare checkout without any.

DENGTA_ENV=production switches the safeguards on and the conveniences off. The variables
are listed in docs/settings.md; each is read here and nowhere else.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from assessment import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("DENGTA_VAR") or BASE_DIR / "var")
NODE_MODULES = BASE_DIR / "node_modules"

# -- Which of the two worlds ----------------------------------------------------------

ENV = env.text("DENGTA_ENV", "checkout")
if ENV not in {"checkout", "production"}:
    raise ImproperlyConfigured("DENGTA_ENV must be checkout or production.")
PRODUCTION = ENV == "production"
DEBUG = env.flag("DENGTA_DEBUG", default=not PRODUCTION)

CHECKOUT_KEY = "a key that everybody can read; good for a checkout and nothing else"
SECRET_KEY = env.secret("DENGTA_SECRET_KEY") or CHECKOUT_KEY
SECRET_KEY_FALLBACKS = env.words("DENGTA_OLD_SECRET_KEYS")
# The audit trail is sealed with the first; what the former ones sealed still holds.
AUDIT_KEY = env.secret("DENGTA_AUDIT_KEY")
_OLD_AUDIT_KEYS = env.words("DENGTA_OLD_AUDIT_KEYS")
_IN_USE = [AUDIT_KEY] if AUDIT_KEY else [SECRET_KEY, *SECRET_KEY_FALLBACKS]
AUDIT_KEYS = [*_IN_USE, *_OLD_AUDIT_KEYS]
ALLOWED_HOSTS = env.words("DENGTA_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("DENGTA_TRUSTED_ORIGINS")

SHORTEST_KEY = 50  # characters, as Django's own check asks
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("Production does not start with DENGTA_DEBUG.")
if PRODUCTION and (SECRET_KEY == CHECKOUT_KEY or len(SECRET_KEY) < SHORTEST_KEY):
    raise ImproperlyConfigured(
        f"Production needs a DENGTA_SECRET_KEY of {SHORTEST_KEY} or more characters."
    )
if AUDIT_KEY and len(AUDIT_KEY) < SHORTEST_KEY:
    raise ImproperlyConfigured(
        f"DENGTA_AUDIT_KEY must have {SHORTEST_KEY} or more characters."
    )
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Production needs DENGTA_ALLOWED_HOSTS.")

# -- What the platform consists of -----------------------------------------------------

INSTALLED_APPS = [
    # Ours first: its templates stand in front of those of the packages.
    "assessment",
    "reports",
    "surveys",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "assessment.middleware.Arrival",
    "assessment.middleware.RequireSecondFactor",
    # Last, as axes asks: it turns a refused sign-in into the answer "too many".
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assessment.context.navigation",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = not DEBUG

ROOT_URLCONF = "assessment.urls"
WSGI_APPLICATION = "assessment.wsgi.application"
AUTH_USER_MODEL = "surveys.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Where things are kept -------------------------------------------------------------

VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": env.database(env.secret("DATABASE_URL"), VAR_DIR / "db.sqlite3")
}

# Evidence and workbooks lie outside everything a web server serves; a view hands them
# out to whoever may read them.
PRIVATE_ROOT = Path(env.text("DENGTA_PRIVATE_ROOT") or VAR_DIR / "private")
# A line a day that tells where the audit trail stood; keep it away from the database.
AUDIT_ANCHORS = Path(env.text("DENGTA_AUDIT_ANCHORS") or VAR_DIR / "anchors.log")
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "assessment.assets.PackageFinder",
]
_PLAIN_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
_HASHED_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT},
    },
    "staticfiles": {"BACKEND": _HASHED_STATIC if PRODUCTION else _PLAIN_STATIC},
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION

# Shared by all processes of one machine; several web machines need CACHE_URL. It holds
# rate counters and used one-time codes: a store of each process alone is not enough.
_CACHE_URL = env.secret("CACHE_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _CACHE_URL,
    }
    if _CACHE_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }
}

# -- Languages and time ----------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("DENGTA_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

# -- Signing in ------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    # First: it refuses before any password is read.
    "axes.backends.AxesStandaloneBackend",
    "assessment.signing_in.IdentifierBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email", "phone")},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "assessment.signing_in.Adapter"
# One field for all identifiers: the backend knows what may stand in it.
ACCOUNT_FORMS = {"login": "assessment.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
# Nobody signs up, but allauth compares it with the methods.
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = str  # their name; usernames are made up
ACCOUNT_SESSION_REMEMBER = False  # offices share computers: closing the browser ends it
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds; then the password is asked again
# Axes alone counts passwords: with both, the right one is refused from another address.
# The codes of the second factor are allauth's to count (the adapter sees to that).
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": "5/15m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Dengta"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "assessment.proxies.client_address"
AXES_USERNAME_CALLABLE = "assessment.signing_in.counted_as"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# How many proxies of our own stand in front; a header of a client is never believed.
PROXIES = env.number("DENGTA_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- What browsers are told ------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the icons inside Bootstrap's stylesheet
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],  # a proof beside its claim; nothing else lets itself
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = env.number("DENGTA_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION

SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds; nobody stays signed in over night
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
_HOST_ONLY = "__Host-" if PRODUCTION else ""  # browsers refuse it from a sister domain
SESSION_COOKIE_NAME = f"{_HOST_ONLY}dengta-session"
CSRF_COOKIE_NAME = f"{_HOST_ONLY}dengta-csrf"
LANGUAGE_COOKIE_NAME = "dengta-language"

# -- Uploads ---------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 50  # forms that take several say how many they take
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
EVIDENCE_MAX_FILES = env.number("DENGTA_EVIDENCE_MAX_FILES", 10, least=1)  # a question
EVIDENCE_MAX_BYTES = env.number("DENGTA_EVIDENCE_MAX_BYTES", 20 * 1024 * 1024, least=1)
# All files of one response together.
EVIDENCE_MAX_TOTAL = env.number("DENGTA_EVIDENCE_MAX_TOTAL", 200 * 1024 * 1024, least=1)
# The virus scanner: "host:port" or the path of its socket. Without one none is asked.
CLAMD = env.text("DENGTA_CLAMD")

# -- Jobs ------------------------------------------------------------------------------

# The database knows every job; the broker only wakes a worker up. Without REDIS_URL the
# supervisor (`manage.py work`) starts an embedded Valkey.
REDIS_URL = env.secret("REDIS_URL")
JOB_LEASE = env.seconds("DENGTA_JOB_LEASE", 30)  # then another worker may take it over
JOB_SWEEP_EVERY = env.seconds("DENGTA_SWEEP_EVERY", 5)
JOB_WAKE_AFTER = env.seconds("DENGTA_WAKE_AFTER", 5)  # a queued job is published again
JOB_RETRY_AFTER = env.seconds("DENGTA_RETRY_AFTER", 5)  # doubles with every attempt
JOB_ATTEMPTS = 5
WORKER_CHECK_EVERY = env.seconds("DENGTA_WORKER_CHECK_EVERY", 30)  # does it answer?
WORKER_PROCESSES = env.number("DENGTA_WORKER_PROCESSES", 2, least=1)

# No CELERY_BROKER_URL: the application asks `assessment.broker` at every connection.
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
# Soft below hard: a task can tidy up. Hard below visibility timeout: no second copy.
CELERY_TASK_SOFT_TIME_LIMIT = 540  # seconds
CELERY_TASK_TIME_LIMIT = 600  # seconds
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30  # seconds
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 30  # seconds to start in; a busy machine needs them
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    # The timeout alone redelivers after some 95 s, whatever its value.
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "health_check_interval": 25,
}
CELERY_TIMEZONE = TIME_ZONE

# -- What may be shown -----------------------------------------------------------------

# A cell over fewer enterprises shows no statistic. With two, each could work out the
# other; three is the least any rule of statistical disclosure accepts.
SMALL_CELL = env.number("DENGTA_SMALL_CELL", 5, least=3)
QUARTILES_FROM = 8  # enterprises; below it a quartile is nearly somebody's own figure
EXTREMES_FROM = 10  # enterprises; minimum and maximum always are somebody's own figure
NINETIETH_FROM = 20  # enterprises; below it the 90th percentile is the second or first

# -- Messages to people and to operators -----------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if env.text("DENGTA_EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("DENGTA_EMAIL_HOST")
EMAIL_PORT = env.number("DENGTA_EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("DENGTA_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.secret("DENGTA_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("DENGTA_EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10  # seconds
SITE_URL = env.site("DENGTA_SITE_URL")  # links in mails; without it they have none
INVITATION_DAYS = env.number("DENGTA_INVITATION_DAYS", 14, least=1)  # a link works
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DENGTA_EMAIL_FROM", "dengta@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {
        "handlers": ["console"],
        "level": env.text("DENGTA_LOG_LEVEL", "INFO").upper(),
    },
    "loggers": {
        # Its own handler would print every request twice.
        "django.server": {"level": "INFO"},
    },
}
