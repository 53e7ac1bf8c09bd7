<?php

declare(strict_types=1);

namespace NotificationHubs;

use FFI\CData;
use NotificationHubs\Ffi\Library;

/**
 * A call, or one of its attempts, that is over: what spanCallback is told of. It never
 * holds a handle, a key, a tag or a payload.
 */
final class Span
{
    /**
     * @param string $name "notification_hubs send", and of an attempt "POST /{hub}/messages"
     * @param bool $isAttempt one request, and not a call with all its requests
     * @param string $traceId in 32 hexadecimal digits
     * @param string $id in 16 hexadecimal digits
     * @param ?string $parentId of an attempt its call, of a call the caller's, where it gave a traceparent
     * @param bool $isSampled what the caller's traceparent says; true where there was none
     * @param array<string, string|int> $attributes it has failed if error.type is among them
     */
    private function __construct(
        public readonly string $name,
        public readonly bool $isAttempt,
        public readonly string $traceId,
        public readonly string $id,
        public readonly ?string $parentId,
        public readonly bool $isSampled,
        public readonly int $startUnixNs,
        public readonly int $endUnixNs,
        public readonly array $attributes
    ) {
    }

    /**
     * What is told of a span of the library, which lasts only for its callback.
     *
     * @internal
     */
    public static function of(CData $span): self
    {
        $attributes = [];
        for ($index = 0; $index < Library::call('nh_span_attribute_count', $span); $index++) {
            $attributes[Library::call('nh_span_attribute_name', $span, $index)] =
                Library::call('nh_span_attribute_text', $span, $index)
                ?? Library::call('nh_span_attribute_number', $span, $index);
        }
        return new self(
            Library::call('nh_span_name', $span),
            Library::call('nh_span_is_attempt', $span),
            Library::call('nh_span_trace_id', $span),
            Library::call('nh_span_id', $span),
            Library::call('nh_span_parent_id', $span),
            Library::call('nh_span_is_sampled', $span),
            Library::call('nh_span_start_unix_ns', $span),
            Library::call('nh_span_end_unix_ns', $span),
            $attributes
        );
    }
}
