# frozen_string_literal: true

# An application each of whose requests sends, with the hub of the master and the queue of its
# worker, which serves one request at a time.

require 'notification_hubs'

HUB = NotificationHubs::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'),
                                ca_file: ENV['NH_CA_FILE'], timeout_ms: 10_000)

run(lambda do |env|
  HUB.send_async(NotificationHubs::Notification.apple_alert(env.fetch('QUERY_STRING')), 'apple', PUSHES)
  outcome = PUSHES.next(15_000)
  status = outcome.error ? 502 : 200
  [status, { 'Content-Type' => 'text/plain' }, ["#{Process.pid} #{outcome.verdict}"]]
end)
