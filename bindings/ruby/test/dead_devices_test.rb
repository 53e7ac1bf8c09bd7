# frozen_string_literal: true

# Feedback and what follows from it: from a push to dead handles to the end of their devices.

require 'json'
require 'timeout'
require_relative 'test_helper'

class DeadDevicesTest < LocalHubTest
  DEVICES = 12
  DEAD = 7

  def setup
    super
    # What other tests left is not ours.
    cursor = NH::FeedbackCursor.all(hub)
    cursor.each(&:itself)
    @begun = cursor.marker
  end

  def teardown
    super # which ends faults
    NH::InstallationCursor.by_tag(hub, 'rb-dead').map(&:id).each { |id| hub.delete_installation(id) }
    hub.delete_registrations_by_channel('rb-dead-alone')
  end

  def test_from_a_push_to_the_end_of_the_dead
    push
    told = []
    dry = NH::Prune.new(progress: ->(done, total) { told << [done, total] })
    devices = prune_all(dry)

    assert_equal [:dead], devices.map(&:decision).uniq
    assert_equal DEAD + 1, dry.counts[:dead]
    assert_equal [told.last.last] * 2, told.last
    assert_equal [:gcm, 'ExpiredChannel'], [devices.first.platform, devices.first.error]
    assert hub.installation_exists?('rb-0')
    assert(devices.all? { |device| device.pns_handle.start_with?('rb-dead-') })

    # One has another handle by now, and the handle of one is another device's.
    put('rb-0', 'rb-new')
    put('rb-heir', 'rb-dead-1')
    prune = NH::Prune.new(delete: true)
    prune_all(prune, timeout_ms: 20_000)

    assert_equal({ deleted: DEAD, registered_again: 1, not_registered: 1 },
                 prune.counts.select { |_, count| count.positive? })
    assert_equal ['rb-0', 'rb-heir', *(DEAD...DEVICES).map { |n| "rb-#{n}" }].sort,
                 NH::InstallationCursor.by_tag(hub, 'rb-dead').map(&:id).sort
    again = NH::Prune.new(delete: true)
    prune_all(again)

    assert_equal 0, again.counts[:deleted]
  end

  def test_why_it_reached_somebody_or_nobody
    id = push
    hub.wait_notification_details(id)
    explained = hub.explain(notification_id: id)

    assert_empty %i[accepted refused dead_handles] - explained.findings.map(&:finding), explained.words
    assert_equal [DEVICES + 1, false], [explained.matched, explained.cut?]
    assert_equal DEVICES + 1, JSON.parse(explained.json)['matches']['count']
    refute_match(/rb-dead-/, explained.words + explained.json)
    broken = NH::Notification.new(:apple, '{"alert":"x"}')
    everyone = NH::Target.broadcast
    explained = hub.explain(broken, everyone, max_pages: 1)

    assert_equal :payload, explained.findings.first.finding
    assert_operator explained.looked_at, :>, 0
    assert_raises(NH::UsageError) { hub.explain(broken) }
    cancelled = NH::Cancel.new
    cancelled.trigger
    stopped = assert_raises(NH::Error) { hub.explain(broken, everyone, cancel: cancelled) }

    assert_equal :payload, stopped.result.findings.first.finding
  end

  def test_every_way_to_feedback
    id = push
    [cursor, NH::FeedbackCursor.uri(hub, hub.get_feedback_container_uri, marker: @begun),
     NH::FeedbackCursor.notification(hub, id)].each do |cursor|
      documents = cursor.flat_map(&:to_a)

      assert_equal DEAD + 1, documents.size
      assert_equal [['ExpiredChannel', id]], documents.map { |one| [one.error, one.notification_id] }.uniq
      assert_nil cursor.next(timeout_ms: 20_000)
      assert_equal 0, cursor.unreadable_count
    end
    assert_predicate cursor.next.outcome, :accepted?
  end

  def test_a_marker_goes_on_in_another_process
    push
    first = cursor

    assert_equal DEAD + 1, first.each_document.count
    refute_includes first.marker, 'sig='
    assert_equal '0', in_another_process(first.marker)
    send_to_all

    assert_equal (DEAD + 1).to_s, in_another_process(first.marker)
  end

  def test_nothing_is_lost_in_the_midst_of_what_came_together
    push
    first = cursor
    before = first.marker
    given = first.each_document.first(1)

    assert_equal before, first.marker
    given += first.each_document.first(2) # goes on behind the first
    portion = cursor(first.marker).next

    assert_equal portion.first(3), given
    assert_equal portion.to_a, first.next.to_a # the whole
    refute_equal before, first.marker
    second = cursor
    second.each_document.with_index(1) do |_, count|
      assert_equal count < portion.count, second.marker == before
    end
  end

  def test_what_came_as_the_call_was_ended_comes_again
    push
    first = cursor
    before = first.marker
    first.__send__(:read, {})

    assert_equal before, first.marker
    assert_equal DEAD + 1, first.next.count
    refute_equal before, first.marker
  end

  def test_handles_of_the_program
    push
    prune = NH::Prune.new(delete: true)
    report = prune.handles(hub, %w[rb-alive-8 rb-nobody])

    assert_equal %i[deleted not_registered], report.map(&:decision).sort
    assert_equal 2, report.each.size
    assert_predicate report.outcome, :accepted?
    refute hub.installation_exists?('rb-8')
    assert_equal [:deleted], prune.handles(hub, NH::Handles.new('rb-alive-9')).map(&:decision)
  end

  def test_words_that_count_as_dead
    push
    said = NH::Feedback.parse("<PnsFeedback xmlns='SB'><NotificationSystemError>WrongToken" \
                              '</NotificationSystemError><Platform>gcm</Platform>' \
                              '<PnsHandle>rb-alive-8</PnsHandle></PnsFeedback>')

    assert_equal [:not_dead], NH::Prune.new(delete: true).feedback(hub, said).map(&:decision)
    prune = NH::Prune.new(delete: true, errors: %w[WrongToken])

    assert_equal [:deleted], prune.feedback(hub, said).map(&:decision)
  end

  def test_what_progress_raises_ends_the_call
    handles = Array.new(100) { |n| "rb-nobody-#{n}" }
    told = []
    prune = NH::Prune.new(progress: lambda { |done, _|
      told << done
      raise IOError, 'enough'
    })
    error = assert_raises(IOError) { prune.handles(hub, handles) }

    assert_equal [:cancelled, 1], [error.cause.status, told.size]
    assert_predicate error.cause.result.count, :positive?
    error = assert_raises(IOError) { prune.handles(hub, handles) } # goes on

    assert_equal :cancelled, error.cause.status
    assert_operator prune.counts[:not_registered], :>=, told.sum
    thrown = NH::Prune.new(progress: ->(*) { throw :out })
    assert_raises(ThreadError) { catch(:out) { thrown.handles(hub, handles) } }
    urgent = NH::Prune.new(progress: ->(*) { raise Interrupt })
    assert_raises(Interrupt) { urgent.handles(hub, handles) }
  end

  def test_with_a_cancel_of_the_programs_own_what_progress_raises_comes_at_the_end
    cancel = NH::Cancel.new
    prune = NH::Prune.new(progress: ->(*) { raise IOError, 'enough' })
    handles = Array.new(70) { |n| "rb-nobody-#{n}" }

    assert_nil assert_raises(IOError) { prune.handles(hub, handles, cancel: cancel) }.cause
    assert_equal 70, prune.counts[:not_registered]
    assert_equal 1, NH::Prune.new.handles(hub, %w[rb-nobody], cancel: cancel).count
  end

  def test_a_pruning_is_ended_and_goes_on
    handles = Array.new(70) { |n| "rb-nobody-#{n}" }
    cancel = NH::Cancel.new
    prune = NH::Prune.new(progress: ->(*) { cancel.trigger })
    error = assert_raises(NH::NetworkError) { prune.handles(hub, handles, cancel: cancel) }

    assert_equal :cancelled, error.status
    assert_predicate error.result.count, :positive?
    fault(method: 'GET', kind: 'stall', hold_ms: 60_000)
    assert_raises(Timeout::Error) { Timeout.timeout(0.3) { prune.handles(hub, handles) } }
    emulator(:delete, 'faults')
    prune.handles(hub, handles)

    assert_equal 70, prune.counts[:not_registered]
  end

  def test_a_pruning_is_for_one_thread_at_a_time
    fault(method: 'GET', kind: 'stall', hold_ms: 60_000)
    cancel = NH::Cancel.new
    prune = NH::Prune.new
    call = Thread.new { assert_raises(NH::NetworkError) { prune.handles(hub, %w[rb-x], cancel: cancel) } }
    wait_until('the list was asked for') do
      emulator(:get, 'requests').any? { |request| request['target'].include?('/registrations') }
    end
    assert_raises(ThreadError) { prune.handles(hub, %w[rb-y]) }
  ensure
    cancel.trigger
    call.join
  end

  def test_bad_input
    [-> { NH::FeedbackCursor.all(hub, marker: 'yesterday') }, -> { NH::Prune.new(errors: ['']) },
     -> { NH::FeedbackCursor.uri(hub, 'https://storage.example/c?secret') },
     -> { NH::FeedbackCursor.notification(hub, '') },
     -> { NH::Prune.new.handles(hub, ['']) }].each do |wrong|
      refute_includes assert_raises(NH::UsageError) { wrong.call }.message, 'secret'
    end
    wrong = hub.get_feedback_container_uri.sub('sig=', 'sig=secret')
    error = assert_raises(NH::ServiceError) { NH::FeedbackCursor.uri(hub, wrong).next }

    refute_includes error.message, 'secret'
  end

  private

  # To devices, of which the first have dead handles.
  def push
    DEVICES.times { |n| put("rb-#{n}", "rb-#{n < DEAD ? 'dead' : 'alive'}-#{n}") }
    hub.create_registration(NH::Registration.new(:gcm, 'rb-dead-alone', tags: %w[rb-dead]))
    emulator(:post, 'pns', [{ handle: 'rb-dead-*', outcome: 'ExpiredChannel' }])
    send_to_all
  end

  def put(id, handle) = hub.put_installation(NH::Installation.new(id, :gcm, handle, tags: %w[rb-dead]))

  def send_to_all = hub.send(NH::Notification.gcm_message('hello'), 'rb-dead').notification_id

  def cursor(marker = @begun) = NH::FeedbackCursor.all(hub, marker: marker)

  def prune_all(prune, **options)
    cursor.flat_map { |portion| prune.feedback(hub, portion, **options).to_a }
  end

  def in_another_process(marker)
    program = <<~RUBY
      require 'notification_hubs'
      hub = NotificationHubs::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'),
                                      ca_file: ENV.fetch('NH_CA_FILE'))
      puts NotificationHubs::FeedbackCursor.all(hub, marker: $stdin.read).each_document.count
    RUBY
    command = [RbConfig.ruby, '-I', File.join(__dir__, '../lib'), '-e', program]
    IO.popen(command, 'r+') do |other|
      other.write(marker)
      other.close_write
      other.read.chomp
    end
  end
end
