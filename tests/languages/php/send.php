<?php
// Sends from PHP through FFI: php -d ffi.enable=1 send.php
//
// NH_CDEF is notification_hubs.cdef.h, NH_LIB the shared object; the rest is
// the local hub's.
declare(strict_types=1);

require __DIR__ . '/nh.php';

check($nh->nh_last_error() === null, 'no error at first');
check(preg_match('/^\d+\.\d+\.\d+$/', $nh->nh_version()) === 1, 'version', $nh->nh_version());
check($nh->nh_status_name($nh->NH_STATUS_INVALID_TAG) === 'NH_STATUS_INVALID_TAG',
    'status name');

// A hub.
$options = $nh->nh_options_new();
check($nh->nh_options_set_timeout_ms($options, 20000) === $nh->NH_STATUS_OK, 'timeout',
    last_error($nh));
$hub = local_hub($nh, $options);

// A broadcast in one line.
$out = $nh->new('nh_outcome *');
$status = $nh->nh_broadcast_apple_notification($hub, '{"aps":{"alert":"Grüß dich"}}', FFI::addr($out));
check($status === $nh->NH_STATUS_OK, 'broadcast', last_error($nh));
check($nh->nh_outcome_error($out) === null, 'broadcast without error');
check($nh->nh_outcome_verdict($out) === $nh->NH_VERDICT_ACCEPTED, 'verdict');
check($nh->nh_outcome_http_status($out) === 201, 'HTTP status');
check($nh->nh_outcome_attempts($out) === 1, 'attempts');
$id = $nh->nh_outcome_notification_id($out);
check(is_string($id) && $id !== '', 'notification id', var_export($id, true));
$tracking = $nh->nh_outcome_tracking_id($out);
check(is_string($tracking) && strlen($tracking) === 36, 'tracking id', var_export($tracking, true));
$correlation = $nh->nh_outcome_correlation_id($out);
check(is_string($correlation) && $correlation !== '', 'correlation id',
    var_export($correlation, true));
$nh->nh_outcome_free($out);

// A template to a tag, as a test send.
$template = $nh->nh_notification_new_template();
check($nh->nh_notification_set_property($template, 'headline', 'Grüße aus PHP "8"') ===
    $nh->NH_STATUS_OK, 'property', last_error($nh));
$target = $nh->nh_target_new_tag('all');
$test = $nh->nh_call_options_new();
$nh->nh_call_options_set_test($test, 1);
$nh->nh_call_options_set_tracking_id($test, 'php-send');
$out = $nh->new('nh_outcome *');
$status = $nh->nh_send($hub, $template, $target, $test, FFI::addr($out));
check($status === $nh->NH_STATUS_OK, 'template to a tag', last_error($nh));
check($nh->nh_outcome_tracking_id($out) === 'php-send', 'tracking id of the caller',
    (string)$nh->nh_outcome_tracking_id($out));
check($nh->nh_outcome_has_test_result($out) === true, 'test result');
check($nh->nh_outcome_success_count($out) === 3, 'success count',
    (string)$nh->nh_outcome_success_count($out));
check($nh->nh_outcome_result_count($out) === 3, 'result count',
    (string)$nh->nh_outcome_result_count($out));
check(is_string($nh->nh_outcome_result_registration_id($out, 0)), 'registration id');
check($nh->nh_outcome_result_platform($out, 3) === null, 'past the last result');
// PHP makes a string of every const char *, up to its first NUL.
$body = $nh->nh_outcome_body($out);
check(str_contains($body, 'NotificationOutcome') && strlen($body) === $nh->nh_outcome_body_len($out),
    'body as it came', $body);
$nh->nh_outcome_free($out);

// The dry run.
$request = $nh->nh_request_new($hub, $template, $target, $test);
check($nh->nh_request_method($request) === 'POST', 'dry run, method');
check(str_ends_with($nh->nh_request_url($request), '/messages?api-version=2020-06&test'),
    'dry run, URL', $nh->nh_request_url($request));
check(json_decode($nh->nh_request_body($request), true) === ['headline' => 'Grüße aus PHP "8"'],
    'dry run, body', $nh->nh_request_body($request));
$headers = [];
for ($i = 0; $i < $nh->nh_request_header_count($request); $i++) {
    $headers[strtolower($nh->nh_request_header_name($request, $i))] =
        $nh->nh_request_header_value($request, $i);
}
check(($headers['servicebusnotification-tags'] ?? '') === 'all', 'dry run, tags');
check(($headers['trackingid'] ?? '') === 'php-send', 'dry run, tracking id');
check(str_starts_with($headers['authorization'] ?? '', 'SharedAccessSignature '),
    'dry run, token');
$nh->nh_request_free($request);

// Raw bytes: a PHP string with NULs goes in as it is.
$bytes = "\0\1\xff raw\0";
$raw = $nh->nh_notification_new($nh->NH_PLATFORM_WINDOWS, $bytes, strlen($bytes));
check($nh->nh_notification_set_wns_type($raw, $nh->NH_WNS_TYPE_RAW) === $nh->NH_STATUS_OK,
    'raw type', last_error($nh));
check($nh->nh_send($hub, $raw, $target, null, null) === $nh->NH_STATUS_OK, 'raw bytes',
    last_error($nh));
$nh->nh_notification_free($raw);

// Bad calls.
check($nh->nh_target_new_tag('no tag') === null, 'bad tag');
$error = $nh->nh_error_copy($nh->nh_last_error());
check($nh->nh_error_status($error) === $nh->NH_STATUS_INVALID_TAG, 'status of a bad tag',
    $nh->nh_status_name($nh->nh_error_status($error)));
check($nh->nh_error_column($error) === 3, 'column of a bad tag');
check($nh->nh_send_apple_notification($hub, '{}', '', null) ===
    $nh->NH_STATUS_INVALID_TAG_EXPRESSION, 'empty expression', last_error($nh));
check(str_contains(last_error($nh), 'empty'), 'message of an empty expression', last_error($nh));
check(str_contains($nh->nh_error_message($error), 'column 3'), 'a copy stays as it is',
    $nh->nh_error_message($error));
$nh->nh_error_free($error);
$out = $nh->new('nh_outcome *');
check($nh->nh_send_apple_notification($hub, '{}', 'a b', FFI::addr($out)) ===
    $nh->NH_STATUS_INVALID_TAG_EXPRESSION, 'bad expression', last_error($nh));
check($nh->nh_error_column($nh->nh_outcome_error($out)) === 3, 'column of a bad expression');
$nh->nh_outcome_free($out);
check($nh->nh_hub_new(null, null, null) === null, 'NULL makes no hub');
check(str_contains(last_error($nh), 'connection_string'), 'its message', last_error($nh));
check($nh->nh_hub_new('Endpoint=sb://h/', 'hub', null) === null, 'bad connection string');
check(str_contains(last_error($nh), 'SharedAccessKey'), 'its message', last_error($nh));

// NULL is answered, never a crash.
$out = $nh->new('nh_outcome *');
check($nh->nh_send(null, null, null, null, FFI::addr($out)) === $nh->NH_STATUS_INVALID_ARGUMENT,
    'NULL for a hub');
check($nh->nh_outcome_status($out) === $nh->NH_STATUS_INVALID_ARGUMENT, 'its outcome');
check(str_contains($nh->nh_error_message($nh->nh_outcome_error($out)), 'hub'), 'its message');
$nh->nh_outcome_free($out);
check($nh->nh_send($hub, $template, null, null, null) === $nh->NH_STATUS_INVALID_ARGUMENT,
    'NULL for a target');
check(str_contains(last_error($nh), 'target'), 'its message', last_error($nh));
check($nh->nh_send_apple_notification($hub, null, 'all', null) ===
    $nh->NH_STATUS_INVALID_ARGUMENT, 'NULL for a payload');
check($nh->nh_options_set_timeout_ms(null, 1) === $nh->NH_STATUS_INVALID_ARGUMENT,
    'NULL for options');
check($nh->nh_notification_new($nh->NH_PLATFORM_APPLE, null, 3) === null, 'NULL for a body');
check($nh->nh_outcome_notification_id(null) === null, 'NULL for an outcome');
check($nh->nh_error_message(null) === '', 'NULL for an error');
$nh->nh_hub_free(null);
$nh->nh_outcome_free(null);

$nh->nh_notification_free($template);
$nh->nh_target_free($target);
$nh->nh_call_options_free($test);
$nh->nh_hub_free($hub);

checks_done();
