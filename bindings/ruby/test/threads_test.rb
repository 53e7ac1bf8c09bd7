# frozen_string_literal: true

# Threads, and what ends calls: cancelling, closing; and what is kept from threads.

require_relative 'test_helper'

class ThreadsTest < LocalHubTest
  def test_threads_share_a_hub
    verdicts = Array.new(8) do |thread|
      Thread.new { Array.new(10) { |i| hub.send(alert("#{thread}-#{i}"), 'apple').verdict } }
    end

    assert_equal [:accepted], verdicts.flat_map(&:value).uniq
    assert_equal 80, alerts.uniq.size
  end

  # The service answers a send only when it is told to by another Ruby thread, which runs
  # because the send lets it: with Ruby's lock held this would end in a timeout.
  def test_a_slow_hub_stops_no_other_thread
    fault(method: 'POST', path: '/*/messages', kind: 'stall', hold_ms: 60_000)
    cancel = NH::Cancel.new
    slow = Thread.new { assert_raises(NH::NetworkError) { hub.send(alert, 'apple', cancel: cancel) } }
    wait_until('the send has arrived') { sends.any? }
    steps = 0
    while steps < 1000
      steps += 1
      Thread.pass
    end
    assert_predicate slow, :alive?
    cancel.trigger

    assert_equal :cancelled, slow.value.status
    assert_equal :unknown, slow.value.outcome.verdict
    assert_equal :cancelled,
                 assert_raises(NH::NetworkError) { hub.send(alert, 'apple', cancel: cancel) }.status
  end

  def test_closing_ends_calls_of_other_threads
    fault(method: 'POST', path: '/*/messages', kind: 'stall', hold_ms: 60_000)
    one = hub # which threads would make at the same time
    calls = Array.new(3) { Thread.new { assert_raises(NH::LibraryError) { one.send(alert, 'apple') } } }
    wait_until('the sends have arrived') { sends.size == 3 }
    hub.close(10_000)

    assert_equal [:closed], calls.map { |call| call.value.status }.uniq
  end

  def test_what_a_call_uses_cannot_be_changed_meanwhile
    fault(method: 'POST', path: '/*/messages', kind: 'stall', hold_ms: 60_000, times: 1)
    cancel = NH::Cancel.new
    notification = alert
    target = NH::Target.tags(%w[apple])
    call = Thread.new { assert_raises(NH::NetworkError) { hub.send(notification, target, cancel: cancel) } }
    wait_until('the send has arrived') { sends.any? }

    assert_raises(ThreadError) { notification.apns_priority = 5 }
    assert_raises(ThreadError) { target.add_tag('x') }
    assert_equal(5, in_child { notification.apns_priority = 5 }) # the call is the parent's
    Thread.new { hub.send(notification, target) }.join # to send it is no change
    cancel.trigger
    call.join
    notification.apns_priority = 5
    assert_equal 1, sends.count { |send| send['fault'].nil? }
  end

  def test_a_cursor_is_for_one_thread_at_a_time
    fault(method: 'GET', kind: 'stall', hold_ms: 60_000, times: 1)
    cancel = NH::Cancel.new
    cursor = NH::RegistrationCursor.all(hub)
    call = Thread.new { assert_raises(NH::NetworkError) { cursor.next(cancel: cancel) } }
    wait_until('the list was asked for') do
      emulator(:get, 'requests').any? { |request| request['target'].include?('/registrations') }
    end
    assert_raises(ThreadError) { cursor.next }
    cancel.trigger
    call.join

    refute_nil cursor.next # asks again
  end

  def test_fibers
    verdicts = Array.new(3) { Fiber.new { hub.send(alert, 'apple').verdict } }.map(&:resume)

    assert_equal [:accepted], verdicts.uniq
  end

  # The gem's own state belongs to the main Ractor, and so do the objects of ffi 1.15.
  def test_other_ractors_are_refused
    script = 'require "notification_hubs"; Thread.report_on_exception = false;' \
             'begin; Ractor.new { NotificationHubs::Cancel.new }.take;' \
             'rescue Ractor::RemoteError => e; puts e.cause.class; end'
    told = IO.popen([RbConfig.ruby, '-W0', '-I', File.join(__dir__, '../lib'), '-e', script], &:read)

    assert_equal "Ractor::IsolationError\n", told
  end
end
