# frozen_string_literal: true

module NotificationHubs
  # An expression of tags that a program puts together:
  # +TagExpression.tag('sports') & ~TagExpression.tag('en')+.
  class TagExpression < NativeObject
    freed_by :nh_tag_expression_free

    # @return [TagExpression]
    # @raise [UsageError] whose column tells where it is wrong
    def self.parse(expression) = make(:nh_tag_expression_parse, expression)

    # @return [TagExpression]
    def self.tag(tag) = make(:nh_tag_expression_new_tag, tag)

    private_class_method :new

    # @return [TagExpression] both
    def &(other) = self.class.make(:nh_tag_expression_new_and, self, other)

    # @return [TagExpression] either
    def |(other) = self.class.make(:nh_tag_expression_new_or, self, other)

    # @return [TagExpression] not
    def ~ = self.class.make(:nh_tag_expression_new_not, self)

    # @return [String] as it is sent
    def text = Native.nh_tag_expression_text(self)
    alias to_s text
  end
end
