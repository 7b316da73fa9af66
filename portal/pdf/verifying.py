"""Says whether a PDF is as it was when it was sealed, and with which key. Loaded in the attachment worker alone."""

import io
from hashlib import sha256

from asn1crypto.cms import ContentInfo
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
        "it is signed with ECDSA and SHA-256": signature.signer_info["signature_algorithm"]["algorithm"].native
        == "sha256_ecdsa",
        "only the seal stands in its gap": _gap_is_filled(data, signature),
        "the seal carries nothing unsigned": _is_bare(signature),
    }
    if missed := [demand for demand, is_met in demands.items() if not is_met]:
        raise NotSealedError("; ".join(missed))
    return {"fingerprint": sha256(certificate.dump()).hexdigest()}, []


def _gap_is_filled(data: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Return whether what no digest covers is the seal in hex digits, then zeros, and nothing else.

    Bytes behind the seal, or digits written otherwise, would change the file and leave the signature valid.
    """
    start, length, again, rest = (int(number) for number in signature.byte_range)
    gap, seal = data[start + length : again], ContentInfo.load(signature.pkcs7_content).dump()
    written = b"<" + seal.hex().encode() + b"0" * (len(gap) - 2 - 2 * len(seal)) + b">"
    return start == 0 and again + rest == len(data) and gap.lower() == written and gap in (written, written.upper())


def _is_bare(signature: EmbeddedPdfSignature) -> bool:
    """Return whether the seal holds one certificate, and nothing that could be added without its key."""
    signed = signature.signed_data
    return (
        len(signed["certificates"]) == 1
        and not signed["crls"].native
        and not signature.signer_info["unsigned_attrs"].native
    )
