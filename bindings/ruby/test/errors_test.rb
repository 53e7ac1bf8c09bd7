# frozen_string_literal: true

# Failures of every kind, and what an error says.

require 'yaml'
require_relative 'test_helper'

class ErrorsTest < LocalHubTest
  def test_what_the_caller_can_mend
    error = assert_raises(NH::UsageError) { hub.send_apple_notification(HELLO, 'a &&') }

    assert_equal [:invalid_tag_expression, 'NH_STATUS_INVALID_TAG_EXPRESSION', 5],
                 [error.status, error.status_name, error.column]
    assert_equal :not_accepted, error.outcome.verdict
    assert_equal [nil, nil, nil, :none],
                 [error.http_status, error.retry_after_ms, error.result, error.access_problem]
    refute_predicate error, :transient?
    refute_predicate error, :may_have_been_sent?
    assert_kind_of NH::Error, error
    assert_kind_of StandardError, error
  end

  def test_what_the_network_does
    nobody = connection_string.sub(/:\d+/, ':1')
    error = assert_raises(NH::NetworkError) do
      NH::Hub.new(nobody, 'demo', **trust, max_attempts: 1).broadcast_apple_notification(HELLO)
    end

    assert_equal :network, error.status
    assert_predicate error, :transient?
    assert_equal 1, error.outcome.attempts
  end

  def test_what_the_service_says
    fault(method: 'POST', path: '/*/messages', kind: 'status', status: 429,
          headers: { 'Retry-After' => '7' })
    error = assert_raises(NH::ServiceError) { hub.send(alert, 'apple', timeout_ms: 2000) }

    assert_equal [:throttled, 429, 7000], [error.status, error.http_status, error.retry_after_ms]
    assert_equal error.outcome.tracking_id, error.tracking_id
    refute_predicate error, :may_have_been_sent?
  end

  def test_an_answer_that_is_lost
    fault(method: 'POST', path: '/*/messages', kind: 'reset', at: 'after_body', perform: true)
    error = assert_raises(NH::NetworkError) { hub.send(alert, 'apple') }

    assert_equal :unknown, error.outcome.verdict
    assert_predicate error, :may_have_been_sent?
    assert_equal 1, sends.size
  end

  def test_a_duplicate_is_told
    fault(method: 'POST', path: '/*/messages', kind: 'reset', at: 'after_body', perform: true,
          times: 1)
    outcome = hub.send(alert, 'apple', retry: :always)

    assert_predicate outcome, :may_be_duplicate?
    assert_equal 2, outcome.attempts
  end

  def test_why_access_is_refused
    wrong = connection_string.sub(/SharedAccessKey=.*/, "SharedAccessKey=#{['x' * 32].pack('m0')}")
    error = assert_raises(NH::ServiceError) do
      NH::Hub.new(wrong, 'demo', **trust).broadcast_apple_notification(HELLO)
    end

    assert_equal [:unauthorized, :key_wrong, 401],
                 [error.status, error.access_problem, error.http_status]
    refute_nil error.service_detail
    refute_includes error.full_message + error.inspect, 'x' * 32
  end

  def test_what_this_library_says
    closed = open_hub
    closed.close(0)

    assert_equal :closed,
                 assert_raises(NH::LibraryError) { closed.send(alert, 'apple') }.status
  end

  def test_closing_a_hub_tells_whether_its_calls_have_returned
    hub = open_hub
    assert hub.close(0)
    entered = ::Queue.new
    leave = ::Queue.new
    sender = nil
    error = assert_raises(IOError) do
      NH::Hub.open(connection_string[/Endpoint=[^;]+/], 'demo', **trust, token_callback: lambda { |_|
        entered << true
        leave.pop
      }) do |slow|
        sender = Thread.new { assert_raises(NH::Error) { slow.send(alert, 'apple') } }
        entered.pop
        refute slow.close(0)
        raise IOError, 'the block'
      end
    end
    leave << nil

    assert_equal 'the block', error.message
    assert_kind_of NH::Error, sender.value
  end

  def test_an_error_can_be_marshalled
    error = assert_raises(NH::UsageError) { hub.send_apple_notification(HELLO, 'a &&') }
    copy = Marshal.load(Marshal.dump(error))

    assert_instance_of NH::UsageError, copy
    assert_equal [error.message, error.backtrace, :invalid_tag_expression, 5, false],
                 [copy.message, copy.backtrace, copy.status, copy.column, copy.transient?]
    assert_nil copy.outcome
    refute_nil error.outcome
  end

  KINDS = [NH::Error, NH::UsageError, NH::NetworkError, NH::ServiceError, NH::LibraryError].freeze
  ASKED = %i[message status status_name http_status retry_after_ms tracking_id service_code
             service_detail column access_problem transient? may_have_been_sent? outcome result].freeze
  # What is said of one that nobody knows anything of but its words.
  UNKNOWN = { status: :internal, status_name: 'NH_STATUS_INTERNAL', http_status: nil, retry_after_ms: nil,
              tracking_id: nil, service_code: nil, service_detail: nil, column: nil,
              access_problem: :none, transient?: false, outcome: nil, result: nil }.freeze

  def test_one_made_by_hand_says_the_cautious_thing
    KINDS.each do |kind|
      error = assert_raises(kind) { raise kind, 'by hand' }

      assert_equal({ message: 'by hand', may_have_been_sent?: kind != NH::UsageError, **UNKNOWN }, told(error))
      assert_equal kind.name, kind.new.message
      assert_equal told(error), told(Marshal.load(Marshal.dump(error)))
    end
  end

  def test_one_that_was_rebuilt_from_its_words
    error = throttled
    # As json/add/exception does, for one.
    there = Object.const_get(error.class.name).new(error.message)

    assert_equal error.message, there.message
    assert_predicate there, :may_have_been_sent?
  end

  def test_yaml
    error = throttled
    there = YAML.unsafe_load(YAML.dump(error))

    assert_instance_of NH::ServiceError, there
    assert_equal told(error).except(:outcome), told(there).except(:outcome)
    assert_equal error.backtrace, there.backtrace
    assert_raises(TypeError) { YAML.dump(hub) }
  end

  def test_copies_and_another_message
    error = throttled

    [error.dup, error.clone, error.exception('another')].each do |copy|
      assert_instance_of NH::ServiceError, copy
      assert_equal told(error).except(:message), told(copy).except(:message)
    end
    assert_equal 'another', error.exception('another').message
    again = assert_raises(NH::ServiceError) { raise error, 'another' }
    assert_equal ['another', 429, error.outcome], [again.message, again.http_status, again.outcome]
    assert_equal told(error).except(:outcome), told(Marshal.load(Marshal.dump(error))).except(:outcome)
  end

  def test_one_on_another_thread
    thread = Thread.new { sleep }
    thread.report_on_exception = false
    thread.raise(NH::NetworkError, 'from elsewhere')

    assert_equal :internal, assert_raises(NH::NetworkError) { thread.value }.status
  end

  def test_a_hub_that_cannot_be_made
    assert_equal :invalid_connection_string,
                 assert_raises(NH::UsageError) { NH::Hub.new('Endpoint=sb://h/', 'hub') }.status
    assert_equal :invalid_ca_file,
                 assert_raises(NH::UsageError) {
                   NH::Hub.new(connection_string, 'demo', ca_file: '/nowhere')
                 }.status
    assert_raises(NH::UsageError) { NH::Hub.new(nil) }
  end

  def test_keywords
    message = assert_raises(ArgumentError) { open_hub(colour: 1) }.message
    assert_equal 'unknown keyword: :colour', message
    assert_raises(ArgumentError) { hub.send(alert, 'apple', colour: 1) }
    assert_raises(ArgumentError) { NH::Notification.apple_alert('x', colour: 1) }
    assert_raises(ArgumentError) { open_hub(rate_limit: 1) }
    assert_raises(NH::UsageError) { open_hub(timeout_ms: 0) }
    assert_raises(RangeError) { open_hub(timeout_ms: -(2**70)) }
  end

  def test_every_option_of_a_hub
    hub = open_hub(timeout_ms: 9000, connect_timeout_ms: 8000, pool_size: 2, idle_age_ms: 1000,
                   connection_age_ms: 60_000, proxy: nil, no_proxy: 'localhost',
                   proxy_from_environment: true, user_agent_suffix: 'shop/1.0',
                   api_version: '2020-06', retry: :never, max_attempts: 2, rate_limit: [100, 10],
                   test: false, debug: false, log_stderr: :off, check_payloads: true,
                   log_payloads: false)
    hub.send(alert, 'apple')
    agent = sends.last.fetch('headers').transform_keys(&:downcase).fetch('user-agent')

    assert_includes agent, 'shop/1.0'
    assert_equal :invalid_payload, assert_raises(NH::UsageError) {
      hub.send(NH::Notification.new(:apple, '{'), 'apple')
    }.status
  end

  private

  def told(error) = ASKED.to_h { |name| [name, error.public_send(name)] }

  def throttled
    fault(method: 'POST', path: '/*/messages', kind: 'status', status: 429, times: 1)
    assert_raises(NH::ServiceError) { hub.send(alert, 'apple', max_attempts: 1) }
  end
end
