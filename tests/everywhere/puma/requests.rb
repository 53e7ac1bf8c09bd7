# frozen_string_literal: true

# Asks the Puma at the socket in ARGV for every platform.

require 'socket'
require_relative '../ruby/payloads'

NotificationHubs::Platform.each do |platform|
  answer = UNIXSocket.open(ARGV.fetch(0)) do |socket|
    socket.write("GET /?#{platform} HTTP/1.0\r\n\r\n")
    socket.read
  end
  abort "#{platform}: #{answer}" unless answer.end_with?("\r\n\r\naccepted")
end
