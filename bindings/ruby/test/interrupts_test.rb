# frozen_string_literal: true

# What comes to a call that waits from elsewhere: Timeout, Thread#raise and #kill, Ctrl-C and
# handlers of signals. They end it at once, and its verdict is kept.

require 'timeout'
require_relative 'test_helper'

class InterruptsTest < LocalHubTest
  # Far longer than an interrupt may take.
  LONG = { timeout_ms: 60_000 }.freeze

  def teardown
    %w[INT USR1].each { |signal| Signal.trap(signal, 'DEFAULT') }
    super
  end

  def test_a_timeout_ends_a_call
    stall
    assert_at_once do
      assert_raises(Timeout::Error) { Timeout.timeout(0.2) { hub.send(alert, 'apple', **LONG) } }
    end
    assert_equal :unknown, NH.interrupted_outcome.verdict
    assert_equal :cancelled, NH.interrupted_outcome.error.status

    assert_predicate hub.send(alert, 'apple'), :accepted?
    assert_nil NH.interrupted_outcome
  end

  def test_a_timeout_in_time_ends_nothing
    outcome = Timeout.timeout(20) { hub.send(alert, 'apple') }

    assert_predicate outcome, :accepted?
    assert_nil NH.interrupted_outcome
  end

  def test_a_thread_is_raised_in
    stall
    thread = Thread.new do
      hub.send(alert, 'apple', **LONG)
    rescue IOError => e
      [e.message, NH.interrupted_outcome.verdict]
    end
    wait_until('the send has arrived') { sends.any? }

    assert_at_once do
      thread.raise(IOError, 'from elsewhere')

      assert_equal ['from elsewhere', :unknown], thread.value
    end
    assert_nil(Thread.new { NH.interrupted_outcome }.value) # it is that of its thread
  end

  def test_a_thread_is_killed
    stall
    steps = []
    thread = Thread.new do
      hub.send(alert, 'apple', **LONG)
      steps << :sent
    rescue NH::Error
      steps << :failed
    ensure
      steps << NH.interrupted_outcome.verdict
    end
    wait_until('the send has arrived') { sends.any? }
    assert_at_once { thread.kill.join }

    assert_equal [:unknown], steps
    assert_predicate hub.send(alert, 'apple'), :accepted?
  end

  def test_ctrl_c
    stall
    assert_at_once do
      assert_raises(Interrupt) { while_waiting('INT') { hub.send(alert, 'apple', **LONG) } }
    end
    assert_equal :unknown, NH.interrupted_outcome.verdict
  end

  # An error of the program's own is not taken for one of the call.
  def test_a_handler_that_raises
    stall
    Signal.trap('USR1') { raise IOError, 'enough' }
    error = assert_at_once do
      assert_raises(IOError) { while_waiting('USR1') { hub.send(alert, 'apple', **LONG) } }
    end
    assert_equal ['enough', nil], [error.message, error.cause]
    assert_equal :unknown, NH.interrupted_outcome.verdict
  end

  def test_a_handler_that_exits
    stall
    Signal.trap('USR1') { exit(3) }
    assert_at_once do
      assert_raises(SystemExit) { while_waiting('USR1') { hub.send(alert, 'apple', **LONG) } }
    end
  end

  # It cannot: there is C between it and its catch.
  def test_a_handler_that_throws
    stall
    Signal.trap('USR1') { throw :away }
    assert_at_once do
      catch(:away) do
        assert_raises(UncaughtThrowError, ThreadError) do
          while_waiting('USR1') { hub.send(alert, 'apple', **LONG) }
        end
      end
    end
  end

  def test_a_handler_that_returns_ends_nothing
    stall(hold_ms: 1500)
    seen = 0
    Signal.trap('USR1') { seen += 1 }
    error = assert_raises(NH::NetworkError) do
      while_waiting('USR1') { hub.send(alert, 'apple', timeout_ms: 1000, retry: :never) }
    end

    assert_equal [:timeout, 1], [error.status, seen]
    assert_nil NH.interrupted_outcome
  end

  # They run while the call waits, not when it is over.
  def test_handlers_run_at_once
    stall
    cancel = NH::Cancel.new
    Signal.trap('USR1') { cancel.trigger }
    assert_at_once do
      error = assert_raises(NH::NetworkError) do
        while_waiting('USR1') { hub.send(alert, 'apple', cancel: cancel, **LONG) }
      end
      assert_equal :cancelled, error.status
    end
  end

  def test_every_call_that_waits
    {
      'GET' => -> { hub.get_installation('x', **LONG) },
      'PUT' => -> { hub.put_installation(NH::Installation.new('x', :apple, 'ab' * 32), **LONG) },
      'DELETE' => -> { hub.delete_installation('x', **LONG) },
      'POST' => -> { hub.send_direct_batch(alert, ['ab' * 32], **LONG) }
    }.each do |method, call|
      fault(method: method, kind: 'stall', hold_ms: 60_000, times: 1)
      assert_at_once { assert_raises(Timeout::Error) { Timeout.timeout(0.3) { call.call } } }
    end
    cursor = NH::RegistrationCursor.all(hub)
    fault(method: 'GET', kind: 'stall', hold_ms: 60_000, times: 1)
    assert_at_once { assert_raises(Timeout::Error) { Timeout.timeout(0.3) { cursor.next(**LONG) } } }
    refute_nil cursor.next # which asks again
  end

  def test_closing
    fault(method: 'POST', path: '/*/messages', kind: 'stall', hold_ms: 60_000)
    queue = NH::Queue.new
    hub.send_async(alert, 'apple', queue, nil, **LONG)
    wait_until('the send has arrived') { sends.any? }
    assert_at_once { assert_raises(Timeout::Error) { Timeout.timeout(0.3) { queue.next(60_000) } } }

    assert_equal 1, queue.pending
    assert_nil NH.interrupted_outcome
    assert_at_once { assert_raises(Timeout::Error) { Timeout.timeout(0.3) { queue.close(60_000) } } }

    assert_equal :unknown, queue.next(10_000).verdict # it was ended, and its outcome comes all the same
  end

  # What a thread puts off before it calls is put off by the call too.
  def test_what_is_put_off
    stall(hold_ms: 1500, times: 1)
    steps = []
    thread = Thread.new do
      Thread.handle_interrupt(IOError => :never) do
        Thread.current.raise_later
        steps << assert_raises(NH::NetworkError) { hub.send(alert, 'apple', timeout_ms: 900) }.status
        steps << hub.send(alert, 'apple').verdict
      end
    rescue IOError
      steps << :raised
    end
    thread.join

    assert_equal %i[timeout accepted raised], steps
  end

  def test_inside_of_a_callback
    stall
    inner = hub
    outer = NH::Hub.new(connection_string[/Endpoint=[^;]+/], 'demo', **trust, token_callback: lambda { |_|
      inner.send(alert, 'apple', **LONG)
      raise 'not reached'
    })
    assert_at_once do
      assert_raises(Timeout::Error) { Timeout.timeout(0.3) { outer.send(alert, 'apple', **LONG) } }
    end
    stall
    Signal.trap('USR1') { raise IOError, 'enough' }
    assert_at_once do
      while_waiting('USR1') { outer.send(alert, 'apple', **LONG) }
    rescue NH::UsageError => e
      assert_equal %w[IOError enough], [e.cause.class.name, e.cause.message]
    end
  end

  def test_a_forked_child
    stall
    result = in_child do
      started = now
      begin
        Timeout.timeout(0.3) { hub.send(alert, 'apple', **LONG) }
      rescue Timeout::Error
        [NH.interrupted_outcome.verdict, now - started < 10]
      end
    end

    assert_equal [:unknown, true], result
  end

  # Exceptions at any moment: each call has a verdict, which is what the hub saw.
  def test_at_random
    seed = Random.new_seed
    random = Random.new(seed)
    verdicts = Array.new(150) do |number|
      thread = Thread.new { send_until_raised("r#{number}") }
      thread.report_on_exception = false
      sleep(random.rand(0.006))
      thread.raise(IOError)
      thread.value
    rescue IOError # before or after its sends
      []
    end
    arrived = alerts
    ended = verdicts.flatten(1)
    ended.each do |text, verdict|
      refute_includes arrived, text, "seed #{seed}" if verdict == :not_accepted
      assert_includes arrived, text, "seed #{seed}" if verdict == :accepted
    end
    assert_equal arrived.size, arrived.uniq.size
    puts "\n#{ended.map(&:last).tally}"
  end

  private

  # What each of a thread's sends came to, until IOError is raised in it.
  def send_until_raised(text)
    ended = []
    name = nil
    100.times do |step|
      name = "#{text}-#{step}"
      ended << [name, hub.send(alert(name), 'apple', **LONG).verdict]
    end
    ended
  rescue IOError
    outcome = NH.interrupted_outcome
    outcome && ended.last&.first != name ? ended << [name, outcome.verdict] : ended
  end

  def stall(hold_ms: 60_000, **more)
    fault(method: 'POST', path: '/*/messages', kind: 'stall', hold_ms: hold_ms, times: 1, **more)
  end

  # Sends a signal to this process when a send has arrived.
  def while_waiting(signal)
    before = sends.size
    sender = Thread.new do
      wait_until('the send has arrived') { sends.size > before }
      Process.kill(signal, Process.pid)
    end
    yield
  ensure
    sender.join
  end

  def assert_at_once
    started = now
    yield.tap { assert_operator now - started, :<, 10 }
  end

  def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
end

class Thread
  # Has another thread raise in this one, and waits until that is pending.
  def raise_later
    Thread.new { Thread.main && self.raise(IOError) }.join
    pending_interrupt? || Kernel.raise('nothing is pending')
  end
end
