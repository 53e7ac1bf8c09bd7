<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Library;

/**
 * The library's words for verdicts.
 *
 * @internal A part of Verdict.
 */
trait VerdictWords
{
    /** "accepted", "not accepted" or "unknown". */
    public function word(): string
    {
        return Library::call('nh_verdict_name', $this);
    }
}
