# frozen_string_literal: true

module NotificationHubs
  # Calls that do not wait: see {Hub#send_async}. A queue is the process's that made it: forked
  # children make their own.
  class Queue < NativeObject
    include Enumerable

    # A call whose outcome is not taken. The hub is kept for its callbacks.
    Entry = Struct.new(:hub, :user_data)
    private_constant :Entry

    freed_by :nh_queue_free

    # Those of the process, to be asked at its end.
    @all = ObjectSpace::WeakMap.new

    class << self
      # @api private
      def remember(queue) = @all[queue] = true

      # @api private
      def tell_unfinished = @all.each_key(&:tell_unfinished)
    end

    # @param options each nh_queue_options_set_… is a keyword: capacity, capacity_bytes,
    #   concurrency, full_wait_ms
    def initialize(**options)
      super()
      make(:nh_queue_new, QueueOptions.of(options))
      @entries = {}
      @left = [] # outcomes that #next had taken when an exception came between
      @last = 0
      @lock = Mutex.new
      Queue.remember(self)
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

    # The next outcome. An exception from elsewhere, such as a Timeout, ends the wait and loses
    # none: what was taken already is given by the next call.
    # @param timeout_ms [Integer] how long to wait for it
    # @return [Outcome, nil] nil if none came in time
    # @raise [LibraryError] :closed if the queue is closed and all were taken, :forked
    def next(timeout_ms = 0)
      outcome = given = nil
      Thread.handle_interrupt(Object => :never) { outcome = one_left }
      ask(timeout_ms) { |taken| outcome = taken } unless outcome
      given = outcome
    ensure
      @lock.synchronize { @left << outcome } if outcome && !given
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

    # @return [Integer, nil] a duplicate of fd for whoever closes it; nil in a forked child
    def dup_fd
      fd = Native.nh_queue_dup_fd(self)
      fd unless fd.negative?
    end

    # For IO.select: do not read or close it.
    # @return [IO]
    def to_io = IO.for_fd(Native.nh_queue_fd(self), autoclose: false)

    # @return [Integer] how many calls were handed in whose outcome was not taken
    def pending = Native.nh_queue_pending(self) + (left? ? @left.size : 0)

    # Takes no more calls, and waits for those that are left; then ends them.
    # @return [Boolean] were all made? If not, some had to be ended
    def close(timeout_ms)
      @told = true # whoever closes it knows what was not made
      in_time?(:nh_queue_close, timeout_ms)
    end

    # Runs a block that hands in a call, with a place for what belongs to it, which is kept if the
    # library has taken the call.
    # @yieldparam place [FFI::Pointer]
    # @yieldparam told [Proc] to be told the status as soon as there is one
    # @api private
    def expect(hub, user_data)
      number = @lock.synchronize do
        @entries[@last += 1] = Entry.new(hub, user_data)
        @last
      end
      refused = true
      yield FFI::Pointer.new(number), ->(status, *) { refused = status && status != :ok }
      nil
    ensure
      taken(number) if number && refused
    end

    # Says at the end of the program how many calls end with it: their notifications are lost.
    # @api private
    def tell_unfinished
      unfinished = @told || !fd ? 0 : unfinished_calls # a child of fork has no fd
      return if unfinished.zero?

      calls = unfinished == 1 ? '1 call' : "#{unfinished} calls"
      warn "notification_hubs: a queue ended with #{calls} unfinished; close it with a time first"
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

    # Gives an outcome to its block before any exception from elsewhere is raised.
    def ask(timeout_ms)
      call(:nh_queue_next, timeout_ms) do |_, outcome|
        next unless outcome

        entry = taken(Native.nh_outcome_user_data(outcome).address)
        outcome.instance_variable_set(:@user_data, entry&.user_data)
        yield outcome
      end
    rescue LibraryError => e
      raise unless e.status == :would_block
    end

    # Outcomes that are there are of calls that were made. Whoever still wants them gets them.
    def unfinished_calls
      came = to_a
      Native.nh_queue_pending(self)
    ensure
      @lock.synchronize { @left.concat(came) } if came
    end

    # What a parent's #next had taken is not for a child of fork.
    def left? = !@left.empty? && fd

    def one_left
      @lock.synchronize { @left.shift } if left?
    end

    def taken(number) = @lock.synchronize { @entries.delete(number) }
  end

  at_exit { Queue.tell_unfinished }
end
