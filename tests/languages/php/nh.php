<?php
// What the PHP test programs share: the library through FFI, one line a check,
// and the local hub from the environment.
//
// NH_CDEF is notification_hubs.cdef.h, NH_LIB the shared object; the rest is
// the local hub's.
declare(strict_types=1);

$passed = 0;
$failed = 0;

function check(bool $ok, string $name, string $why = ''): void
{
    global $passed, $failed;
    if ($ok) {
        $passed++;
        echo "ok $name\n";
    } else {
        $failed++;
        echo "not ok $name: $why\n";
    }
}

function environment(string $name): string
{
    $value = getenv($name);
    if ($value === false) {
        fwrite(STDERR, "$name is not set\n");
        exit(2);
    }
    return $value;
}

$nh = FFI::cdef(file_get_contents(environment('NH_CDEF')), environment('NH_LIB'));

/** The thread's last error, in words. */
function last_error(FFI $nh): string
{
    return $nh->nh_error_message($nh->nh_last_error());
}

/** The local hub, with these options, which are freed. */
function local_hub(FFI $nh, FFI\CData $options): FFI\CData
{
    $ca_file = environment('NH_CA_FILE');
    if ($ca_file !== '') {
        check($nh->nh_options_set_ca_file($options, $ca_file) === $nh->NH_STATUS_OK, 'CA file',
            last_error($nh));
    }
    $hub = $nh->nh_hub_new(environment('NH_CONNECTION_STRING'), environment('NH_HUB'), $options);
    $nh->nh_options_free($options);
    check($hub !== null, 'hub', last_error($nh));
    return $hub;
}

/** The last line, and the program's exit status. */
function checks_done(): never
{
    global $passed, $failed;
    echo "$passed passed, $failed failed\n";
    exit($failed === 0 && $passed > 0 ? 0 : 1);
}
