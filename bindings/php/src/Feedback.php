<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Answer;

/**
 * What a blob of feedback says, document by document.
 *
 * @implements \IteratorAggregate<int, array<string, ?string>>
 */
final class Feedback extends Answer implements \Countable, \IteratorAggregate
{
    protected const FREE = 'nh_feedback_free';

    private function __construct()
    {
    }

    /** UTF-8 or UTF-16; documents that cannot be read are passed over and counted. */
    public static function parse(#[\SensitiveParameter] string $blob): self
    {
        return self::new('nh_feedback_parse', $blob, strlen($blob));
    }

    public function count(): int
    {
        return $this->ask('nh_feedback_count');
    }

    public function unreadableCount(): int
    {
        return $this->ask('nh_feedback_unreadable_count');
    }

    /**
     * The documents, with null for what one does not say.
     *
     * @return \ArrayIterator<int, array<string, ?string>>
     */
    public function getIterator(): \ArrayIterator
    {
        return new \ArrayIterator($this->askRecords('nh_feedback_count', [
            'time' => 'nh_feedback_time',
            'error' => 'nh_feedback_error',
            'platform' => 'nh_feedback_platform',
            'pnsHandle' => 'nh_feedback_pns_handle',
            'newPnsHandle' => 'nh_feedback_new_pns_handle',
            'registrationId' => 'nh_feedback_registration_id',
            'installationId' => 'nh_feedback_installation_id',
            'notificationId' => 'nh_feedback_notification_id',
        ]));
    }
}
