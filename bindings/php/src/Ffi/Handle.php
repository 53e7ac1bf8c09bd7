<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use FFI\CData;

/**
 * An object of the C library, freed with its PHP object.
 *
 * @internal What its classes offer beside this is their interface.
 */
abstract class Handle
{
    /** The function that frees it. */
    protected const FREE = '';

    private ?CData $pointer = null;

    /** Whose part this is, if it is not to be freed by itself. */
    private ?object $owner = null;

    /**
     * The object behind a pointer that the library gave.
     *
     * @internal
     */
    public static function adopt(CData $pointer, ?object $owner = null): static
    {
        $handle = (new \ReflectionClass(static::class))->newInstanceWithoutConstructor();
        $handle->pointer = $pointer;
        $handle->owner = $owner;
        return $handle;
    }

    /**
     * The type of its pointers in C.
     *
     * @internal
     */
    public static function type(): string
    {
        return substr(static::FREE, 0, -strlen('_free')) . ' *';
    }

    /** @internal */
    public function pointer(): CData
    {
        return $this->pointer;
    }

    public function __destruct()
    {
        if ($this->pointer !== null && $this->owner === null) {
            Library::call(static::FREE, $this);
        }
    }

    /** Two would free one object of C: a copy has none. */
    public function __clone()
    {
        $this->pointer = null;
        throw new \Error(static::class . ' cannot be cloned; make another one');
    }

    /** What would be kept here and never sent. */
    public function __set(string $name, #[\SensitiveParameter] mixed $value): void
    {
        throw new \Error(self::noProperty($name, ['set' . ucfirst($name), 'add' . ucfirst($name), 'set']));
    }

    public function __get(string $name): never
    {
        throw new \Error(self::noProperty($name, [$name]));
    }

    public function __isset(string $name): bool
    {
        return false;
    }

    /** Nothing of what is in C, which may hold secrets. */
    public function __debugInfo(): array
    {
        return [];
    }

    public function __serialize(): array
    {
        throw new \LogicException(static::class . ' cannot be serialized');
    }

    /** Whether there is an object of C: a copy that was refused has none. */
    protected function isHeld(): bool
    {
        return $this->pointer !== null;
    }

    /**
     * What is said of a property, with the method that was meant.
     *
     * @param list<string> $methods the first one that there is
     */
    private static function noProperty(string $name, array $methods): string
    {
        $class = new \ReflectionClass(static::class);
        $isMeant = static fn (string $method): bool => $class->hasMethod($method)
            && $class->getMethod($method)->isPublic() && !$class->getMethod($method)->isStatic();
        $meant = current(array_filter($methods, $isMeant));
        $advice = match ($meant) {
            false => 'it has methods only',
            'set' => 'call set() with a Field, or another method',
            default => "call {$class->getMethod($meant)->name}()",
        };
        return static::class . " has no property $name; $advice";
    }

    /** A new object of this class, from the function that makes it. */
    protected static function new(string $function, #[\SensitiveParameter] mixed ...$arguments): static
    {
        return static::adopt(Library::make($function, ...$arguments));
    }

    /** The same at the end of a constructor: what it throws later, PHP frees nothing of. */
    protected function hold(string $function, #[\SensitiveParameter] mixed ...$arguments): void
    {
        if ($this->pointer !== null) {
            throw new \LogicException(static::class . ' is constructed already');
        }
        $this->pointer = Library::make($function, ...$arguments);
    }

    /** What a function says of this object. */
    protected function ask(string $function, mixed ...$arguments): mixed
    {
        return Library::call($function, $this, ...$arguments);
    }

    /** Changes this object; a failure is thrown. */
    protected function change(string $function, #[\SensitiveParameter] mixed ...$arguments): static
    {
        Library::do($function, $this, ...$arguments);
        return $this;
    }

    /**
     * Changes this object for each of some tags, once all are known to be text.
     *
     * @param list<string|iterable<string>> $given
     */
    protected function changeEach(string $function, array $given, mixed ...$before): static
    {
        $each = array_map(static fn (string|iterable $tags): array => Tags::each('tag', $tags), array_values($given));
        foreach (array_merge(...$each) as $tag) {
            $this->change($function, ...[...$before, $tag]);
        }
        return $this;
    }

    /**
     * All of a list, from a function that counts them and one that gives one.
     *
     * @return list<mixed>
     */
    protected function askAll(string $count, string $item, mixed ...$arguments): array
    {
        $all = [];
        for ($index = 0, $number = $this->ask($count, ...$arguments); $index < $number; $index++) {
            $all[] = $this->ask($item, ...[...$arguments, $index]);
        }
        return $all;
    }

    /**
     * All of a list of records, from a function that counts them and those that
     * give the members of one.
     *
     * @param array<string, string> $members their functions
     * @return list<array<string, mixed>>
     */
    protected function askRecords(string $count, array $members): array
    {
        $all = [];
        for ($index = 0, $number = $this->ask($count); $index < $number; $index++) {
            $all[] = array_map(fn (string $function): mixed => $this->ask($function, $index), $members);
        }
        return $all;
    }

    /** A getter's bytes, which may have NULs; $length is the getter that counts them. */
    protected function askBytes(string $getter, string $length): string
    {
        return Library::bytes($getter, $this->pointer, $this->ask($length));
    }
}
