"""A small time-stamp authority (RFC 3161): that of openssl, with a certificate of its own."""

import asyncio
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import httpx2

_POLICY = """[tsa]
default_tsa = small
[small]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""
_NEW = (
    *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
    *("-keyout", "key.pem", "-out", "authority.pem", "-days", "3650"),
    *("-addext", "extendedKeyUsage=critical,timeStamping"),
)


@cache
def authority(name: str = "Small authority") -> Path:
    """The folder of an authority with that name; `authority.pem` is its certificate."""
    folder = Path(mkdtemp(prefix="authority-"))
    subprocess.run([*_NEW, "-subj", f"/CN={name}"], cwd=folder, check=True, capture_output=True)
    (folder / "policy.cnf").write_text(_POLICY)
    (folder / "serial").write_text("01")
    return folder


def certificate(name: str = "Small authority") -> str:
    return (authority(name) / "authority.pem").read_text()


def answer_to(request: bytes, name: str = "Small authority") -> bytes:
    """What the authority answers."""
    folder = authority(name)
    (folder / "request.tsq").write_bytes(request)
    command = "openssl ts -reply -config policy.cnf -queryfile request.tsq -out answer.tsr"
    signer = ["-signer", "authority.pem", "-inkey", "key.pem"]
    subprocess.run([*command.split(), *signer], cwd=folder, check=True, capture_output=True)
    return (folder / "answer.tsr").read_bytes()


async def _reply(request: httpx2.Request) -> httpx2.Response:
    answer = await asyncio.to_thread(answer_to, await request.aread())
    return httpx2.Response(200, content=answer)


def client() -> httpx2.AsyncClient:
    """A client that reaches the authority, at whatever address."""
    return httpx2.AsyncClient(transport=httpx2.MockTransport(_reply))
