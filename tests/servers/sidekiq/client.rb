# frozen_string_literal: true

# Hands a job in for each line of its input, and writes what jobs say.

require_relative 'jobs'

$stdout.sync = true
Thread.new do
  loop { Sidekiq.redis { |redis| redis.blpop('answers', timeout: 1) }&.then { |_, answer| puts answer } }
end
$stdin.each_line { |line| Push.perform_async(line.chomp) }
