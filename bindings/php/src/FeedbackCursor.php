<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Cursor;
use NotificationHubs\Ffi\Handle;

/**
 * A place in feedback, which comes in portions of some hundred documents. It goes forward only,
 * also after a failure.
 *
 * @implements \Iterator<int, Feedback>
 */
final class FeedbackCursor extends Handle implements \Iterator
{
    use Cursor;

    protected const FREE = 'nh_feedback_cursor_free';
    private const ITEM = Feedback::class;
    private const NEXT = 'nh_feedback_cursor_next';

    /** The hub's own feedback. */
    public function __construct(Hub $hub, mixed ...$options)
    {
        $this->with($hub, $options)->hold('nh_feedback_cursor_new', $hub);
    }

    /** What is at the address of a storage container, or of a blob, which holds a signature. */
    public static function newUri(Hub $hub, #[\SensitiveParameter] string $uri, mixed ...$options): self
    {
        return self::new('nh_feedback_cursor_new_uri', $hub, $uri)->with($hub, $options);
    }

    /** The details of a notification's errors. */
    public static function newNotification(Hub $hub, string $notificationId, mixed ...$options): self
    {
        return self::new('nh_feedback_cursor_new_notification', $hub, $notificationId)->with($hub, $options);
    }

    /** Goes on where another cursor was when it gave this marker. */
    public function setMarker(string $marker): static
    {
        return $this->change('nh_feedback_cursor_set_marker', $marker);
    }

    /**
     * The place behind the portion that came last, to be kept once that is dealt with. Holds no
     * secret.
     */
    public function marker(): string
    {
        return $this->ask('nh_feedback_cursor_marker');
    }

    /** How many documents could not be read, and were passed over. */
    public function unreadableCount(): int
    {
        return $this->ask('nh_feedback_cursor_unreadable_count');
    }

    public function current(): ?Feedback
    {
        return $this->current;
    }
}
