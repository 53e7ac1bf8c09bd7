# frozen_string_literal: true

module NotificationHubs
  # Ends calls from another thread: all that were given it as cancel:.
  class Cancel < NativeObject
    freed_by :nh_cancel_free

    def initialize
      super
      make(:nh_cancel_new)
    end

    # Ends every call that has it, and every later one, with :cancelled.
    # @return [void]
    def trigger
      Native.nh_cancel_trigger(self)
    end
  end
end
