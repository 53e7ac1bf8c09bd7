<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use BackedEnum;
use FFI;
use FFI\CType;

/**
 * What a function takes, as the header says. FFI would cut a text at a NUL and a
 * number to its C type without a word, and calls what it refuses a fault of FFI's:
 * so that is refused here.
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

    /**
     * @param list<int> $kinds the kinds of its parameters
     * @param list<string> $types their names in C, without const
     */
    private function __construct(
        private readonly string $function,
        private readonly array $kinds,
        private readonly array $types
    ) {
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
        $types = [];
        for ($i = 0; $i < $type->getFuncParameterCount(); $i++) {
            $parameter = $type->getFuncParameterType($i);
            $kind = $parameter->getKind();
            $isCallback = $kind === CType::TYPE_POINTER && $parameter->getPointerType()->getKind() === CType::TYPE_FUNC;
            $kinds[] = $isCallback ? CType::TYPE_FUNC : $kind;
            $types[] = $parameter->getName();
        }
        return new self($function, $kinds, $types);
    }

    /**
     * PHP's values as FFI takes them.
     *
     * @param list<mixed> $arguments
     * @return list<mixed>
     */
    public function marshal(#[\SensitiveParameter] array $arguments): array
    {
        if (count($arguments) !== count($this->kinds)) {
            throw new \ArgumentCountError(
                "$this->function takes " . count($this->kinds) . ' values, not ' . count($arguments)
            );
        }
        $native = [];
        foreach ($arguments as $position => $argument) {
            $misfit = $this->misfit($position, $argument);
            if ($misfit !== null) {
                throw new \TypeError(Names::argument($this->function, $position) . " is $misfit");
            }
            $native[] = $value = self::native($argument);
            if (is_string($value)) {
                $this->refuseNul($position, $value);
            } elseif (is_int($value)) {
                $this->refuseOutOfRange($position, $value);
            }
        }
        return $native;
    }

    /** What a value is and should be, as in "bool; give text"; null if it can be taken. */
    private function misfit(int $position, #[\SensitiveParameter] mixed $value): ?string
    {
        $type = $this->types[$position] ?? null;
        $native = self::native($value);
        [$fits, $wanted] = match (true) {
            $type === null => [true, ''],
            $this->kinds[$position] === CType::TYPE_DOUBLE => [is_int($native) || is_float($native), 'a number'],
            $this->kinds[$position] === CType::TYPE_FUNC => [self::isOf($type, $native), 'a function'],
            $this->kinds[$position] !== CType::TYPE_POINTER => [is_int($native), 'a number'],
            $native === null => [true, ''],
            $value instanceof Place => [$type === 'void*' || $value->type === $type, $type],
            $type === 'char*' => [is_string($native) || self::isOf($type, $native), 'text'],
            default => [self::isOf($type, $native), null],
        };
        return $fits ? null : get_debug_type($value) . '; give ' . ($wanted ?? Names::ofType($type));
    }

    /** What FFI takes for one of PHP's values. */
    private static function native(#[\SensitiveParameter] mixed $value): mixed
    {
        return match (true) {
            $value instanceof Handle => $value->pointer(),
            $value instanceof Place => $value->pointer,
            $value instanceof BackedEnum => $value->value,
            is_bool($value) => (int)$value,
            default => $value,
        };
    }

    private static function isOf(string $type, #[\SensitiveParameter] mixed $native): bool
    {
        return $native instanceof FFI\CData && ($type === 'void*' || FFI::typeof($native)->getName() === $type);
    }

    /** Bytes, which may have NULs, are followed by their length; text is not. */
    private function refuseNul(int $position, #[\SensitiveParameter] string $value): void
    {
        $isBytes = ($this->kinds[$position + 1] ?? null) === CType::TYPE_UINT64;
        if (!$isBytes && str_contains($value, "\0")) {
            throw new \ValueError(Names::argument($this->function, $position) . ' has a NUL');
        }
    }

    private function refuseOutOfRange(int $position, int $value): void
    {
        [$least, $most] = self::RANGES[$this->kinds[$position]] ?? [PHP_INT_MIN, PHP_INT_MAX];
        if ($value < $least || $value > $most) {
            $argument = Names::argument($this->function, $position);
            throw new \ValueError("$argument is $value; give $least to $most");
        }
    }
}
