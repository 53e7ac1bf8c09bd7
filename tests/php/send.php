<?php
// The library from PHP: FFI::cdef reads the header for such readers as it is.
declare(strict_types=1);

$nh = FFI::cdef(file_get_contents(getenv('NH_CDEF')), getenv('NH_LIB'));
[$passed, $failed] = [0, 0];

function check(bool $good, string $name): void
{
    global $passed, $failed;
    $good ? $passed++ : $failed++;
    echo $good ? "ok $name\n" : "not ok $name: false\n";
}

$options = $nh->nh_options_new();
if ((string) getenv('NH_CA_FILE') !== '') {
    $nh->nh_options_set_ca_file($options, getenv('NH_CA_FILE'));
}
$hub = $nh->nh_hub_new(getenv('NH_CONNECTION_STRING'), getenv('NH_HUB'), $options);
$nh->nh_options_free($options);
check($hub !== null, 'a hub');

$outcome = $nh->new('nh_outcome *');
$status = $nh->nh_broadcast_apple_notification(
    $hub,
    json_encode(['aps' => ['alert' => 'Grüße from PHP']]),
    FFI::addr($outcome)
);
check($status === $nh->NH_STATUS_OK, 'a broadcast');
check($nh->nh_outcome_http_status($outcome) === 201, 'its HTTP status');
check(strlen($nh->nh_outcome_tracking_id($outcome)) === 36, 'its tracking id');
check($nh->nh_outcome_notification_id($outcome) !== null, 'its notification id');
check($nh->nh_outcome_error($outcome) === null, 'no error');
$nh->nh_outcome_free($outcome);

$template = $nh->nh_notification_new_template();
$nh->nh_notification_set_property($template, 'headline', 'from PHP');
$target = $nh->nh_target_new_tag('all');
$status = $nh->nh_send($hub, $template, $target, null, FFI::addr($outcome));
check($nh->nh_outcome_verdict($outcome) === $nh->NH_VERDICT_ACCEPTED, 'a template to a tag');
$nh->nh_outcome_free($outcome);
$nh->nh_target_free($target);
$nh->nh_notification_free($template);

$status = $nh->nh_send_apple_notification($hub, '{}', 'a b', FFI::addr($outcome));
check($status === $nh->NH_STATUS_INVALID_TAG_EXPRESSION, 'a bad expression is refused');
$error = $nh->nh_outcome_error($outcome);
check(str_contains($nh->nh_error_message($error), 'two tags'), 'and explained');
check($nh->nh_error_column($error) === 3, 'with its column');
$nh->nh_outcome_free($outcome);

check($nh->nh_hub_new(null, null, null) === null, 'NULL makes no hub');
check(
    str_contains($nh->nh_error_message($nh->nh_last_error()), 'connection_string'),
    'and the message says why'
);
check($nh->nh_send(null, null, null, null, null) === $nh->NH_STATUS_INVALID_ARGUMENT, 'NULL is answered');
check($nh->nh_status_name(102) === 'NH_STATUS_TIMEOUT', 'names of numbers');

$nh->nh_hub_free($hub);
echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
