# frozen_string_literal: true

require_relative 'hub/sending'
require_relative 'hub/devices'
require_relative 'hub/jobs'

module NotificationHubs
  # A notification hub. Make it once; any number of threads use it at the same time, and so do
  # forked children.
  #
  # Keywords of each call: timeout_ms, tracking_id, test, retry, max_attempts, cancel
  # (nh_call_options_set_…). What fails raises an {Error}.
  class Hub < NativeObject
    include Sending
    include Devices
    include Jobs

    freed_by :nh_hub_free

    # @param connection_string [String] of an access policy, as the portal shows it
    # @param hub_name [String, nil] nil if the string has an EntityPath
    # @param options each nh_options_set_… is a keyword: timeout_ms: 5000, ca_file: path,
    #   rate_limit: [per_second, burst], debug: true, token_callback: ->(uri) { token },
    #   log_callback: [:info, ->(level, text) { … }], span_callback: ->(span) { … }
    def initialize(connection_string, hub_name = nil, **options)
      super()
      open_with(:nh_hub_new, connection_string, hub_name, options)
    end

    # A hub for the time of a block; what goes on after it is ended.
    # @yieldparam hub [Hub]
    # @return what the block gives, or the hub without a block
    def self.open(connection_string, hub_name = nil, **options)
      hub = new(connection_string, hub_name, **options)
      return hub unless block_given?

      begin
        yield hub
      ensure
        hub.close(0)
      end
    end

    # The hub of this process for these arguments, made at the first call and found again at
    # the next ones. It takes no callbacks and cannot be closed.
    # @return [Hub]
    def self.shared(connection_string, hub_name = nil, **options)
      allocate.tap do |hub|
        hub.__send__(:open_with, :nh_hub_new_shared, connection_string, hub_name, options)
      end
    end

    # @return [String] without a slash at its end: what tokens for parts of it are made for
    def url = Native.nh_hub_url(self)

    # Replaces the key of a hub in use. Calls that are under way go on.
    def set_connection_string(connection_string)
      call(:nh_hub_set_connection_string, connection_string)
    end

    # Ends all calls on other threads, with :closed, and waits until they have returned. Later
    # calls end so without a request.
    # @return [Boolean] have all returned? If not, the hub is closed all the same
    def close(timeout_ms) = in_time?(:nh_hub_close, timeout_ms)

    private

    # Calls a function that ends in _async: its last arguments are the queue and a number for
    # what belongs to the call.
    def hand_in(function, *arguments, queue, user_data, **options)
      queue.expect(self, user_data) do |place, told|
        call(function, *arguments, queue, place, **options, &told)
      end
    end

    def open_with(function, connection_string, hub_name, keywords)
      options = Options.of(keywords)
      make(function, connection_string, hub_name, options, callbacks: options&.callbacks || [])
    end
  end
end
