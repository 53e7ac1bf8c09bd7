# frozen_string_literal: true

# A Puma whose workers are forked from its first one, which is not preloaded.

# Here, since hooks of worker 0 run before it loads the application.
require 'notification_hubs'

workers 3
threads 1, 4
fork_worker
silence_single_worker_warning
worker_shutdown_timeout 15 # more than the hub's timeout_ms

# A queue of each worker, and a thread that hands outcomes to the requests that wait for them.
on_worker_boot do
  ::PUSHES = NotificationHubs::Queue.new
  Thread.new { loop { PUSHES.each(1000) { |outcome| outcome.user_data << outcome } } }
end
