# frozen_string_literal: true

module NotificationHubs
  # A call, or one of its attempts, that is over: what span_callback: is told of. It never holds
  # a handle, a key, a tag or a payload.
  #
  # parent_id is that of an attempt's call, of a call that of its caller, and nil where the caller
  # gave no traceparent:. A span has failed if 'error.type' is among its attributes.
  Span = Struct.new(:name, :is_attempt, :trace_id, :id, :parent_id, :is_sampled, :start_unix_ns,
                    :end_unix_ns, :attributes) do
    alias_method :attempt?, :is_attempt
    alias_method :sampled?, :is_sampled

    # What is told of a span of the library, which lasts only for its callback.
    # @api private
    def self.of(pointer)
      new(Native.nh_span_name(pointer), Native.nh_span_is_attempt(pointer),
          Native.nh_span_trace_id(pointer), Native.nh_span_id(pointer),
          Native.nh_span_parent_id(pointer), Native.nh_span_is_sampled(pointer),
          Native.nh_span_start_unix_ns(pointer), Native.nh_span_end_unix_ns(pointer),
          attributes_of(pointer)).freeze
    end

    # @api private
    def self.attributes_of(pointer)
      Native.nh_span_attribute_count(pointer).times.to_h do |index|
        text = Native.nh_span_attribute_text(pointer, index)
        [Native.nh_span_attribute_name(pointer, index),
         text || Native.nh_span_attribute_number(pointer, index)]
      end
    end
    private_class_method :attributes_of
  end
end
