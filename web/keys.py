"""What the secret keys are for: signing cookies, form tokens and links, and sealing second factors.

The newest key signs and seals; older ones that the settings still name verify and open, so that a key can be replaced
while people are signed in. Signatures are HMAC-SHA256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask
from itsdangerous import Signer, URLSafeTimedSerializer

from web.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """The keys for Flask's session cookie, the form tokens and our own links; call it before those who sign."""
    # The form tokens' and the account library's serializers take no digest: they follow this default.
    Signer.default_digest_method = staticmethod(hashlib.sha256)
    oldest_first = [*reversed(settings.older_keys), settings.secret_key]  # itsdangerous signs with the last
    app.config.update(SECRET_KEY=settings.secret_key, SECRET_KEY_FALLBACKS=oldest_first[:-1],
                      WTF_CSRF_SECRET_KEY=oldest_first)


def serializer(app: Flask, salt: str) -> URLSafeTimedSerializer:
    """Signs and reads what travels under one purpose; the salt names it, so that a link serves for no other."""
    return URLSafeTimedSerializer(app.config["WTF_CSRF_SECRET_KEY"], salt=salt)


def vault(settings: Settings) -> MultiFernet:
    """Encrypts with authentication (AES-128-CBC, HMAC-SHA256) under the newest key and opens what any key sealed."""
    return MultiFernet([_fernet(key) for key in (settings.secret_key, *settings.older_keys)])


def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hwaksan second factors").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def unauthenticated(settings: Settings) -> dict[str, str]:
    """The key, under its tag, of second factors stored before they were sealed: derived from the oldest secret key."""
    oldest = (settings.secret_key, *settings.older_keys)[-1]
    return {"1": hmac.new(oldest.encode(), b"second factor", hashlib.sha256).hexdigest()}
