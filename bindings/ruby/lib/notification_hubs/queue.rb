# frozen_string_literal: true

module NotificationHubs
  # Calls that do not wait: see {Hub#send_async}. A queue is the process's that made it: forked
  # children make their own.
  class Queue < NativeObject
    include Enumerable

    # A call whose outcome is not taken. The hub is kept for its callbacks.
    Entry = Struct.new(:hub, :user_data)
    # What a call is refused with: by the library, or by Ruby for what it cannot take. Any other
    # exception comes from elsewhere (a Timeout, a trap), when the call may have been taken.
    REFUSALS = [Error, ArgumentError, TypeError, RangeError, EncodingError].freeze
    private_constant :Entry, :REFUSALS

    freed_by :nh_queue_free

    # @param options each nh_queue_options_set_… is a keyword: capacity, capacity_bytes,
    #   concurrency, full_wait_ms
    def initialize(**options)
      super()
      make(:nh_queue_new, QueueOptions.of(options))
      @entries = {}
      @last = 0
      @lock = Mutex.new
    end

    # A queue for the time of a block. What is left at its end is ended: close it and take the
    # outcomes before.
    # @yieldparam queue [Queue]
    def self.open(**options)
      queue = new(**options)
      return queue unless block_given?

      begin
        yield queue
      ensure
        queue.discard
      end
    end

    # The next outcome.
    # @param timeout_ms [Integer] how long to wait for it
    # @return [Outcome, nil] nil if none came in time
    # @raise [LibraryError] :closed if the queue is closed and all were taken, :forked
    def next(timeout_ms = 0)
      outcome = call(:nh_queue_next, timeout_ms)
      entry = taken(Native.nh_outcome_user_data(outcome).address)
      outcome.instance_variable_set(:@user_data, entry&.user_data)
      outcome
    rescue LibraryError => e
      raise unless e.status == :would_block
    end

    # Each outcome, until none comes in time or the queue is closed and all were taken.
    # @yieldparam outcome [Outcome]
    # @return [self]
    def each(timeout_ms = 0)
      return to_enum(:each, timeout_ms) unless block_given?

      while (outcome = following(timeout_ms))
        yield outcome
      end
      self
    end

    # @return [Integer, nil] readable as long as there are outcomes; nil in a forked child
    def fd
      fd = Native.nh_queue_fd(self)
      fd unless fd.negative?
    end

    # For IO.select: do not read or close it.
    # @return [IO]
    def to_io = IO.for_fd(Native.nh_queue_fd(self), autoclose: false)

    # @return [Integer] how many calls were handed in whose outcome was not taken
    def pending = Native.nh_queue_pending(self)

    # Takes no more calls, and waits for those that are left; then ends them.
    # @return [Boolean] were all made? If not, some had to be ended
    def close(timeout_ms) = in_time?(:nh_queue_close, timeout_ms)

    # Runs a block that hands in a call, with a place for what belongs to it.
    # @api private
    def expect(hub, user_data)
      number = @lock.synchronize do
        @entries[@last += 1] = Entry.new(hub, user_data)
        @last
      end
      yield FFI::Pointer.new(number)
      nil
    rescue *REFUSALS
      taken(number)
      raise
    end

    # @api private
    def discard
      close(0)
    rescue LibraryError => e
      raise unless e.status == :forked
    end

    private

    # The next outcome; nil also at the end of a closed queue.
    def following(timeout_ms)
      self.next(timeout_ms)
    rescue LibraryError => e
      raise unless e.status == :closed
    end

    def taken(number) = @lock.synchronize { @entries.delete(number) }
  end
end
