"""One file of settings, read from the environment and typed. `.env.example` names every variable."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from setterdesk import embedded
from setterdesk.logs import LOGGING as LOGGING

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- What kind of place this is -----------------------------------------------------------------
DEMO: bool = env.bool("SETTERDESK_DEMO", default=False)
DEMO_PASSWORD: str = env.str("DEMO_PASSWORD", default="demo-setterdesk")
DEBUG: bool = env.bool("DEBUG", default=False)
PRODUCTION: bool = env.bool("SETTERDESK_PRODUCTION", default=False)
SECRET_KEY: str = env.str("SECRET_KEY", default="") or embedded.secret_key()
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL: str = env.str("BASE_URL", default="http://127.0.0.1:8000")
TRUSTED_PROXIES: int = int(env.str("TRUSTED_PROXIES", default="") or PRODUCTION)

if PRODUCTION:
    if not env.str("SECRET_KEY", default=""):
        raise ImproperlyConfigured("SECRET_KEY is missing: set a long random value before going into production.")
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off in production.")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts in production, not '*'.")
    if DEMO:
        raise ImproperlyConfigured("SETTERDESK_DEMO must be off in production: its password is public.")

# How the desk dials: "tel" hands the number to the computer's own telephone, "simulator" plays calls.
DIALER: str = env.str("SETTERDESK_DIALER", default="") or ("simulator" if DEMO else "tel")

# --- The apps, lowest last ----------------------------------------------------------------------
INSTALLED_APPS = [
    "setterdesk",
    "reports",
    "calls",
    "appointments",
    "leads",
    "office",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "pghistory",
    "pgtrigger",
    "template_partials",
    "setterdesk.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "office.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "office.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "office.firstrun.FirstRunMiddleware",
    "office.access.DoorMiddleware",
    "office.refusals.RefusedMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "setterdesk.urls"
WSGI_APPLICATION = "setterdesk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "office.context.face",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "parts/_table.html"

# --- The database -------------------------------------------------------------------------------
# The owner of the tables migrates; the app steps down to DATABASE_ROLE, for which the row policies hold.
DATABASE_ROLE: str = env.str("DATABASE_ROLE", default="setterdesk_app")
DATABASE_OWNER_URL: str = env.str("DATABASE_OWNER_URL", default="")
DATABASES = {
    "default": {
        **env.db_url_config(env.str("DATABASE_URL", default="") or embedded.database_url()),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
# Not where each request has a connection of its own, nor behind a pooler.
PREPARE_STATEMENTS: bool = DATABASES["default"]["CONN_MAX_AGE"] > 0 and env.bool("PREPARE_STATEMENTS", default=True)
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
_role = {"assume_role": DATABASE_ROLE} if DATABASE_ROLE else {}
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "connect_timeout": 5, **_role}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_DEFAULT_TRACKERS: tuple[object, ...] = ()
PGHISTORY_APPEND_ONLY = True

# --- Work in the background: the rows are the truth, Celery is the clock and the muscle -----------
REDIS_URL: str = env.str("REDIS_URL", default="") or embedded.redis_url()
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "unacked_restore_limit": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "health_check_interval": 10,
    "max_retries": 0,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(embedded.data_dir() / "celerybeat-schedule")

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "office.User"
AUTHENTICATION_BACKENDS = ["office.doors.DemoAwareBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "office.doors.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "office:home", "account_login"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("el", _("Greek"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Files, mail, logs --------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
UPLOAD_MAX_BYTES: int = env.int("UPLOAD_MAX_BYTES", default=250 * 1024 * 1024)
WATCHED_FOLDER: str = env.str("WATCHED_FOLDER", default="")
EMAIL_URL: str = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(embedded.data_dir() / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="SetterDesk <setterdesk@localhost>")
SMS: str = env.str("SETTERDESK_SMS", default="")  # office/sms.py
# Mail that comes in: a provider's webhooks, read by django-anymail (docs/nurture.md). Without a provider: no door.
ANYMAIL_PROVIDER: str = env.str("ANYMAIL_PROVIDER", default="")
ANYMAIL_WEBHOOK_SECRET: str = env.str("ANYMAIL_WEBHOOK_SECRET", default="")
ANYMAIL: dict[str, str] = env.dict("ANYMAIL_OPTIONS", default={})
INBOUND_ADDRESS: str = env.str("INBOUND_ADDRESS", default="")
INBOUND_CLIENT: str = env.str("INBOUND_CLIENT", default="")
if ANYMAIL_PROVIDER and (len(ANYMAIL_WEBHOOK_SECRET) < 20 or ":" not in ANYMAIL_WEBHOOK_SECRET):
    raise ImproperlyConfigured("ANYMAIL_WEBHOOK_SECRET must be user:password, at least 20 characters, with a provider.")
# Addresses that people name and this server calls, such as their calendars (office/outside.py)
OUTSIDE_HTTP: bool = env.bool("OUTSIDE_HTTP", default=False)
OUTSIDE_NETWORKS: list[str] = env.list("OUTSIDE_NETWORKS", default=[])

# --- Headers ------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "setterdesk.stale.stale"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

SILENCED_SYSTEM_CHECKS = ["models.W042"]
