# frozen_string_literal: true

# A server on EventMachine, whose loop watches the queue's descriptor: server.rb SOCKET

require 'eventmachine'
require 'notification_hubs'

HUB = NotificationHubs::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'),
                                ca_file: ENV['NH_CA_FILE'], timeout_ms: 10_000)
QUEUE = NotificationHubs::Queue.new

# A connection of a client.
class Requests < EventMachine::Connection
  def receive_data(data)
    (@head ||= +'') << data
    return unless @head.end_with?("\r\n\r\n")

    HUB.send_async(NotificationHubs::Notification.apple_alert(@head[/\?(\S*)/, 1]), 'apple', QUEUE, self)
  end

  def answer(outcome)
    send_data("HTTP/1.0 #{outcome.error ? '502 Bad Gateway' : '200 OK'}\r\n\r\n#{outcome.verdict}\n")
    close_connection_after_writing
  end
end

# The queue's descriptor, which is read by nobody.
class Outcomes < EventMachine::Connection
  def notify_readable
    QUEUE.each { |outcome| outcome.user_data.answer(outcome) }
  end
end

EventMachine.run do
  server = EventMachine.start_unix_domain_server(ARGV.fetch(0), Requests)
  outcomes = EventMachine.watch(QUEUE.fd, Outcomes)
  outcomes.notify_readable = true
  stopping = false
  trap('TERM') { stopping = true }
  EventMachine.add_periodic_timer(0.1) do
    next unless stopping

    EventMachine.stop_server(server) if server
    server = nil
    EventMachine.stop if EventMachine.connection_count <= 2 # the timer's tick and the queue's
  end
end
