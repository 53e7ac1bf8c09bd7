# frozen_string_literal: true

# A preforking Puma: the hub is made in the master and used there and in all workers; each
# worker has a queue of its own.

require 'notification_hubs'

# A connection whose request comes late is counted for no thread, so that a worker may take
# more than it has threads for: each has enough for all requests of a test that stay.
workers 3
threads 1, 8
preload_app!
silence_single_worker_warning

hub = NotificationHubs::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'),
                                ca_file: ENV.fetch('NH_CA_FILE'))
hub.send_apple_notification({ aps: { alert: 'master' } }, 'apple')
queue = nil

on_worker_boot { queue = NotificationHubs::Queue.new }

app do |env|
  text = env.fetch('QUERY_STRING')
  notification = NotificationHubs::Notification.apple_alert(text)
  outcome =
    if env.fetch('PATH_INFO') == '/queue'
      hub.send_async(notification, 'apple', queue, text)
      queue.next(10_000)
    else
      hub.send(notification, 'apple')
    end
  [200, { 'Content-Type' => 'text/plain' }, ["#{Process.pid} #{outcome.verdict}"]]
rescue NotificationHubs::Error => e
  [502, { 'Content-Type' => 'text/plain' }, ["#{Process.pid} #{e.message}"]]
end
