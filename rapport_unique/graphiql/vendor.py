"""Re-creates, or checks, the files of GraphiQL that this project serves itself.

Testers work in closed networks, so nothing on the page may come from elsewhere. The files are
copied unchanged out of the published packages; the manifest shows that they still are.
Needs the `npm` command, configured for whichever registry may be reached.
"""

import argparse
import hashlib
import json
import re
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapport_unique.graphiql.licences import licences, run_npm

ASSETS = Path(__file__).parent / "assets"
MANIFEST = "MANIFEST.sha256"


@dataclass(frozen=True, kw_only=True)
class Vendored:
    """One package, and the files copied from it: path in the package to path in the assets."""

    package: str
    files: Mapping[str, str]


VENDORED = (
    Vendored(
        package="react@18.3.1",
        files={
            "umd/react.production.min.js": "react-18.3.1/react.production.min.js",
            "LICENSE": "react-18.3.1/LICENSE",
        },
    ),
    Vendored(
        package="react-dom@18.3.1",
        files={
            "umd/react-dom.production.min.js": "react-dom-18.3.1/react-dom.production.min.js",
            "LICENSE": "react-dom-18.3.1/LICENSE",
        },
    ),
    Vendored(
        package="graphiql@4.1.2",
        files={
            "graphiql.min.js": "graphiql-4.1.2/graphiql.min.js",
            "graphiql.min.css": "graphiql-4.1.2/graphiql.min.css",
            "LICENSE": "graphiql-4.1.2/LICENSE",
        },
    ),
    Vendored(
        package="@graphiql/plugin-explorer@4.0.6",
        files={
            "dist/index.umd.js": "plugin-explorer-4.0.6/explorer.umd.js",
            "dist/style.css": "plugin-explorer-4.0.6/explorer.css",
        },
    ),
    # The plugin is GraphiQL's own (its licence lies in that folder) and contains this package.
    Vendored(
        package="graphiql-explorer@0.9.0",
        files={"LICENSE": "plugin-explorer-4.0.6/LICENSE.graphiql-explorer"},
    ),
)
SOURCE_MAP = ("graphiql@4.1.2", "graphiql.min.js.map")
BUNDLED = "graphiql-4.1.2/BUNDLED.txt"
LICENCES = "graphiql-4.1.2/LICENCES.txt"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the asset files and their manifest, or compare them; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="rapport_unique.graphiql.vendor", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    if not parser.parse_args(arguments).check:
        vendor(ASSETS)
    found = differences(ASSETS)
    sys.stdout.writelines(f"{line}\n" for line in found or ["The files match the manifest."])
    return 1 if found else 0


def vendor(assets: Path) -> None:
    """Replace everything in `assets` by fresh copies from the packages."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "assets"
        for vendored in VENDORED:
            with tarfile.open(_packed(vendored.package, Path(folder))) as tarball:
                _copy(tarball, vendored.files, fresh)
        with tarfile.open(_packed(SOURCE_MAP[0], Path(folder))) as tarball:
            bundled = _bundled(_content(tarball, SOURCE_MAP[1]))
        (fresh / BUNDLED).write_text("".join(f"{name}\n" for name in bundled), "utf-8")
        roots = [vendored.package for vendored in VENDORED[:3]]
        (fresh / LICENCES).write_text(licences(bundled, roots, Path(folder)), "utf-8")
        (fresh / MANIFEST).write_text(_manifest(fresh), "utf-8")
        shutil.rmtree(assets, ignore_errors=True)
        shutil.copytree(fresh, assets)


def differences(assets: Path) -> list[str]:
    """Compare the files with the manifest: one sentence for each that differs."""
    expected = _lines((assets / MANIFEST).read_text("utf-8"))
    present = _lines(_manifest(assets))
    return [
        *(f"{path} is missing." for path in sorted(expected.keys() - present.keys())),
        *(f"{path} is not in the manifest." for path in sorted(present.keys() - expected.keys())),
        *(
            f"{path} is not the file that was vendored."
            for path in sorted(expected.keys() & present.keys())
            if expected[path] != present[path]
        ),
    ]


def _packed(package: str, folder: Path) -> Path:
    packed = run_npm("pack", package, "--pack-destination", str(folder))
    return folder / packed.strip().splitlines()[-1]


def _copy(tarball: tarfile.TarFile, files: Mapping[str, str], assets: Path) -> None:
    for source, target in files.items():
        (assets / target).parent.mkdir(parents=True, exist_ok=True)
        (assets / target).write_bytes(_content(tarball, source))


def _content(tarball: tarfile.TarFile, path: str) -> bytes:
    member = tarball.extractfile(f"package/{path}")
    assert member is not None, f"{path} is a file in the published package"
    return member.read()


def _bundled(source_map: bytes) -> list[str]:
    """List the packages inside GraphiQL's bundle, as its source map names them."""
    sources: list[str] = json.loads(source_map)["sources"]
    names = {
        match.rsplit("node_modules/", 1)[-1]
        for source in sources
        for match in re.findall(r".*node_modules/(?:@[^/]+/)?[^/]+", source)
    }
    return sorted(names)


def _manifest(assets: Path) -> str:
    """List every file in the form that `sha256sum --check` reads."""
    paths = sorted(p for p in assets.rglob("*") if p.is_file() and p.name != MANIFEST)
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(assets).as_posix()}\n"
        for path in paths
    )


def _lines(manifest: str) -> dict[str, str]:
    """Read a manifest: path to digest."""
    rows = (line.split("  ", 1) for line in manifest.splitlines())
    return {path: digest for digest, path in rows}


if __name__ == "__main__":
    sys.exit(main())
