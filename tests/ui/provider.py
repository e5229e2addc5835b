"""A small OpenID Connect provider on loopback: discovery, a page that asks for consent, tokens signed with a key of its own."""

import base64
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "review", "kept between the two"


@dataclass
class Provider:
    """What it says of the user that signs in, and what it has seen. ``forged``: it signs with a key that it does not
    publish, as somebody else would."""

    claims: Mapping[str, Any]
    forged: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}, private=True))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}, private=True))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)
    url: str = ""

    def discovery(self) -> dict[str, Any]:
        """What ``/.well-known/openid-configuration`` says."""
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys", "end_session_endpoint": "end"}
        return {
            "issuer": self.url,
            **{name: f"{self.url}/{path}" for name, path in paths.items()},
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def consent(self, asked: dict[str, str]) -> str:
        """The page that leads back with a code, good for one exchange."""
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        back = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
        return f'<!doctype html><title>Provider</title><a href="{back.replace("&", "&amp;")}">Consent</a>'

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        """The answer to a code from the client that knows the secret."""
        asked = self.codes.pop(form["code"])
        expected = base64.b64encode(f"{CLIENT}:{quote(SECRET)}".encode()).decode()
        assert authorization in (f"Basic {expected}", f"Basic {base64.b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}")
        assert form["redirect_uri"] == asked["redirect_uri"]
        moment = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": asked["nonce"], **self.claims}
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, said, self.other if self.forged else self.key)
        return {"access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        provider, (path, query) = self.server.provider, urlsplit(self.path)[2:4]
        asked = dict(parse_qsl(query))
        match path:
            case "/.well-known/openid-configuration":
                self._json(provider.discovery())
            case "/keys":
                self._json({"keys": [provider.key.as_dict(private=False)]})
            case "/authorize":
                self._send(200, "text/html; charset=utf-8", provider.consent(asked).encode())
            case "/end":
                provider.ended.append(asked["client_id"])
                self._send(302, "text/plain", b"", {"Location": asked["post_logout_redirect_uri"]})
            case _:
                self._send(404, "text/plain", b"")

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self._json(self.server.provider.token(form, self.headers["Authorization"]))

    def _json(self, said: Mapping[str, Any]) -> None:
        self._send(200, "application/json", json.dumps(said).encode())

    def _send(self, status: int, kind: str, body: bytes, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


class _Server(ThreadingHTTPServer):
    provider: Provider


@contextmanager
def provided(claims: Mapping[str, Any]) -> Iterator[Provider]:
    """A provider that answers while the context lasts."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.provider = Provider(claims, url=f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.provider
        server.shutdown()
        thread.join()
