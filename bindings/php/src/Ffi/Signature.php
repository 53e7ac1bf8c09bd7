<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use BackedEnum;
use FFI;
use FFI\CType;

/**
 * What a function takes, as the header says. FFI would cut a text at a NUL and a
 * number to its C type without a word, so that is refused here.
 *
 * @internal
 */
final class Signature
{
    private const RANGES = [
        CType::TYPE_UINT32 => [0, 0xFFFFFFFF],
        CType::TYPE_SINT32 => [-0x80000000, 0x7FFFFFFF],
        CType::TYPE_UINT64 => [0, PHP_INT_MAX],
    ];

    /** @param list<int> $kinds the kinds of its parameters */
    private function __construct(private readonly string $function, private readonly array $kinds)
    {
    }

    /** That of a function; null if there is none of this name. */
    public static function of(FFI $ffi, string $function): ?self
    {
        try {
            $pointer = $ffi->$function;
        } catch (FFI\Exception) {
            return null;
        }
        $type = FFI::typeof($pointer)->getPointerType();
        $kinds = [];
        for ($i = 0; $i < $type->getFuncParameterCount(); $i++) {
            $parameter = $type->getFuncParameterType($i);
            $kind = $parameter->getKind();
            $isCallback = $kind === CType::TYPE_POINTER && $parameter->getPointerType()->getKind() === CType::TYPE_FUNC;
            $kinds[] = $isCallback ? CType::TYPE_FUNC : $kind;
        }
        return new self($function, $kinds);
    }

    /** Does C call something of the program's? An exception in there would end PHP. */
    public function takesCallback(): bool
    {
        return in_array(CType::TYPE_FUNC, $this->kinds, true);
    }

    public function parameterCount(): int
    {
        return count($this->kinds);
    }

    /**
     * PHP's values as FFI takes them.
     *
     * @param list<mixed> $arguments
     * @return list<mixed>
     */
    public function marshal(#[\SensitiveParameter] array $arguments): array
    {
        if ($this->takesCallback()) {
            throw new \LogicException("$this->function takes a callback");
        }
        if (count($arguments) !== count($this->kinds)) {
            throw new \ArgumentCountError(
                "$this->function takes " . count($this->kinds) . ' values, not ' . count($arguments)
            );
        }
        $native = [];
        foreach ($arguments as $position => $argument) {
            $native[] = $this->native($position, match (true) {
                $argument instanceof Handle => $argument->pointer(),
                $argument instanceof BackedEnum => $argument->value,
                is_bool($argument) => (int)$argument,
                default => $argument,
            });
        }
        return $native;
    }

    private function native(int $position, #[\SensitiveParameter] mixed $value): mixed
    {
        $kind = $this->kinds[$position];
        if ($kind === CType::TYPE_POINTER) {
            if (is_string($value)) {
                $this->refuseNul($position, $value);
            } elseif ($value !== null && !$value instanceof FFI\CData) {
                throw $this->typeError($position, 'text or an object', $value);
            }
        } elseif (!is_int($value)) {
            throw $this->typeError($position, 'a number', $value);
        } else {
            [$least, $most] = self::RANGES[$kind] ?? [PHP_INT_MIN, PHP_INT_MAX];
            if ($value < $least || $value > $most) {
                throw new \ValueError("$this->function: value " . ($position + 1) . " is not from $least to $most");
            }
        }
        return $value;
    }

    /** Bytes, which may have NULs, are followed by their length; text is not. */
    private function refuseNul(int $position, #[\SensitiveParameter] string $value): void
    {
        $isBytes = ($this->kinds[$position + 1] ?? null) === CType::TYPE_UINT64;
        if (!$isBytes && str_contains($value, "\0")) {
            throw new \ValueError("$this->function: value " . ($position + 1) . ' must not contain any null bytes');
        }
    }

    private function typeError(int $position, string $wanted, #[\SensitiveParameter] mixed $value): \TypeError
    {
        return new \TypeError(
            "$this->function: value " . ($position + 1) . " is $wanted, not " . get_debug_type($value)
        );
    }
}
