<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use NotificationHubs\Job;

/**
 * A list of jobs, which keep it as long as any of them is used.
 *
 * @internal
 */
final class JobList extends Answer
{
    protected const FREE = 'nh_job_list_free';

    /** @return list<Job> */
    public function all(): array
    {
        return array_map(
            fn (\FFI\CData $one): Job => Job::adopt($one, $this),
            $this->askAll('nh_job_list_count', 'nh_job_list_get')
        );
    }
}
