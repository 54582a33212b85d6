"""The licence texts of the packages inside GraphiQL's bundle, out of the published packages.

The bundle names no versions: the texts are those of the versions that its ranges give today.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

RULE = "=" * 80
TEXT_OF_ANOTHER = {
    "react-compiler-runtime": "react",
    "react-remove-scroll-bar": "react-remove-scroll",
    "toggle-selection": "copy-to-clipboard",
}
"""Packages that are published without a text: under the same licence and by the same authors as the
package whose text stands for them."""
_NAMED = ("license", "licence", "copying")


def licences(names: Sequence[str], roots: Sequence[str], folder: Path) -> str:
    """Return name, version, licence and text of each package; `roots` are installed for them.

    Raises:
        LookupError: one of them has no text.
    """
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder))
    run_npm("install", *roots, *options)
    if missing := [name for name in names if not _installed(folder, name).is_dir()]:
        run_npm("install", *missing, "--force", *options)
    return "\n".join(_told(name, folder) for name in names)


def _told(name: str, folder: Path) -> str:
    package = json.loads((_installed(folder, name) / "package.json").read_text("utf-8"))
    heading = f"{name} {package['version']}, {package['license']}"
    return f"{RULE}\n{heading}\n{RULE}\n\n{_text(folder, TEXT_OF_ANOTHER.get(name, name))}\n"


def _text(folder: Path, name: str) -> str:
    files = sorted(_installed(folder, name).iterdir())
    texts = [file.read_text("utf-8") for file in files if file.name.lower().startswith(_NAMED)]
    if not texts:
        raise LookupError(f"{name} is published without the text of its licence")
    return "\n\n".join(text.replace("\r\n", "\n").strip() for text in texts)


def _installed(folder: Path, name: str) -> Path:
    return folder / "node_modules" / name


def run_npm(*arguments: str) -> str:
    """Return what the npm command prints; end the program where there is no such command."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("The npm command is needed to fetch the packages: install Node.js first.")
    done = subprocess.run(  # noqa: S603 - the names are literals, or those of a published package
        [npm, *arguments, "--silent"], check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout
