# frozen_string_literal: true

# Memory stays flat over many calls of each kind, good and refused.
#
# NH_MEMORY_CALLS: how many calls of each kind; 2000 without it.

require 'notification_hubs'

NH = NotificationHubs
CALLS = Integer(ENV.fetch('NH_MEMORY_CALLS', '2000'))
# What allocators of Ruby and C keep beside what is used.
SLACK_KB = 16_384

def resident_kb = File.read('/proc/self/status')[/^VmRSS:\s+(\d+)/, 1].to_i

hub = NH::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'), ca_file: ENV.fetch('NH_CA_FILE'))
queue = NH::Queue.new
alert = NH::Notification.apple_alert('hello')
hub.put_installation(NH::Installation.new('memory', :apple, 'ab' * 32))

kinds = {
  'send' => -> { hub.send(alert, 'apple') },
  'send with options' => -> { hub.send(alert, 'apple', timeout_ms: 20_000, tracking_id: 'x') },
  'refused send' => -> { hub.send(alert, 'a &&') },
  'notification' => -> { NH::Notification.apple_alert('hello') },
  'refused value' => -> { NH::Notification.apple_alert("a\0b") },
  'queued send' => lambda {
    hub.send_async(alert, 'apple', queue, 'data')
    raise 'no data' unless queue.next(20_000).user_data == 'data'
  },
  'empty queue' => -> { queue.next },
  'installation' => -> { hub.get_installation('memory').tags },
  'missing installation' => -> { hub.get_installation('nobody') },
  'feedback' => lambda {
    prune = NH::Prune.new(progress: ->(*) {})
    NH::FeedbackCursor.all(hub).each { |portion| prune.feedback(hub, portion) }
  },
  'refused pruning' => -> { NH::Prune.new(errors: ['']) },
  'tags' => -> { NH::TagExpression.parse('a && !b') }
}
kinds.each do |kind, call|
  calls = lambda do |count|
    count.times do
      call.call
    rescue NH::Error, ArgumentError
      nil # some are refused
    end
    GC.start
  end
  calls.call(500)
  before = resident_kb
  calls.call(CALLS)
  grown = resident_kb - before
  puts "#{kind}: #{grown} KiB in #{CALLS} calls"
  abort "#{kind}: memory grows" if grown > SLACK_KB
end
