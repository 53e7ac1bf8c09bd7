#!/bin/sh
# Azurite, Microsoft's emulator of Azure's storage: a read that begins exactly at the end of a blob
# is answered with 206 and nothing, where one that begins a byte further on is answered with 416.
# And an address whose signature has expired is refused as AuthorizationFailure.
#
# Seen with azurite 3.35.0 and @azure/storage-blob 12.29.1 (Node 20):
#
#   bytes=9-: 206, 1 byte, range bytes 9-9/10
#   bytes=10-: 206, 0 bytes, range bytes 10-9/10
#   bytes=11-: 416
#   an address that has expired: 403 AuthorizationFailure
#
# "bytes 10-9/10" is no range by RFC 9110 (14.4), whose last place may not be before the first. A
# program that reads what grows, and asks "from where I was", must take nothing with 206 for the end
# as well as 416. Azure's own list of codes has AuthenticationFailed for a signature that is no good:
# a program that looks for that word alone does not see it in a test on Azurite.
#
# Needs Node and npm. Ends with 1 if Azurite behaves otherwise now.
set -eu

here=$(mktemp -d)
trap 'kill $azurite 2>/dev/null || :; rm -rf "$here"' EXIT
azurite=
cd "$here"
npm install --silent --no-audit --no-fund azurite@3.35.0 @azure/storage-blob@12.29.1 >/dev/null
node node_modules/azurite/dist/src/blob/main.js --blobPort 0 --inMemoryPersistence \
  --skipApiVersionCheck --disableTelemetry --silent >said &
azurite=$!
until grep -q 'successfully listens on' said; do sleep 0.1; done

cat > ask.mjs <<'JS'
import { BlobServiceClient, ContainerSASPermissions, StorageSharedKeyCredential,
  generateBlobSASQueryParameters } from '@azure/storage-blob';

// The account that everybody has, from Azurite's manual.
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const credential = new StorageSharedKeyCredential(account, key);
const service = new BlobServiceClient(`${process.argv[2]}/${account}`, credential);
const container = service.getContainerClient('things');
await container.create();
await container.getBlockBlobClient('ten').upload('0123456789', 10);

const address = until => `${container.url}/ten?${generateBlobSASQueryParameters({
  containerName: 'things', permissions: ContainerSASPermissions.parse('r'), expiresOn: until,
}, credential)}`;
const hour = 3_600_000;
const good = address(new Date(Date.now() + hour));
for (const from of [9, 10, 11]) {
  const answer = await fetch(good, { headers: { Range: `bytes=${from}-` } });
  const length = (await answer.arrayBuffer()).byteLength;
  const bytes = `${length} byte${length === 1 ? '' : 's'}`;
  const rest = answer.status === 206 ? `, ${bytes}, range ${answer.headers.get('content-range')}` : '';
  console.log(`bytes=${from}-: ${answer.status}${rest}`);
}
const over = await fetch(address(new Date(Date.now() - hour)));
console.log(`an address that has expired: ${over.status} ${over.headers.get('x-ms-error-code')}`);
JS
url=$(sed -n 's/.*successfully listens on //p' said)
node ask.mjs "$url" | tee output
cat > expected <<'TEXT'
bytes=9-: 206, 1 byte, range bytes 9-9/10
bytes=10-: 206, 0 bytes, range bytes 10-9/10
bytes=11-: 416
an address that has expired: 403 AuthorizationFailure
TEXT
if cmp -s output expected; then
  echo "as described"
else
  echo "Azurite behaves otherwise now" >&2
  exit 1
fi
