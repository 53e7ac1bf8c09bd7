# frozen_string_literal: true

# An application beside the files of docs/ruby.md: as with Rails, its gems are loaded before them.

require 'notification_hubs'
require_relative 'config/initializers/notification_hubs'

taking = Mutex.new

run lambda { |env|
  text = env.fetch('QUERY_STRING')
  notification = NotificationHubs::Notification.apple_alert(text)
  HUB.send(notification, 'apple')
  outcome = taking.synchronize do
    HUB.send_async(notification, 'apple', PUSHES, text)
    PUSHES.next(10_000)
  end
  raise "that of #{outcome.user_data}" unless outcome.user_data == text

  [200, { 'Content-Type' => 'text/plain' }, ["#{Process.pid} #{outcome.verdict}"]]
}
