# frozen_string_literal: true

module NotificationHubs
  # A list of device handles.
  class Handles < NativeObject
    freed_by :nh_handles_free

    # @return [Handles]
    def self.of(value) = value.is_a?(Array) ? new(value) : value

    # @param handles [Enumerable<String>]
    def initialize(handles = [])
      super()
      make(:nh_handles_new)
      Types.list(handles).each { |handle| add(handle) }
    end

    # @return [self]
    def add(handle) = set(:nh_handles_add, handle)
    alias << add

    # @return [Integer]
    def count = Native.nh_handles_count(self)
  end

  # What became of a batch, request by request.
  class BatchReport < NativeObject
    # A request of a batch: the number of its first handle, how many it had, its outcome.
    Request = Struct.new(:first_handle, :handle_count, :outcome)

    freed_by :nh_batch_report_free

    # Why it stopped before the end.
    # @return [Error, nil]
    def error
      error = Native.nh_batch_report_error(self)
      Error.read(Native.nh_error_copy(error)) unless error.null?
    end

    # @return [Integer] number of the first handle that was not accepted: where to go on
    def next = Native.nh_batch_report_next(self)

    # @return [Integer, nil] number of the handle that cannot be one
    def bad_handle
      number = Native.nh_batch_report_bad_handle(self)
      number unless number.negative?
    end

    # @return [Integer] how many handles were in accepted requests
    def accepted = Native.nh_batch_report_accepted(self)

    # @return [Integer] how many were in a request of which nothing is known
    def unknown = Native.nh_batch_report_unknown(self)

    # @return [Array<Request>]
    def requests
      Array.new(Native.nh_batch_report_count(self)) do |index|
        outcome = Native.nh_batch_report_outcome(self, index)
        Request.new(Native.nh_batch_report_first(self, index),
                    Native.nh_batch_report_handle_count(self, index),
                    Outcome.borrow(outcome, self))
      end
    end
  end
end
