"""Seals finished PDFs, and makes the key for it: the one door to pyHanko's signing, loaded on first use."""

import io
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FIELD = "Seal"
_YEARS = 25
_LONGEST_NAME = 64  # characters of a name in a certificate (RFC 5280, appendix A)
# Hex digits for the seal, which takes about 1,800: where it is not said, pyHanko seals twice to find out.
_RESERVED = 4096
_UNUSED_USAGES = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
                  "encipher_only", "decipher_only")  # fmt: skip


@dataclass(frozen=True)
class SealKey:
    """A private key (PKCS #8) and the certificate that it signed itself, both in DER."""

    private: bytes
    certificate: bytes

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, as 64 hex digits."""
        return sha256(self.certificate).hexdigest()

    def to_pem(self) -> bytes:
        """Return key and certificate as the text of one file."""
        key = serialization.load_der_private_key(self.private, None).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return key + x509.load_der_x509_certificate(self.certificate).public_bytes(serialization.Encoding.PEM)

    @classmethod
    def from_pem(cls, text: bytes) -> "SealKey":
        """Return key and certificate of a file. Raises ValueError unless they are whole and belong together."""
        key, certificate = serialization.load_pem_private_key(text, None), x509.load_pem_x509_certificate(text)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise ValueError("the key is not the one of the certificate")
        return cls(_private(key), certificate.public_bytes(serialization.Encoding.DER))


def new_key(name: str, *, at: datetime) -> SealKey:
    """Make a key (ECDSA on P-256) and a certificate that names whoever seals, good for 25 years from ``at``."""
    key = ec.generate_private_key(ec.SECP256R1())
    words = {NameOID.ORGANIZATION_NAME: name[:_LONGEST_NAME], NameOID.COMMON_NAME: "Seal of records"}
    subject = x509.Name([x509.NameAttribute(oid, word) for oid, word in words.items()])
    usage = dict.fromkeys(_UNUSED_USAGES, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at.replace(year=at.year + _YEARS, day=min(at.day, 28)))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    return SealKey(_private(key), certificate.public_bytes(serialization.Encoding.DER))


def seal(pdf: bytes, key: SealKey) -> bytes:
    """Return a PDF with a seal that certifies it against every change (PAdES-B-B, DocMDP 1).

    Raises whatever pyHanko raises for bytes that are no PDF, or that are sealed already.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    what = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    to, writer = io.BytesIO(), IncrementalPdfFileWriter(io.BytesIO(pdf))
    # What pyHanko makes of the metadata when it notes the day of the change, PDF/A does not know.
    writer._update_meta = lambda: None  # type: ignore[method-assign]
    PdfSigner(what, _signer(key), new_field_spec=_field()).sign_pdf(writer, bytes_reserved=_RESERVED, output=to)
    return to.getvalue()


def _field() -> Any:
    """Return a field without a picture. It lies outside of the page, since nobody could read it out (PDF/UA-1, 7.18)."""
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec

    return SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True), readable_field_name=FIELD)


def _signer(key: SealKey) -> Any:
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    others = SimpleCertificateStore()  # none
    return SimpleSigner(Certificate.load(key.certificate), PrivateKeyInfo.load(key.private), others)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
