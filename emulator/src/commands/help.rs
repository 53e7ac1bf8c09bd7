//! What `--help` says.

pub const HELP: &str = r#"nh-emulator: a local Azure Notification Hub

USAGE
  nh-emulator start --env-file FILE [options]   runs the hub in the background
  nh-emulator stop --env-file FILE
  nh-emulator [options]                         runs the hub in the foreground
  nh-emulator exec [options] -- COMMAND         runs it beside a hub that ends with it
  nh-emulator deliveries --env-file FILE [--wait COUNT] [--timeout SECONDS] [--json]
  nh-emulator devices --env-file FILE [--json]
  nh-emulator explain --env-file FILE [ID] [--device ID] [--json]
  nh-emulator export --env-file FILE
  nh-emulator reset --env-file FILE [--all]

When the hub is ready it prints how to reach it, quoted for a shell, and then serves until it gets
SIGTERM, SIGINT, SIGHUP or SIGQUIT:
  NH_CONNECTION_STRING         with all rights, for the (first) hub
  NH_HUB                       its name
  NH_CA_FILE                   the authority that signed its certificate; empty with --plain
  NH_URL                       where it listens
  NH_LISTEN_CONNECTION_STRING  with the right to manage devices only

OPTIONS OF THE HUB
  --listen ADDRESS:PORT   where to listen; port 0 takes a free one     [default: 127.0.0.1:0]
  --hub NAME              a hub; may be given several times            [default: demo]
  --plain                 http without TLS
  --allow-host NAME       a name or address of this machine, as a container's or a service's, by
                          which /_emulator may be asked, and which the certificate has; may be
                          given several times. Others than it, loopback and the address of
                          --listen are refused there
  --strict                refuse what the documentation forbids, also where the service is known or
                          thought to let it pass: members of a description out of their order or
                          unknown, blanks beside tags, more than 60 tags, headers in templates of
                          other platforms than WNS and MPNS, no api-version, a deletion without
                          If-Match, keys that are not 32 bytes of base64
  --tier TIER             free, basic or standard: what this tier does not have is refused with 403
                                                                       [default: standard]
  --env-file FILE         write the lines above here too, readable by you only, and after them
                          NH_SECONDARY_CONNECTION_STRING (the other key of the same policy) and
                          NH_ROOT_CONNECTION_STRING (the namespace's policy, good for every hub).
                          A file that no hub wrote is never replaced
  --demo                  nine devices, one of each push service, in the (first) hub
  --devices FILE.json     an array of installations, put into the (first) hub
  --import FILE.json      what export printed: devices, scheduled notifications and rules, and
                          hubs for them where there are none
  --state-dir DIR         keep keys, certificate authority, hubs, devices, scheduled
                          notifications, jobs and blobs here, so that they are the same after a
                          restart. What was acknowledged is there again even after kill -9.
                          Without this option all are new on each start, and the CA file is removed
                          at the end. Deliveries and requests are never kept
  --request-log FILE      append each request here as a line of JSON before its client can notice
                          anything: all of them, also when the hub was killed. A hub that
                          cannot write it ends. The file gets mode 0600: payloads are in it
  --feedback-storage URL  write feedback into this container of Azure's storage, or Azurite's, and not
                          into the hub's own; feedbackcontainer answers with this address. Its
                          signature has to allow to add, create, read and list (acrl). Who can
                          list processes sees options: the variable NH_FEEDBACK_STORAGE
                          is another way to say it
  --idle-timeout SECONDS  close connections that send no request for so long, or are so slow to
                          send the head of one                         [default: 120]
  --body-timeout SECONDS  answer 408 when a body takes longer          [default: 30]
  --version, --help

start                     runs the hub in the background. It returns when the hub is ready, or says why
                          it is not and exits with 1. What the hub has to say later goes to the end
                          of FILE.log
stop                      ends the hub that wrote the file, and waits until it has ended
exec                      runs COMMAND with the lines above in its environment, ends the hub when it
                          ends, and exits with its status; with 125 if the hub fails, which
                          ends COMMAND too. Prints nothing of its own on standard output. SIGTERM,
                          SIGHUP, SIGINT and SIGQUIT are passed on
deliveries                prints what devices got, as a table
  --wait COUNT            waits until there are so many deliveries; exit status 1 if there are not
  --timeout SECONDS       how long to wait                             [default: 10]
  --json                  everything, as JSON
devices                   prints which devices there are, as a table
  --json                  everything, as JSON
explain                   says what became of a send: who got it, who did not, and why. ID is the
                          TrackingId of an answer or the id of a notification; without it the last
  --device ID             tells of this installation or registration alone
  --json                  everything, as JSON
export                    prints devices, scheduled notifications, rules, tier and clock, for --import.
                          Handles and payloads are in it, and no keys
reset                     forgets deliveries and requests, and with --all devices, scheduled
                          notifications, telemetry, jobs, and the rules of pns and faults too

LOOKING INSIDE (these need no key, so listen on loopback)
  GET  /_emulator/health        200 from a hub that answers
  GET  /_emulator/devices       the devices of all hubs, or with ?hub=NAME of one
  GET  /_emulator/explain       what became of the last send, or with ?request=TRACKINGID or
                                ?notification=ID of that one; device=KEY and result=WORD choose
                                whom it tells about
  GET, POST /_emulator/scenario what export prints, and --import takes
  GET  /_emulator/deliveries    what each device got: the last 100,000, or 256 MB
                                ?follow: as they happen, as server-sent events
  GET  /_emulator/requests      what arrived, signatures masked: the last 10,000, or 64 MB
  POST /_emulator/reset[?all]
  GET, PUT, DELETE /_emulator/blobs/CONTAINER/NAME, GET /_emulator/blobs/CONTAINER
                                the storage that jobs import from and export to
  GET, POST /_emulator/clock    {"advance_ms": 1000}, {"set": "2030-01-01T00:00:00Z"} (both with
                                "frozen": true or false if you like), {"real": true}
  GET, POST /_emulator/tier     {"tier": "basic"}; quotas of your own: {"tier": "free", "devices": 3,
                                "pushes": 5}
  GET, POST, DELETE /_emulator/pns     what push services refuse: [{"handle": "A*", "outcome":
                                "ExpiredChannel"}]
  GET, POST, DELETE /_emulator/faults  which requests go wrong, and how: [{"method": "POST",
                                "path": "/*/messages", "times": 1, "kind": "reset"}]; the README
                                has all of it
The answer header x-emulator-dropped counts what was forgotten for lack of room.
"#;
