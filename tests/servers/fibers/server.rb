# frozen_string_literal: true

# A server on Ruby's fiber scheduler (async), whose requests wait for their sends beside each
# other: server.rb SOCKET

require 'async'
require 'socket'
require 'notification_hubs'

hub = NotificationHubs::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'),
                                ca_file: ENV['NH_CA_FILE'], timeout_ms: 10_000)
queue = NotificationHubs::Queue.new

send = lambda do |notification, target|
  answer = Thread::Queue.new
  hub.send_async(notification, target, queue, answer)
  answer.pop # only this fiber waits
end

answer = lambda do |connection|
  text = connection.gets[/\?(\S*)/, 1]
  nil until ["\r\n", nil].include?(connection.gets)
  outcome = send.call(NotificationHubs::Notification.apple_alert(text), 'apple')
  connection.write("HTTP/1.0 #{outcome.error ? '502 Bad Gateway' : '200 OK'}\r\n\r\n#{outcome.verdict}\n")
ensure
  connection.close
end

# A handler of signals wakes nobody in a fiber scheduler; a pipe does.
stopped, stop = IO.pipe
trap('TERM') { stop.write_nonblock('.') }

server = UNIXServer.new(ARGV.fetch(0))
Async do |task|
  taker = task.async do
    loop do
      queue.to_io.wait_readable
      queue.each { |outcome| outcome.user_data << outcome }
    end
  end
  requests = []
  accepting = task.async do
    loop do
      connection = server.accept
      requests.reject!(&:finished?)
      requests << task.async { answer.call(connection) }
    end
  end
  stopped.wait_readable
  accepting.stop
  requests.each(&:wait)
  taker.stop
end
