<?php
// A hub made before pcntl_fork() and used by parent and children at once:
// php -d ffi.enable=1 fork.php RUNS
//
// Each accepted send is a line that tests/programs/fork.rs compares with what devices
// got; tests/programs/c/fork.c says what is in it.
declare(strict_types=1);

require __DIR__ . '/nh.php';

const CHILDREN = 8;
const SENDS = 15;

/** Sends so often; the answer is how many were good. */
function sends(FFI $nh, FFI\CData $hub, string $name): int
{
    $good = 0;
    for ($i = 0; $i < SENDS; $i++) {
        $out = $nh->new('nh_outcome *');
        $status = $nh->nh_send_apple_notification($hub, "{\"aps\":{\"alert\":\"$name-$i\"}}", 'apple',
            FFI::addr($out));
        if ($status === $nh->NH_STATUS_OK && $nh->nh_outcome_attempts($out) === 1) {
            $good++;
            $line = "sent\t$name-$i\t" . $nh->nh_outcome_notification_id($out) . "\n";
        } else {
            $line = "# $name-$i: " . $nh->nh_error_message($nh->nh_outcome_error($out)) . "\n";
        }
        $nh->nh_outcome_free($out);
        fwrite(STDOUT, $line);
    }
    return $good;
}

/** The exit status of a child, which has a minute. */
function ended(int $child): int
{
    for ($waited = 0; $waited < 600; $waited++) {
        if (pcntl_waitpid($child, $status, WNOHANG) === $child) {
            return pcntl_wifexited($status) ? pcntl_wexitstatus($status)
                : 1000 + pcntl_wtermsig($status);
        }
        usleep(100000);
    }
    posix_kill($child, SIGKILL);
    return 3000;
}

$runs = (int)($argv[1] ?? 0);
if ($runs < 1) {
    fwrite(STDERR, "usage: fork.php RUNS\n");
    exit(2);
}
$hub = local_hub($nh, $nh->nh_options_new());
check(sends($nh, $hub, 'before') === SENDS, 'sends before');
for ($run = 0; $run < $runs; $run++) {
    $children = [];
    for ($number = 0; $number < CHILDREN; $number++) {
        $child = pcntl_fork();
        if ($child === 0) {
            $good = sends($nh, $hub, "run$run-child$number");
            // Every other one leaves the hub to the end of its process.
            if ($number % 2 === 0) {
                $nh->nh_hub_free($hub);
            }
            exit($good);
        }
        $children[] = $child;
    }
    check(sends($nh, $hub, "run$run-parent") === SENDS, "run $run, parent sends");
    foreach ($children as $number => $child) {
        $status = ended($child);
        check($status === SENDS, "run $run, child $number sends", "it ended with $status");
    }
    check(sends($nh, $hub, "run$run-after") === SENDS, "run $run, parent sends after them");
}
$nh->nh_hub_free($hub);
checks_done();
