"""Settings of the test centre's site; everything that differs between installations comes from the environment."""

import hashlib
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

CENTRE_DATA = Path(
    env.str("CENTRE_DATA", default="") or Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))) / "centre"
).resolve()
CENTRE_DATA.mkdir(parents=True, exist_ok=True, mode=0o700)  # whose data folder is whose: never the room's
CENTRE_PORT = env.int("CENTRE_PORT", default=8100)
PACKAGE_DIR = CENTRE_DATA / "packages"
DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """Made once and kept beside the data: nobody has to think of one."""
    kept = CENTRE_DATA / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


SECRET_KEY = env.str("CENTRE_SECRET_KEY", default="") or _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

INSTALLED_APPS = [
    "centre.site.CentreAdminConfig",
    "django.contrib.auth",
    "journal",
    "centre",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "ninja",  # so that its page of the API comes from here, not from elsewhere
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "centre.middleware.CentreTime",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "centre.middleware.LocaleFromCookie",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "centre.middleware.InitialPasswordGuard",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "centre.middleware.RefusedAnswer",
    "axes.middleware.AxesMiddleware",
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_TEMPLATE = "centre/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "journal.address.client_address"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "centre.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "centre.passwords.NotACode"},
    {"NAME": "centre.passwords.NotTheOldOne"},
]

ROOT_URLCONF = "centre.urls"
ASGI_APPLICATION = "centre.asgi.application"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "board"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "centre" / "templates", BASE_DIR / "templates" / "shared"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "centre.frame.frame",
            ],
        },
    }
]

# --- database: one SQLite file, or PostgreSQL
CENTRE_DATABASE_URL = env.str("CENTRE_DATABASE_URL", default="")
if CENTRE_DATABASE_URL:
    DATABASES = {"default": env.db_url_config(CENTRE_DATABASE_URL)}
    if "postgresql" not in DATABASES["default"]["ENGINE"]:
        raise ImproperlyConfigured("CENTRE_DATABASE_URL: only postgres:// is accepted; leave it empty for SQLite.")
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": CENTRE_DATA / "centre.sqlite3",
            "CONN_MAX_AGE": 0,  # under ASGI each request has a thread of its own
            "TEST": {"NAME": None},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000",
            },
        }
    }
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time: Chinese unless the person chose otherwise
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = CENTRE_DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- browser side: cookies by program (cookies ignore ports), nothing from elsewhere
OF_THIS_CENTRE = hashlib.sha256(str(CENTRE_DATA).encode()).hexdigest()[:8]  # cookies do not tell ports apart
SESSION_COOKIE_NAME = f"jiankao_centre_session_{OF_THIS_CENTRE}"
CSRF_COOKIE_NAME = f"jiankao_centre_csrf_{OF_THIS_CENTRE}"
LANGUAGE_COOKIE_NAME = "jiankao_centre_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "django.request": {"level": "ERROR"}
    },  # what rooms were refused is told to them, and journaled where it matters
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
