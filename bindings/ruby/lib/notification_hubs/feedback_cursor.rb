# frozen_string_literal: true

require_relative 'cursor'

module NotificationHubs
  # A place in feedback, as its documents lie in storage. Each item is what came together, some
  # hundred documents at most: a {Prune} takes it.
  class FeedbackCursor < Cursor
    freed_by :nh_feedback_cursor_free

    class << self
      # All feedback of a hub (Manage right).
      # @param marker [String, nil] to go on behind what another cursor has given
      # @return [FeedbackCursor]
      def all(hub, marker: nil) = behind(marker, make(:nh_feedback_cursor_new, hub))

      # What is at the signed address of a container or of a blob, which is a secret.
      # @return [FeedbackCursor]
      def uri(hub, uri, marker: nil) = behind(marker, make(:nh_feedback_cursor_new_uri, hub, uri))

      # The details of a notification's errors. {#next} waits until it was sent.
      # @return [FeedbackCursor]
      def notification(hub, notification_id, marker: nil)
        behind(marker, make(:nh_feedback_cursor_new_notification, hub, notification_id))
      end

      private

      def behind(marker, cursor)
        cursor.__send__(:set, :nh_feedback_cursor_set_marker, marker) unless marker.nil?
        cursor
      end
    end

    # What follows. It comes again, whole, if {#each_document} was left in the midst of it.
    # @return [Feedback, nil] nil at the end
    def next(**options)
      read(options) unless @held
      held = @held
      @held = nil
      held
    end

    # @!method each(**options)
    #   @yieldparam item [Feedback]
    #   @return [self]

    # The documents one by one. A second one goes on behind the first.
    # @yieldparam document [Feedback::Document]
    # @return [self]
    def each_document(**options)
      return to_enum(:each_document, **options) unless block_given?

      while (document = next_document(options))
        yield document
      end
      self
    end

    # The place behind what was given, to be kept for another cursor. In the midst of what came
    # together it is the place before it, so that nothing is lost: what was given of it comes once
    # more. It has no secret.
    # @return [String]
    def marker = @held ? @before : InUse.alone(self) { Native.nh_feedback_cursor_marker(self) }

    # @return [Integer] how many documents could not be read, and were passed over
    def unreadable_count = InUse.alone(self) { Native.nh_feedback_cursor_unreadable_count(self) }

    private

    # Reads on, and holds what has come, before anything can be raised from elsewhere.
    def read(options)
      before = marker
      call(:nh_feedback_cursor_next, **options) do |_, outcome, feedback|
        Interrupts.outcome = outcome
        @before, @held, @left = before, feedback, feedback.to_a if feedback
      end
    end

    def next_document(options)
      until @held && @left.any?
        @held = nil
        return unless read(options)
      end
      document = @left.shift
      @held = nil if @left.empty?
      document
    end
  end
end
