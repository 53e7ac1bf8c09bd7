<?php

declare(strict_types=1);

namespace NotificationHubs;

use FFI\CData;
use NotificationHubs\Ffi\Callback;
use NotificationHubs\Ffi\Library;
use NotificationHubs\Ffi\Names;

/**
 * Why a call failed. Its message is one line of English, with advice; its code
 * is the number of its status. Nothing in it is a key, a token, a device handle
 * or a payload. What a token callback threw is its getPrevious().
 */
class Error extends \RuntimeException implements \JsonSerializable
{
    /** NH_STATUS_INTERNAL, until it is told. */
    protected $code = 901;
    private int $httpStatus = 0;
    private bool $isTransient = false;
    private ?bool $mayHaveBeenSent = null;
    private ?int $retryAfterMs = null;
    private ?string $trackingId = null;
    private ?string $serviceCode = null;
    private ?string $serviceDetail = null;
    private int $column = 0;
    private int $accessProblem = 0;
    private ?Outcome $outcome = null;
    private mixed $result = null;

    /**
     * One that a program makes itself, as its tests do, says the cautious thing of all that
     * it is not given: that it may have been sent, and is not to be tried again.
     */
    final public function __construct(
        #[\SensitiveParameter] string $message = '',
        int $code = 0,
        ?\Throwable $previous = null
    ) {
        parent::__construct($message, $code === 0 ? $this->code : $code, $previous);
    }

    /**
     * A copy of an error of the library, of the class of its status; of this function, if
     * that is known, and with what the caller has to add.
     *
     * @internal
     * @param (\Closure(string): string)|null $tell
     */
    public static function of(
        CData $error,
        ?Outcome $outcome = null,
        mixed $result = null,
        ?string $function = null,
        ?\Closure $tell = null
    ): self {
        $status = Library::call('nh_error_status', $error);
        $class = match (true) {
            $status < 100 => UsageError::class,
            $status < 200 => NetworkError::class,
            $status < 300 => ServiceError::class,
            $status >= 900 => LibraryError::class,
            default => self::class,
        };
        $message = Names::inPhp(Library::call('nh_error_message', $error), $function);
        $message = $tell === null ? $message : $tell($message);
        $failure = Callback::takeFailure();
        $failure = $outcome === null ? $failure : $outcome->tokenFailure($failure);
        $made = new $class($failure?->in($message) ?? $message, $status, $failure?->thrown);
        $made->read($error);
        $made->outcome = $outcome;
        $made->result = $result;
        $made->pointToCaller();
        return $made;
    }

    /** What kind of failure; null for one that is newer than this package: see getCode(). */
    public function status(): ?Status
    {
        return Status::tryFrom($this->getCode());
    }

    /** The identifier of the status, such as "NH_STATUS_TIMEOUT". */
    public function statusName(): string
    {
        return Library::call('nh_status_name', $this->getCode());
    }

    /** HTTP status of the service's answer; 0 if there was none. */
    public function httpStatus(): int
    {
        return $this->httpStatus;
    }

    /** Could the same call succeed later? mayHaveBeenSent() says whether a repetition is harmless. */
    public function isTransient(): bool
    {
        return $this->isTransient;
    }

    /** True if the request left and no answer says what became of it: again may be twice. */
    public function mayHaveBeenSent(): bool
    {
        return $this->mayHaveBeenSent ?? !$this instanceof UsageError;
    }

    /** How long the service asks to wait; null if it does not say. */
    public function retryAfterMs(): ?int
    {
        return $this->retryAfterMs;
    }

    /** What to quote to Azure support. */
    public function trackingId(): ?string
    {
        return $this->trackingId;
    }

    /** The service's own code, such as "40900". */
    public function serviceCode(): ?string
    {
        return $this->serviceCode;
    }

    /** The service's own words, in one line. */
    public function serviceDetail(): ?string
    {
        return $this->serviceDetail;
    }

    /** Which character of a tag, an expression or a template is at fault, from 1; 0 if none is. */
    public function column(): int
    {
        return $this->column;
    }

    /** Why access was refused; AccessProblem::None for other errors. */
    public function accessProblem(): AccessProblem
    {
        return AccessProblem::tryFrom($this->accessProblem) ?? AccessProblem::Unexplained;
    }

    /** What the call came to, where the error is that of a call of the service. */
    public function outcome(): ?Outcome
    {
        return $this->outcome;
    }

    /**
     * What the call brought all the same: a batch's report or the number of its
     * bad handle, how many registrations were deleted, what a wait read last.
     */
    public function result(): mixed
    {
        return $this->result;
    }

    /** @return array<string, mixed> what a log should have */
    public function jsonSerialize(): array
    {
        return [
            'status' => $this->statusName(),
            'message' => $this->getMessage(),
            'httpStatus' => $this->httpStatus,
            'isTransient' => $this->isTransient,
            'mayHaveBeenSent' => $this->mayHaveBeenSent(),
            'retryAfterMs' => $this->retryAfterMs,
            'trackingId' => $this->trackingId,
            'serviceCode' => $this->serviceCode,
            'serviceDetail' => $this->serviceDetail,
        ];
    }

    /** What a program keeps of it elsewhere: all but the call's objects and PHP's stack trace. */
    public function __serialize(): array
    {
        return array_diff_key(get_object_vars($this), ['outcome' => true, 'result' => true]);
    }

    /** @param array<string, mixed> $fields */
    public function __unserialize(array $fields): void
    {
        foreach (array_intersect_key($fields, get_object_vars($this)) as $name => $value) {
            $this->$name = $value;
        }
    }

    /**
     * What var_export() wrote.
     *
     * @param array<string, mixed> $fields
     */
    public static function __set_state(array $fields): static
    {
        $made = new static();
        $made->__unserialize($fields);
        return $made;
    }

    private function read(CData $error): void
    {
        $get = static fn (string $function): mixed => Library::call($function, $error);
        $this->httpStatus = $get('nh_error_http_status');
        $this->isTransient = $get('nh_error_is_transient');
        $this->mayHaveBeenSent = $get('nh_error_may_have_been_sent');
        $retryAfterMs = $get('nh_error_retry_after_ms');
        $this->retryAfterMs = $retryAfterMs < 0 ? null : $retryAfterMs;
        $this->trackingId = $get('nh_error_tracking_id');
        $this->serviceCode = $get('nh_error_service_code');
        $this->serviceDetail = $get('nh_error_service_detail');
        $this->column = $get('nh_error_column');
        $this->accessProblem = $get('nh_error_access_problem');
    }

    /** It happened where the program called this package, not in here. */
    private function pointToCaller(): void
    {
        foreach ($this->getTrace() as $frame) {
            if (isset($frame['file']) && !str_starts_with($frame['file'], __DIR__ . '/')) {
                ['file' => $this->file, 'line' => $this->line] = $frame;
                return;
            }
        }
    }
}
