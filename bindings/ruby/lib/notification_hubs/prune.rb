# frozen_string_literal: true

module NotificationHubs
  # Deletes devices whose handles are dead, or says which it would delete. For one thread at a
  # time. After a failure the error's result is the report, and the same given again goes on behind
  # what is settled.
  class Prune < NativeObject
    freed_by :nh_prune_free

    # @param delete [Boolean] without it nothing is deleted
    # @param errors [Array<String>] words of the service that mean a dead device too, beside
    #   "ExpiredChannel" and "BadChannel"
    # @param progress [#call, nil] is called with how many are done, and of how many. What it
    #   raises ends the call and comes out of it, with the call's error as its cause. A call with a
    #   cancel: of the program's own is ended by that alone: there it comes out at the end.
    def initialize(delete: false, errors: [], progress: nil)
      super()
      @progress = Callbacks::Progress.new(progress) if progress
      # Only its calls run the callback. What frees it must not hold that: a block has the variables
      # around it, often this object, which would then never be freed.
      make(:nh_prune_new)
      set(:nh_prune_set_delete, delete)
      Types.list(errors).each { |error| set(:nh_prune_add_error, error) }
      set(:nh_prune_set_progress_callback, @progress.function, nil) if @progress
    end

    # Those that feedback says are dead, but for what has registered again since (Manage right).
    # @param feedback [Feedback]
    # @return [PruneReport]
    def feedback(hub, feedback, **options) = run(:nh_prune_feedback, hub, feedback, options)

    # All devices that have these handles (Manage right).
    # @param handles [Handles, Array<String>]
    # @return [PruneReport]
    def handles(hub, handles, **options) = run(:nh_prune_handles, hub, Handles.of(handles), options)

    # How often each was decided, in all calls so far.
    # @return [Hash{Symbol => Integer}] by {PruneDecision}
    def counts
      PruneDecision.map { |decision| [decision, Native.nh_prune_count(self, decision)] }.to_h
    end

    private

    def run(function, hub, what, options)
      return Call.make(function, self, hub, what, **options) unless @progress

      cancel = Cancel.new unless options[:cancel]
      options = options.merge(cancel: cancel) if cancel
      @progress.ending(cancel) { Call.make(function, self, hub, what, **options) }
    end
  end

  # What one call of a {Prune} decided, device by device.
  class PruneReport < NativeObject
    include Enumerable

    # What was decided of a device, or of a handle: decision is of {PruneDecision}. nil where
    # nothing is known.
    Device = Struct.new(:decision, :platform, :pns_handle, :installation_id, :registration_id,
                        :error) do
      include Discreet

      # A device's handle is as good as an address: it stays out of logs.
      def inspect
        "#<#{self.class} #{decision}: #{installation_id || registration_id || 'none'}>"
      end
    end

    freed_by :nh_prune_report_free

    private_class_method :new

    # One for each device that was found, and for each handle or document without one.
    # @yieldparam device [Device]
    # @return [self]
    def each
      return to_enum(:each) { Native.nh_prune_report_count(self) } unless block_given?

      Native.nh_prune_report_count(self).times { |index| yield device(index) }
      self
    end

    private

    def device(index)
      Device.new(PruneDecision.symbol(Native.nh_prune_report_decision(self, index)),
                 Platform.known(Native.nh_prune_report_platform(self, index)),
                 Native.nh_prune_report_pns_handle(self, index),
                 Native.nh_prune_report_installation_id(self, index),
                 Native.nh_prune_report_registration_id(self, index),
                 Native.nh_prune_report_error(self, index))
    end
  end
end
