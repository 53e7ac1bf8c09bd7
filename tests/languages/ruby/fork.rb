# A hub made before fork and used by parent and children at once, while threads
# of the parent are in the middle of calls: fork.rb RUNS
#
# Each accepted send is a line that tests/programs/fork.rs compares with what devices
# got; tests/programs/c/fork.c says what is in it.
require_relative 'nh'

CHILDREN = 8
CHILD_THREADS = 2
SENDS = 8
PARENT_THREADS = 3

def send_one(hub, id)
  status, out = outcome do |place|
    NH.nh_send_apple_notification(hub, %({"aps":{"alert":"#{id}"}}), 'apple', place)
  end
  good = status == NH::STATUS_OK && NH.nh_outcome_attempts(out) == 1
  line = if good
           "sent\t#{id}\t#{NH.nh_outcome_notification_id(out)}\n"
         else
           "# #{id}: #{NH.nh_error_message(NH.nh_outcome_error(out))}\n"
         end
  NH.nh_outcome_free(out)
  # Past Ruby's own buffer, of which each child would have a copy.
  $stdout.syswrite(line)
  good
end

# Sends so often; gives how many were good.
def sends(hub, name)
  Array.new(SENDS) { |i| send_one(hub, "#{name}-#{i}") }.count(true)
end

# How a child ended; it has a minute.
def ended(child)
  600.times do
    found = Process.wait2(child, Process::WNOHANG) and return found.last
    sleep 0.1
  end
  Process.kill(:KILL, child)
  Process.wait2(child).last
end

runs = Integer(ARGV.fetch(0))
$stdout.sync = true
hub = local_hub(NH.nh_options_new)
check sends(hub, 'before') == SENDS, 'sends before'
runs.times do |run|
  goes_on = true
  threads = Array.new(PARENT_THREADS) do |number|
    Thread.new do
      good = []
      good << send_one(hub, "run#{run}-parent-thread#{number}-#{good.size}") while goes_on
      good
    end
  end
  children = Array.new(CHILDREN) do |number|
    fork do
      good = Array.new(CHILD_THREADS) do |thread|
        Thread.new { sends(hub, "run#{run}-child#{number}-thread#{thread}") }
      end
      good = good.sum(&:value)
      # Every other one leaves the hub to the end of its process.
      NH.nh_hub_free(hub) if number.even?
      number % 4 < 2 ? exit(good) : exit!(good)
    end
  end
  good = sends(hub, "run#{run}-parent")
  children.each_with_index do |child, number|
    status = ended(child)
    check status.exitstatus == CHILD_THREADS * SENDS, "run #{run}, child #{number} sends",
          status.to_s
  end
  goes_on = false
  good_in_threads = threads.flat_map(&:value)
  check good_in_threads.any? && good_in_threads.all?, "run #{run}, threads of the parent",
        "#{good_in_threads.count(false)} sends went wrong"
  check good == SENDS, "run #{run}, parent sends", "#{good} of #{SENDS}"
  check sends(hub, "run#{run}-after") == SENDS, "run #{run}, parent sends after them"
end
NH.nh_hub_free(hub)
checks_done
