<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\Library;

/**
 * Cancels calls that have it as their option cancel: sends that are in a queue.
 */
final class Cancel extends Handle
{
    protected const FREE = 'nh_cancel_free';

    public function __construct()
    {
        $this->hold('nh_cancel_new');
    }

    /** Ends every such call, also later ones. */
    public function trigger(): void
    {
        Library::do('nh_cancel_trigger', $this);
    }
}
