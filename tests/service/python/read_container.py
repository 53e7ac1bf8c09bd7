"""Reads a container by Azure's own SDK, from the address alone: in pages of two, and each
blob in pieces of 100 bytes. Prints what it got, and the codes of what was refused, as JSON."""

import json
import os
import sys

from azure.core.exceptions import HttpResponseError
from azure.storage.blob import ContainerClient

ADDRESS, EXPIRED = sys.argv[1:]
SETTINGS = {
    "connection_verify": os.environ.get("NH_CA_FILE") or True,
    "max_single_get_size": 100,
    "max_chunk_get_size": 100,
    "retry_total": 0,
}


def refusal(call):
    try:
        call()
    except HttpResponseError as error:
        # A code that the SDK knows is an enum.
        return [error.status_code, getattr(error.error_code, "value", error.error_code)]
    raise SystemExit("it was not refused")


container = ContainerClient.from_container_url(ADDRESS, **SETTINGS)
pages, blobs = [], {}
for page in container.list_blobs(results_per_page=2).by_page():
    pages.append([])
    for blob in page:
        pages[-1].append(blob.name)
        download = container.get_blob_client(blob.name).download_blob()
        # Its properties, the list's, and what was read agree.
        assert download.properties.size == blob.size, blob
        assert download.properties.etag.strip('"') == blob.etag, blob
        assert download.properties.last_modified == blob.last_modified, blob
        blobs[blob.name] = download.readall().decode()
        assert len(blobs[blob.name].encode()) == blob.size, blob

# A list that was left goes on where it was.
first = container.list_blobs(results_per_page=2).by_page()
next(first)
rest = container.list_blobs(results_per_page=100).by_page(first.continuation_token)
going_on = [blob.name for page in rest for blob in page]

name = pages[0][0]
own = container.get_blob_client(name)
expired = ContainerClient.from_container_url(EXPIRED, **SETTINGS)
changed = ContainerClient.from_container_url(ADDRESS.replace("sp=rl", "sp=rwl"), **SETTINGS)
print(
    json.dumps(
        {
            "pages": pages,
            "going_on": going_on,
            "starts_with": [blob.name for blob in container.list_blobs(name_starts_with=name)],
            "blobs": blobs,
            "exists": [own.exists(), container.get_blob_client("none").exists()],
            "refused": {
                "none": refusal(container.get_blob_client("none").download_blob),
                "behind": refusal(lambda: own.download_blob(offset=1 << 20, length=10)),
                "write": refusal(lambda: own.upload_blob(b"x", overwrite=True)),
                "expired": refusal(lambda: list(expired.list_blobs())),
                "changed": refusal(lambda: list(changed.list_blobs())),
            },
        }
    )
)
