# frozen_string_literal: true

worker_processes 3
preload_app true # the hub is made in the master
# Ends a worker that is in a request for longer: more than the hub's timeout_ms.
timeout Integer(ENV.fetch('UNICORN_TIMEOUT', '30'))
pid "#{ENV.fetch('RUN')}/unicorn.pid"

# Unicorn reads this file inside of an object of its own, so without the `::` the constant would be
# that object's. A queue is its worker's.
after_fork { |_server, _worker| ::PUSHES = NotificationHubs::Queue.new }
