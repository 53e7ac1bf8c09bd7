<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use NotificationHubs\TagExpression;

/**
 * Tags in an array, or in whatever can be iterated, where one tag or an
 * expression is wanted.
 *
 * @internal
 */
final class Tags
{
    /**
     * The text of an expression. Several tags mean any of them. Each has to be a
     * tag: an operator in it widens no send. None at all are an empty expression,
     * which the library refuses.
     *
     * @param string|iterable<string>|TagExpression $tags
     */
    public static function expression(string $argument, string|iterable|TagExpression $tags): string
    {
        if (is_string($tags)) {
            return $tags;
        }
        if (!$tags instanceof TagExpression) {
            $each = array_unique(self::each($argument, $tags));
            sort($each, SORT_STRING);
            $tags = array_reduce(
                array_map(TagExpression::newTag(...), $each),
                static fn (?TagExpression $all, TagExpression $one): TagExpression =>
                    $all === null ? $one : TagExpression::newOr($all, $one)
            );
        }
        return $tags?->text() ?? '';
    }

    /**
     * @param string|iterable<string> $tags
     * @return list<string>
     */
    public static function each(string $argument, string|iterable $tags): array
    {
        $each = [];
        foreach (is_string($tags) ? [$tags] : $tags as $tag) {
            if (!is_string($tag)) {
                $number = count($each);
                throw new \TypeError("{$argument}[$number] is " . get_debug_type($tag) . '; give the text of a tag');
            }
            if (!is_string($tags) && str_contains($tag, "\0")) {
                throw new \ValueError("{$argument}[" . count($each) . '] has a NUL');
            }
            $each[] = $tag;
        }
        return $each;
    }
}
