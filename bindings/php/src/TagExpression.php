<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Handle;

/**
 * A tag expression. Never changes.
 */
final class TagExpression extends Handle implements \Stringable
{
    protected const FREE = 'nh_tag_expression_free';

    private function __construct()
    {
    }

    /** Tags, "||", "&&", "!" and parentheses. */
    public static function parse(string $expression): self
    {
        return self::new('nh_tag_expression_parse', $expression);
    }

    public static function newTag(string $tag): self
    {
        return self::new('nh_tag_expression_new_tag', $tag);
    }

    public static function newAnd(self $left, self $right): self
    {
        return self::new('nh_tag_expression_new_and', $left, $right);
    }

    public static function newOr(self $left, self $right): self
    {
        return self::new('nh_tag_expression_new_or', $left, $right);
    }

    public static function newNot(self $expression): self
    {
        return self::new('nh_tag_expression_new_not', $expression);
    }

    /** As it is sent, with parentheses round every group. */
    public function text(): string
    {
        return $this->ask('nh_tag_expression_text');
    }

    public function __toString(): string
    {
        return $this->text();
    }
}
