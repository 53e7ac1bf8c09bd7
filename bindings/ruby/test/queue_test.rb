# frozen_string_literal: true

# Sends that do not wait.

require 'timeout'
require_relative 'test_helper'

class QueueTest < LocalHubTest
  def test_each_send_has_one_outcome_with_what_belongs_to_it
    queue = NH::Queue.new(capacity: 100, capacity_bytes: 1_000_000, concurrency: 4)
    names = %w[Ann Bernd Chloé]
    names.each { |name| hub.send_async(alert(name), 'apple', queue, { name: name }) }
    outcomes = queue.each(10_000).first(3)

    assert(outcomes.all?(&:accepted?))
    assert_equal names, outcomes.map { |outcome| outcome.user_data.fetch(:name) }.sort
    assert_equal names, alerts.sort
    assert_equal 0, queue.pending
    assert_nil queue.next
  end

  def test_io_select_tells_when_there_are_outcomes
    queue = NH::Queue.new
    assert_nil IO.select([queue], nil, nil, 0)
    hub.send_async(alert, 'apple', queue)

    assert IO.select([queue], nil, nil, 10)
    assert_operator queue.fd, :>, 2
    IO.for_fd(queue.dup_fd, autoclose: true) { |own| assert IO.select([own], nil, nil, 0) }
    assert_predicate queue.next, :accepted?
    assert_nil IO.select([queue], nil, nil, 0)
  end

  ENDS = <<~RUBY
    require 'notification_hubs'
    include NotificationHubs
    hub = Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'), ca_file: ENV.fetch('NH_CA_FILE'))
    queue = NotificationHubs::Queue.new
    ARGV[0].to_i.times { hub.send_async(Notification.apple_alert('x'), 'apple', queue) }
    eval(ARGV[1])
  RUBY

  def test_a_program_that_ends_with_calls_in_a_queue_says_so
    told = "notification_hubs: a queue ended with %s unfinished; close it with a time first\n"
    fault(method: 'POST', path: '/*/messages', kind: 'stall', hold_ms: 60_000)

    assert_equal format(told, '5 calls'), said_by(5, '')
    assert_equal format(told, '1 call'), said_by(1, 'exit')
    assert_equal format(told, '2 calls'), said_by(2, 'fork { }; Process.wait')
  end

  def test_a_program_that_has_made_its_calls_or_closed_the_queue_says_nothing
    assert_empty said_by(0, '')
    assert_empty said_by(3, 'queue.each(5000).first(3)')
    assert_empty said_by(3, 'queue.close(5000)')
    assert_empty said_by(1, 'IO.select([queue])')
    assert_empty said_by(2, 'queue.close(0)')
  end

  def test_what_is_there_at_the_end_can_still_be_taken
    later = "at_exit { puts queue.next.verdict }; IO.select([queue]); #{NH::Queue}.tell_unfinished"

    assert_equal "accepted\n", said_by(1, later)
  end

  def test_a_full_queue
    fault(method: 'POST', kind: 'stall', hold_ms: 60_000)
    queue = NH::Queue.new(capacity: 1)
    hub.send_async(alert, 'apple', queue)
    error = assert_raises(NH::LibraryError) { hub.send_async(alert, 'apple', queue, 'second') }

    assert_equal :would_block, error.status
    assert_equal 1, queue.pending
  end

  def test_bad_arguments_are_refused_at_once
    queue = NH::Queue.new

    assert_raises(NH::UsageError) { hub.send_async(alert, 'a &&', queue) }
    assert_raises(TypeError) { hub.send_async(alert, 'apple', queue, nil, cancel: 1) }
    assert_equal 0, queue.pending
  end

  def test_installations_are_put_changed_and_deleted
    queue = NH::Queue.new
    device = NH::Installation.new('queued', :fcmv1, 'a-token', tags: %w[news])
    hub.put_installation_async(device, queue, :put)
    outcome = queue.next(10_000)

    assert_equal [:put, true], [outcome.user_data, outcome.accepted?]
    patch = NH::InstallationPatch.new
    patch.add_tag('sport')
    hub.patch_installation_async('queued', patch, queue, timeout_ms: 10_000)
    assert_predicate queue.next(10_000), :accepted?
    assert_equal %w[news sport], hub.get_installation('queued').tags.sort
    hub.delete_installation_async('queued', queue)
    assert_predicate queue.next(10_000), :accepted?
    refute hub.installation_exists?('queued')
    assert_raises(NH::UsageError) { hub.delete_installation_async('..', queue) }
    assert_equal 0, queue.pending
  end

  def test_sends_are_scheduled_and_called_off
    queue = NH::Queue.new
    hub.schedule_async(alert, 'apple', Time.now + 86_400, queue, 'tomorrow')
    outcome = queue.next(10_000)

    assert_equal ['tomorrow', true], [outcome.user_data, outcome.accepted?]
    hub.cancel_scheduled_async(outcome.notification_id, queue)
    assert_predicate queue.next(10_000), :accepted?
    assert_raises(NH::ServiceError) { hub.cancel_scheduled(outcome.notification_id) }
  end

  # The outcome of a call that is handed in.
  def came(queue, method, *arguments, **options)
    hub.public_send(method, *arguments, queue, **options)
    queue.next(10_000)
  end

  def test_installations_come_with_outcomes
    queue = NH::Queue.new
    hub.put_installation(NH::Installation.new('read', :fcmv1, 'a-token', tags: %w[news]))
    outcome = came(queue, :get_installation_async, 'read')

    assert_raises(NH::UsageError) { outcome.take_job }
    read = outcome.take_installation
    assert_equal hub.get_installation('read').json, read.json
    assert_same outcome, read.outcome
    assert_match(/taken before/, assert_raises(NH::UsageError) { outcome.take_installation }.message)
    assert_predicate came(queue, :installation_exists_async, 'read'), :exists?
    refute_predicate came(queue, :installation_exists_async, 'nobody'), :exists?
    missing = came(queue, :get_installation_async, 'nobody')
    assert_equal missing.error.message,
                 assert_raises(NH::ServiceError) { missing.take_installation }.message
  end

  def test_registrations_come_with_outcomes
    queue = NH::Queue.new
    made = NH::Registration.new(:gcm, 'gcm-queued', tags: %w[queued])
    created = came(queue, :create_registration_async, made).take_registration
    id = came(queue, :create_registration_id_async).registration_id

    assert_equal id, came(queue, :put_registration_async, id, made).take_registration.id
    late = came(queue, :update_registration_async, id, made, etag: '7')
    assert_equal :precondition_failed, late.status
    changed = came(queue, :update_registration_async, id, made, etag: '1')
    assert_equal '2', changed.take_registration.etag
    assert_equal %w[queued], came(queue, :get_registration_async, id).take_registration.tags
    page = came(queue, :get_registration_page_async, tag: 'queued').take_registration_page
    assert_equal [created.id, id].sort, page.map(&:id).sort
    assert_nil page.continuation_token
    assert_equal page.map(&:id), hub.get_registration_page(channel: 'gcm-queued').map(&:id)
    assert_predicate came(queue, :delete_registration_async, id), :accepted?
    refute_predicate came(queue, :registration_exists_async, id), :exists?
  end

  def test_batches_telemetry_and_jobs_come_with_outcomes
    queue = NH::Queue.new
    handles = (1..1000).map { |number| format('%08x', number) }
    sent = came(queue, :send_direct_batch_async, alert, handles)

    assert_predicate sent, :accepted?
    assert_raises(NH::UsageError) do
      hub.send_direct_batch_async(alert, [*handles, 'ab'], queue)
    end
    details = came(queue, :get_notification_details_async, sent.notification_id)
    assert_equal sent.notification_id, details.take_notification_details.notification_id
    job = came(queue, :submit_job_async, :export_registrations, 'https://a.example/out?sig=b').take_job
    assert_equal job.id, came(queue, :get_job_async, job.id).take_job.id
    assert_equal hub.list_jobs.map(&:id), came(queue, :list_jobs_async).take_jobs.map(&:id)
    assert_includes came(queue, :get_feedback_container_uri_async).body, '://'
    assert_equal 0, queue.pending
  end

  def test_failures_come_as_outcomes
    queue = NH::Queue.new
    fault(method: 'POST', path: '/*/messages', kind: 'status', status: 403)
    hub.send_async(alert, 'apple', queue, 7)
    outcome = queue.next(10_000)

    assert_equal [:forbidden, :not_accepted, 7],
                 [outcome.status, outcome.verdict, outcome.user_data]
    assert_kind_of NH::ServiceError, outcome.error
  end

  def test_closing
    queue = NH::Queue.new
    hub.send_async(alert, 'apple', queue)
    assert queue.close(10_000)

    assert_equal [:ok], queue.map(&:status)
    assert_equal :closed, assert_raises(NH::LibraryError) { queue.next }.status
    assert_equal :closed,
                 assert_raises(NH::LibraryError) { hub.send_async(alert, 'apple', queue) }.status
  end

  def test_closing_ends_what_takes_too_long
    fault(method: 'POST', kind: 'stall', hold_ms: 60_000)
    queue = NH::Queue.new
    hub.send_async(alert, 'apple', queue)
    wait_until('the send is under way') { sends.any? }

    refute queue.close(0)
    assert_equal [:unknown], queue.each(10_000).map(&:verdict)
  end

  def test_a_queue_for_a_block
    left = nil
    NH::Queue.open do |queue|
      left = queue
      hub.send_async(alert, 'apple', queue)
      assert_predicate queue.next(10_000), :accepted?
    end

    assert_raises(NH::LibraryError) { hub.send_async(alert, 'apple', left) }
  end

  def test_a_block_may_be_left_in_any_way
    queue = NH::Queue.new
    4.times { |number| hub.send_async(alert, 'apple', queue, number) }
    # rubocop:disable Lint/UnreachableLoop
    queue.each(10_000) { |outcome| break outcome }
    catch(:enough) { queue.each(10_000) { throw :enough } }
    assert_raises(IOError) { queue.each(10_000) { raise IOError } }
    # rubocop:enable Lint/UnreachableLoop

    assert_predicate queue.next(10_000), :accepted?
    assert_equal 0, queue.pending
  end

  def test_an_exception_from_elsewhere_loses_no_outcome
    queue = NH::Queue.new(capacity: 1, full_wait_ms: 60_000)
    hub.send_async(alert, 'apple', queue, 'first')
    sender = Thread.new do
      Thread.current.report_on_exception = false
      hub.send_async(alert, 'apple', queue, 'second')
    end
    wait_until('the second waits for room') { sender.status == 'sleep' }
    sender.raise(IOError)

    assert_raises(IOError) { sender.join } # though there is no room yet: it was not taken
    assert_equal 'first', queue.next(10_000).user_data
    assert_equal 0, queue.pending
    assert_empty queue.instance_variable_get(:@entries)
    hub.send_async(alert, 'apple', queue, 'third')
    assert_equal 'third', queue.next(10_000).user_data
  end

  def test_a_timeout_ends_a_wait_and_loses_no_outcome
    fault(method: 'POST', path: '/*/messages', kind: 'stall', hold_ms: 60_000, times: 1)
    queue = NH::Queue.new
    hub.send_async(alert, 'apple', queue, 'stalled', timeout_ms: 60_000)

    assert_raises(Timeout::Error) { Timeout.timeout(0.1) { queue.next(120_000) } }
    assert_equal 1, queue.pending # else it would have waited for the outcome
    hub.close(0)
    assert_equal 'stalled', queue.next(10_000).user_data
  end

  # The exception is there when the library gives the outcome to the thread.
  def test_what_an_interrupted_thread_has_taken_is_the_next_one
    [->(thread) { thread.raise(IOError) }, :kill.to_proc].each do |interrupt|
      fault(method: 'POST', path: '/*/messages', kind: 'stall', hold_ms: 60_000, times: 1)
      queue = NH::Queue.new
      hub = open_hub
      hub.send_async(alert, 'apple', queue, 'mine', timeout_ms: 60_000)
      taker = Thread.new { queue.next(60_000) }
      taker.report_on_exception = false
      wait_until('it waits') { taker.status == 'sleep' }
      interrupt.call(taker)
      hub.close(0)
      begin
        taker.join
      rescue IOError
        nil
      end

      assert_equal 1, queue.pending
      forked = in_child { [assert_raises(NH::LibraryError) { queue.next }.status, queue.pending] }
      assert_equal [:forked, 0], forked
      assert_equal 'mine', queue.next(10_000).user_data
      assert_equal 0, queue.pending
    end
  end

  def test_a_block_may_raise_that_something_else_is_closed
    queue = NH::Queue.new
    closed = open_hub
    closed.close(0)
    hub.send_async(alert, 'apple', queue)
    error = assert_raises(NH::LibraryError) { queue.each(10_000) { closed.send(alert, 'apple') } }

    assert_equal :closed, error.status
  end

  def test_the_hub_may_be_forgotten_before_the_outcome
    lines = ::Queue.new
    queue = NH::Queue.new
    hub = open_hub(log_callback: [:info, ->(_, text) { lines << text }])
    hub.send_async(alert, 'apple', queue)
    hub = nil # rubocop:disable Lint/UselessAssignment
    GC.start

    assert_predicate queue.next(10_000), :accepted?
    assert_match(/accepted/, lines.pop(true))
  end

  def test_threads_hand_in_and_take
    queue = NH::Queue.new(capacity: 16, full_wait_ms: 20_000)
    senders = Array.new(4) do |thread|
      Thread.new { 25.times { |i| hub.send_async(alert("#{thread}-#{i}"), 'apple', queue, [thread, i]) } }
    end
    takers = Array.new(2) { Thread.new { queue.each(60_000).map(&:user_data) } }
    senders.each(&:join)
    assert queue.close(30_000)
    taken = takers.flat_map(&:value)

    assert_equal 4.times.to_a.product(25.times.to_a), taken.sort
    assert_equal 100, alerts.uniq.size
  end

  private

  # What a program of its own says, which hands in so many calls and does this.
  def said_by(calls, rest)
    IO.popen([RbConfig.ruby, '-W1', '-I', File.join(__dir__, '../lib'), '-e', ENDS, calls.to_s, rest,
              { err: %i[child out] }], &:read)
  end
end
