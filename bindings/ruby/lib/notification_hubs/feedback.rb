# frozen_string_literal: true

module NotificationHubs
  # What a blob of feedback says, document by document.
  class Feedback < NativeObject
    include Enumerable

    # A device whose handle was refused. Texts are nil where it does not say.
    Document = Struct.new(:time, :error, :platform, :pns_handle, :new_pns_handle,
                          :registration_id, :installation_id, :notification_id) do
      include Discreet

      # A device's handle is as good as an address: it stays out of logs.
      def inspect = "#<#{self.class} #{platform}: #{error}>"
    end

    freed_by :nh_feedback_free

    # @param blob [String] as it was read
    # @return [Feedback]
    def self.parse(blob)
      bytes = String.try_convert(blob) or raise TypeError, "#{blob.class} where a String is needed"
      make(:nh_feedback_parse, Types::Text.to_native(bytes.b), bytes.bytesize)
    end

    private_class_method :new

    # @return [Integer] how many documents could not be read
    def unreadable_count = Native.nh_feedback_unreadable_count(self)

    # @yieldparam document [Document]
    # @return [self]
    def each
      return to_enum(:each) { Native.nh_feedback_count(self) } unless block_given?

      Native.nh_feedback_count(self).times { |index| yield document(index) }
      self
    end

    private

    def document(index)
      Document.new(Native.nh_feedback_time(self, index),
                   Native.nh_feedback_error(self, index),
                   Native.nh_feedback_platform(self, index),
                   Native.nh_feedback_pns_handle(self, index),
                   Native.nh_feedback_new_pns_handle(self, index),
                   Native.nh_feedback_registration_id(self, index),
                   Native.nh_feedback_installation_id(self, index),
                   Native.nh_feedback_notification_id(self, index))
    end
  end
end
