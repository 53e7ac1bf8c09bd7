# frozen_string_literal: true

module NotificationHubs
  # Where a notification goes.
  class Target < NativeObject
    freed_by :nh_target_free

    class << self
      # Every device of the notification's platform.
      def broadcast = make(:nh_target_new_broadcast)

      # Devices with this tag.
      def tag(tag) = make(:nh_target_new_tag, tag)

      # Devices with any of these tags; sending to none is an error.
      # @param tags [Enumerable<String>]
      def tags(tags = [])
        make(:nh_target_new_tags).tap { |target| Types.list(tags).each { |tag| target.add_tag(tag) } }
      end

      # Devices that match a tag expression, given as text; several tags mean any of them.
      def expression(text) = make(:nh_target_new_expression, Taken.expression(text))

      # Devices that match a {TagExpression}.
      def composed(expression) = make(:nh_target_new_composed, expression)

      # All devices of a user.
      def user(user_id) = make(:nh_target_new_user, user_id)

      # One installation.
      def installation(installation_id) = make(:nh_target_new_installation, installation_id)

      # One device by its handle, which needs no registration.
      # @param handle [String, Hash] for a browser its subscription as JSON
      def device(handle) = make(:nh_target_new_device, Taken.json(handle))

      # One browser by its subscription.
      def browser(endpoint:, p256dh:, auth:)
        make(:nh_target_new_browser, endpoint, p256dh, auth)
      end

      # What calls take for a target: a String is an expression, an Array or a Set has tags. Nothing
      # stands for everyone but {broadcast}.
      # @return [Target]
      def of(value)
        case value
        when String then expression(value)
        when Array, Set then tags(value)
        when TagExpression then composed(value)
        else value
        end
      end
    end

    private_class_method :new

    # Adds a tag to a target made with {tags}.
    # @return [self]
    def add_tag(tag) = set(:nh_target_add_tag, tag)
  end
end
