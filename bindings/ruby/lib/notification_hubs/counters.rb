# frozen_string_literal: true

module NotificationHubs
  # What hubs had done when they were asked.
  class Counters < NativeObject
    # Calls that took at most so many microseconds; infinitely many in the last bucket.
    Bucket = Struct.new(:bound_us, :calls)

    UNBOUNDED = (2**64) - 1
    private_constant :UNBOUNDED

    freed_by :nh_counters_free

    def initialize(hub)
      super()
      make(:nh_counters_new, hub)
    end

    # Adds what another hub has done.
    # @return [self]
    def add(hub) = set(:nh_counters_add, hub)

    # @param counter [Symbol] of {Counter}
    # @param kind [Symbol] of {CallKind}
    # @return [Integer]
    def get(counter, kind = :all) = Native.nh_counters_get(self, counter, kind)

    # The histogram of the calls' durations.
    # @return [Array<Bucket>]
    def buckets(kind = :all)
      Array.new(Native.nh_counters_bucket_count(self)) do |index|
        bound = Native.nh_counters_bucket_bound_us(self, index)
        Bucket.new(bound == UNBOUNDED ? Float::INFINITY : bound,
                   Native.nh_counters_bucket(self, index, kind))
      end
    end

    # @return [String] all of it as Prometheus reads it
    def prometheus = Native.nh_counters_prometheus(self)
  end
end
