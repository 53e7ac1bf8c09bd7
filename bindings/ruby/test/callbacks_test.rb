# frozen_string_literal: true

# Blocks of the program that the library calls: on the calling thread, with whatever they do.

require_relative 'test_helper'

class CallbacksTest < LocalHubTest
  def test_log_lines_come_on_the_calling_thread
    threads = []
    lines = []
    hub = open_hub(log_callback: [:debug, lambda { |level, text|
      threads << Thread.current
      lines << [level, text]
    }])
    thread = Thread.new { hub.send(alert('Grüß'), 'apple') }
    thread.join

    assert_equal [thread], threads.uniq
    assert_includes lines.map(&:first), :info
    assert_includes lines.map(&:first), :debug
    assert(lines.all? { |_, text| text.encoding == Encoding::UTF_8 && text.valid_encoding? })
  end

  TRACE = '0af7651916cd43dd8448eb211c80319c'

  def test_spans_of_a_call_and_its_attempts
    spans = []
    hub = open_hub(span_callback: ->(span) { spans << span })
    hub.send(alert, 'apple', traceparent: "00-#{TRACE}-b7ad6b7169203331-01", tracestate: 'a=b')
    attempt, call = spans

    assert_equal ['POST /{hub}/messages', 'notification_hubs send'], spans.map(&:name)
    assert_predicate attempt, :attempt?
    refute_predicate call, :attempt?
    assert_predicate call, :sampled?
    assert_equal [TRACE], spans.map(&:trace_id).uniq
    assert_equal [call.id, 'b7ad6b7169203331'], spans.map(&:parent_id)
    assert_equal ['accepted', 201],
                 attempt.attributes.values_at('nh.verdict', 'http.response.status_code')
    assert_operator call.start_unix_ns, :<=, attempt.start_unix_ns
    assert_operator attempt.end_unix_ns, :<=, call.end_unix_ns
    assert_includes JSON.generate(sends), "00-#{TRACE}-#{attempt.id}-01"
  end

  def test_spans_of_a_queued_call_come_with_its_outcome
    spans = []
    queue = NH::Queue.new
    open_hub(span_callback: ->(span) { spans << [span, Thread.current] })
      .send_async(alert, 'apple', queue)

    assert queue.close(30_000)
    assert_empty spans
    assert_predicate queue.next(0), :accepted?
    assert_equal [Thread.current] * 2, spans.map(&:last)
    assert_nil spans.last.first.parent_id
  end

  def test_a_bad_traceparent_is_named
    error = assert_raises(NH::UsageError) { hub.send(alert, 'apple', traceparent: 'x') }

    assert_includes error.message, 'traceparent'
  end

  def test_a_program_brings_its_tokens
    asked = []
    hub = hub_with_tokens do |uri|
      asked << uri
      token
    end
    GC.start # what is called must stay
    2.times { hub.send(alert, 'apple') }

    assert_equal 1, asked.size
    assert_includes asked.first, '/demo'
  end

  def test_no_token
    error = assert_raises(NH::UsageError) { hub_with_tokens { nil }.send(alert, 'apple') }

    assert_equal :no_token, error.status
  end

  def test_what_a_callback_raises_is_the_cause
    error = assert_raises(NH::UsageError) do
      hub_with_tokens { raise IOError, 'no vault' }.send(alert, 'apple')
    end

    assert_equal [:no_token, IOError, 'no vault'],
                 [error.status, error.cause.class, error.cause.message]
    refute_nil error.outcome
    error = assert_raises(NH::UsageError) do
      NH::SasToken.new(hub_with_tokens { raise IOError, 'no vault' }, lifetime_ms: 60_000)
    end
    assert_kind_of NH::Error, error
  end

  def test_what_is_no_error_is_raised_as_it_is
    assert_raises(SystemExit) { hub_with_tokens { exit }.send(alert, 'apple') }
    assert_raises(Interrupt) { hub_with_tokens { raise Interrupt }.send(alert, 'apple') }
    assert_empty sends
  end

  def test_a_failing_log_does_not_lose_an_accepted_send
    hub = open_hub(log_callback: [:info, ->(*) { raise IOError, 'disk full' }])
    outcome = nil
    _, told = capture_io { outcome = hub.send(alert, 'apple') }

    assert_predicate outcome, :accepted?
    assert_match(/disk full/, told)
  end

  def test_throw_and_the_end_of_the_thread_do_not_cross_the_library
    error = assert_raises(NH::UsageError) do
      catch(:away) { hub_with_tokens { throw :away }.send(alert, 'apple') }
    end
    assert_kind_of ThreadError, error.cause

    thread = Thread.new do
      Thread.current.report_on_exception = false
      hub_with_tokens { Thread.exit }.send(alert, 'apple')
    end
    assert_kind_of NH::UsageError, assert_raises(NH::Error) { thread.join }
    assert_predicate hub.send(alert, 'apple'), :accepted?
  end

  def test_a_callback_may_use_the_library
    inner = hub
    hub = hub_with_tokens { NH::SasToken.new(inner, lifetime_ms: 60_000).text }

    assert_predicate hub.send(alert, 'apple'), :accepted?
  end

  def test_a_callback_cannot_change_what_is_in_use
    notification = alert
    refused = 0
    hub = hub_with_tokens do
      assert_raises(ThreadError) { notification.apns_priority = 5 }
      refused += 1
      token
    end
    NH::Request.new(hub, notification, 'apple')
    hub_with_tokens { token }.send(notification, 'apple')

    assert_equal 1, refused
    notification.apns_priority = 5
  end

  def test_many_threads_with_callbacks
    count = 0
    lock = Mutex.new
    hub = open_hub(log_callback: [:info, ->(*) { lock.synchronize { count += 1 } }])
    Array.new(8) { Thread.new { 10.times { hub.send(alert, 'apple') } } }.each do |thread|
      20.times { NH::Counters.new(hub).prometheus } # with Ruby's lock, while others call back
      thread.join
    end

    assert_equal 80, count
  end

  # ffi has a thread for callbacks from foreign threads, which a forked child does not have.
  # These come on the calling thread and need none.
  def test_callbacks_in_a_forked_child
    lines = []
    made_before = open_hub(log_callback: [:info, ->(_, text) { lines << text }])
    tokens_before = hub_with_tokens { token }
    made_before.send(alert('parent'), 'apple')

    results = in_child do
      lines.clear
      made_before.send(alert('child'), 'apple')
      tokens_before.send(alert('child'), 'apple')
      made_in_child = hub_with_tokens { token }
      made_in_child.send(alert('child'), 'apple')
      threads = Array.new(3) { Thread.new { made_before.send(alert('thread'), 'apple').verdict } }
      batch = made_before.send_direct_batch_from(alert('batch'), ['a1' * 32].lazy)
      [threads.map(&:value).uniq, batch.accepted, lines.size]
    end

    assert_equal [[:accepted], 1, 5], results
    assert_equal({ 'parent' => 1, 'child' => 3, 'thread' => 3, 'batch' => 1 }, alerts.tally)
  end

  private

  def hub_with_tokens(&block)
    endpoint = connection_string[/Endpoint=[^;]+/]
    NH::Hub.new(endpoint, 'demo', **trust, token_callback: block)
  end

  def token = NH::SasToken.new(hub, lifetime_ms: 60_000).text
end
