<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Answer;

/**
 * Part of a list of registrations.
 *
 * @implements \IteratorAggregate<int, Registration>
 */
final class RegistrationPage extends Answer implements \IteratorAggregate
{
    protected const FREE = 'nh_registration_page_free';

    private function __construct()
    {
    }

    /** @return list<Registration> a hundred at most, each of which keeps the page */
    public function registrations(): array
    {
        return array_map(
            fn (\FFI\CData $one): Registration => Registration::adopt($one, $this),
            $this->askAll('nh_registration_page_count', 'nh_registration_page_get')
        );
    }

    /** What asks for the next page; null at the end. */
    public function continuationToken(): ?string
    {
        return $this->ask('nh_registration_page_continuation_token');
    }

    public function getIterator(): \ArrayIterator
    {
        return new \ArrayIterator($this->registrations());
    }
}
