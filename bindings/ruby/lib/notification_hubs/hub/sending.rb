# frozen_string_literal: true

module NotificationHubs
  class Hub < NativeObject
    # Sends of all kinds.
    #
    # A payload is text or a Hash, which is written as JSON. Tags are an expression as text, a
    # {TagExpression}, or several tags in an Array or a Set: devices with any of them.
    module Sending
      # Sends a notification and waits for the service's answer.
      # @param notification [Notification]
      # @param target [Target, TagExpression, Array<String>, String] see {Target.of}
      # @return [Outcome] of an accepted send
      # @raise [Error] with its outcome
      def send(notification, target, **options)
        call(:nh_send, notification, Target.of(target), **options)
      end

      # Hands a send to a queue and returns at once; its outcome comes out of the queue with
      # user_data.
      # @param queue [Queue]
      # @raise [LibraryError] :would_block if the queue is full
      # @return [void]
      def send_async(notification, target, queue, user_data = nil, **options)
        hand_in(:nh_send_async, notification, Target.of(target), queue, user_data, **options)
      end

      # Sends directly to each device of a list, a thousand in a request.
      # @param handles [Handles, Array<String>]
      # @return [BatchReport]
      # @raise [Error] with the report as its result, if one request was not accepted
      def send_direct_batch(notification, handles, **options)
        call(:nh_send_direct_batch, notification, Handles.of(handles), **options)
      end

      # The same with handles that are asked for as they are needed: a million need no list.
      # What their each raises ends the batch, and is the cause of its error.
      # @param handles [Enumerable<String>]
      # @return [BatchReport]
      def send_direct_batch_from(notification, handles, **options)
        following = Callbacks.next_handle(Types.list(handles).each_entry)
        call(:nh_send_direct_batch_from, notification, following, nil, **options)
      end

      # Hands in a direct batch of at most 1000 devices, which is one request: its outcome is that
      # of all. See {#send_async}.
      # @param handles [Handles, Array<String>]
      # @return [void]
      def send_direct_batch_async(notification, handles, queue, user_data = nil, **options)
        hand_in(:nh_send_direct_batch_async, notification, Handles.of(handles), queue, user_data,
                **options)
      end

      # Sends later, at most in seven days.
      # @param time [Time, Integer] an Integer in milliseconds since 1970
      # @return [Outcome] whose notification_id {#cancel_scheduled} takes
      def schedule(notification, target, time, **options)
        call(:nh_schedule, notification, Target.of(target), Taken.unix_ms(time), **options)
      end

      # Hands in what {#schedule} would do: see {#send_async}.
      # @return [void]
      def schedule_async(notification, target, time, queue, user_data = nil, **options)
        hand_in(:nh_schedule_async, notification, Target.of(target), Taken.unix_ms(time), queue, user_data,
                **options)
      end

      # Calls off a scheduled send.
      def cancel_scheduled(notification_id, **options)
        call(:nh_cancel_scheduled, notification_id, **options)
      end

      # Hands in what {#cancel_scheduled} would do: see {#send_async}.
      # @return [void]
      def cancel_scheduled_async(notification_id, queue, user_data = nil, **options)
        hand_in(:nh_cancel_scheduled_async, notification_id, queue, user_data, **options)
      end

      # @!group One line for each platform

      def send_apple_notification(payload, tags) = line(:nh_send_apple_notification, payload, tags)
      def send_google_notification(payload, tags) = line(:nh_send_google_notification, payload, tags)
      def send_fcmv1_notification(payload, tags) = line(:nh_send_fcmv1_notification, payload, tags)
      def send_windows_notification(payload, tags) = line(:nh_send_windows_notification, payload, tags)
      def send_mpns_notification(payload, tags) = line(:nh_send_mpns_notification, payload, tags)
      def send_adm_notification(payload, tags) = line(:nh_send_adm_notification, payload, tags)
      def send_baidu_notification(payload, tags) = line(:nh_send_baidu_notification, payload, tags)
      def send_browser_notification(payload, tags) = line(:nh_send_browser_notification, payload, tags)
      def send_xiaomi_notification(payload, tags) = line(:nh_send_xiaomi_notification, payload, tags)
      def send_template_notification(payload, tags) = line(:nh_send_template_notification, payload, tags)

      def broadcast_apple_notification(payload) = line(:nh_broadcast_apple_notification, payload)
      def broadcast_google_notification(payload) = line(:nh_broadcast_google_notification, payload)
      def broadcast_fcmv1_notification(payload) = line(:nh_broadcast_fcmv1_notification, payload)
      def broadcast_windows_notification(payload) = line(:nh_broadcast_windows_notification, payload)
      def broadcast_mpns_notification(payload) = line(:nh_broadcast_mpns_notification, payload)
      def broadcast_adm_notification(payload) = line(:nh_broadcast_adm_notification, payload)
      def broadcast_baidu_notification(payload) = line(:nh_broadcast_baidu_notification, payload)
      def broadcast_browser_notification(payload) = line(:nh_broadcast_browser_notification, payload)
      def broadcast_xiaomi_notification(payload) = line(:nh_broadcast_xiaomi_notification, payload)
      def broadcast_template_notification(payload) = line(:nh_broadcast_template_notification, payload)

      # @!endgroup

      private

      def line(function, payload, *tags)
        call(function, Taken.json(payload), *tags.map { |some| Taken.expression(some) })
      end
    end
  end
end
