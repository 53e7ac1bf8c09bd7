"""Archives that are the same bytes for the same files: sorted, with one time and with
modes that do not depend on who makes them."""

import gzip
import io
import tarfile
import time
import zipfile


def zip_of(files, seconds):
    """A zip of name to bytes."""
    # Zip's own time begins in 1980.
    moment = time.gmtime(max(seconds, 315532800))[:6]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (0o100000 | mode(name, files[name])) << 16
            archive.writestr(entry, files[name])
    return data.getvalue()


def tar_gz_of(files, seconds):
    """A compressed tar of name to bytes, or to the text that a link leads to."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.mtime = seconds
            if isinstance(files[name], str):
                entry.type = tarfile.SYMTYPE
                entry.linkname = files[name]
                entry.mode = 0o777
                archive.addfile(entry)
            else:
                entry.size = len(files[name])
                entry.mode = mode(name, files[name])
                archive.addfile(entry, io.BytesIO(files[name]))
    return gzip.compress(data.getvalue(), 9, mtime=0)


def mode(name, content):
    """Programs and scripts are to be run; a shared object need not be."""
    is_program = content[:2] == b"#!" or (content[:4] == b"\x7fELF" and ".so" not in name)
    return 0o755 if is_program else 0o644
