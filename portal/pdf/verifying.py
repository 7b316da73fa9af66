"""Says whether a PDF is as it was when it was sealed, and with which key. Loaded in the attachment worker alone."""

import io
from hashlib import sha256

from asn1crypto.cms import ContentInfo, SignedData
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel


class NotSealedError(ValueError):
    """The file has no seal of the kind that we make, or was changed after it was sealed."""


def examine(data: bytes) -> tuple[dict[str, str | int | None], list[bytes]]:
    """Return the ``fingerprint`` of the key that sealed this file, byte for byte as it is.

    That key may be anybody's. Raises NotSealedError, and whatever else a parser raises for bytes that are damaged.
    """
    signatures = PdfFileReader(io.BytesIO(data)).embedded_signatures
    if len(signatures) != 1:
        raise NotSealedError("there is not exactly one seal")
    (signature,) = signatures
    certificate = signature.signer_cert
    signature.compute_integrity_info()
    is_whole = validate_sig_integrity(signature.signer_info, certificate, "data", signature.compute_digest())
    demands = {
        "the digest and the signature hold": is_whole == (True, True),
        "the seal covers the whole file": signature.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "nothing was changed": signature.diff_result is not None
        and signature.diff_result.modification_level == ModificationLevel.NONE,
        "no change is allowed": signature.docmdp_level == MDPPerm.NO_CHANGES,
        "only a seal as we make it stands in its gap": _gap_is_filled(data, signature),
    }
    if missed := [demand for demand, is_met in demands.items() if not is_met]:
        raise NotSealedError("; ".join(missed))
    return {"fingerprint": sha256(certificate.dump()).hexdigest()}, []


def _gap_is_filled(data: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Return whether what no digest covers is the seal as we write it in hex digits, then zeros, and nothing else.

    Much of a seal is not signed itself: other digits, names, certificates and bytes behind it would change the file and
    leave the signature valid. So the seal is made again from what is signed, and compared. Who turns the second number
    of an ECDSA signature into its negative makes another file that is whole; the list of issued files tells it apart.
    """
    start, length, again, rest = (int(number) for number in signature.byte_range)
    gap, seal = data[start + length : again], _seal_of(signature).hex().upper().encode()
    return start == 0 and again + rest == len(data) and gap == b"<" + seal.ljust(len(gap) - 2, b"0") + b">"


def _seal_of(signature: EmbeddedPdfSignature) -> bytes:
    """Return the seal that holds this certificate, these signed attributes, this signature and nothing else (RFC 5652)."""
    certificate, signed, sha256_ = signature.signer_cert, signature.signer_info, {"algorithm": "sha256"}
    signer = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}},
        "digest_algorithm": sha256_,
        "signed_attrs": signed["signed_attrs"],
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": signed["signature"].native,
    }
    content = {
        "version": "v1",
        "digest_algorithms": [sha256_],
        "encap_content_info": {"content_type": "data"},
        "certificates": [certificate],
        "signer_infos": [signer],
    }
    return bytes(ContentInfo({"content_type": "signed_data", "content": SignedData(content)}).dump())
