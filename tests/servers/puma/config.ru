# frozen_string_literal: true

# An application each of whose requests sends, by the queue of its worker (fork_worker.rb).

require 'notification_hubs'

HUB = NotificationHubs::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'),
                                ca_file: ENV['NH_CA_FILE'], timeout_ms: 10_000)

run(lambda do |env|
  notification = NotificationHubs::Notification.apple_alert(env.fetch('QUERY_STRING'))
  HUB.send_async(notification, 'apple', PUSHES, answer = Thread::Queue.new)
  outcome = answer.pop
  status = outcome.error ? 502 : 200
  [status, { 'Content-Type' => 'text/plain' }, ["#{Process.pid} #{outcome.verdict}"]]
end)
