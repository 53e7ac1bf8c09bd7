# frozen_string_literal: true

# The garbage collector in every place that it can be in, and that nothing is kept.

require_relative 'test_helper'

class MemoryTest < LocalHubTest
  ONLY_NEW = 1 # a flag of GC.stress=

  # Everything is made and called with a collection at each allocation.
  def test_under_stress
    stressed do
      hub = open_hub(log_callback: [:info, ->(_, text) { text.upcase }])
      notification = alert('stress', headers: { 'apns-id' => 'x' })
      assert_predicate hub.send(notification, 'apple', timeout_ms: 60_000), :accepted?
      assert_equal 5, assert_raises(NH::UsageError) { hub.send(notification, 'a &&') }.column
    end
  end

  # The same where only what is new is looked at, which takes less time.
  def test_devices_batches_and_queues_under_stress
    stressed(ONLY_NEW) do
      templates = { 't' => NH::Template.new({ aps: { alert: '$(headline)' } }) }
      hub.put_installation(NH::Installation.new('stress', :apple, 'e5' * 32,
                                                tags: %w[a], templates: templates))
      assert_equal %w[a], hub.get_installation('stress').tags
      hub.delete_installation('stress')
      queue = NH::Queue.new
      hub.send_async(alert, %w[apple], queue, 'mine')
      assert_equal 'mine', queue.next(60_000).user_data
      assert_equal 3, hub.send_direct_batch_from(alert, (1..3).lazy.map { |i| format('%064x', i) }).next
    end
  end

  def test_what_is_inside_of_another_keeps_it
    handles = Array.new(1200) { |i| format('%064x', i) }
    outcomes = hub.send_direct_batch(alert, handles).requests.map(&:outcome)
    listed = namespace.list_hubs
    GC.start
    500.times { alert } # memory that was free is used again

    assert_equal %i[accepted accepted], outcomes.map(&:verdict)
    assert_includes listed.map(&:name), 'demo'
  end

  def test_compaction
    skip 'compaction in this Ruby' unless GC.respond_to?(:compact)
    queue = NH::Queue.new
    hub = open_hub(log_callback: [:info, ->(_, text) { text.size }])
    notification = alert
    10.times do
      GC.compact
      hub.send(notification, 'apple')
      hub.send_async(notification, 'apple', queue, Object.new)
      GC.compact
      assert_kind_of Object, queue.next(20_000).user_data
    end
  end

  def test_nothing_is_kept
    rounds = lambda do |count|
      count.times do
        hub.send(alert('x' * 2000), 'apple')
        assert_raises(NH::UsageError) { hub.send_apple_notification(HELLO, '') }
        NH::Target.tags(%w[a b])
      end
      GC.start
    end
    rounds.call(50)
    before = [NH::Outcome, NH::Notification, NH::Target, NH::Error].map { |type| alive(type) }
    rounds.call(200)
    after = [NH::Outcome, NH::Notification, NH::Target, NH::Error].map { |type| alive(type) }

    before.zip(after) { |was, is| assert_operator is, :<, was + 50 }
  end

  private

  def stressed(how = true) # rubocop:disable Style/OptionalBooleanParameter
    hub # made before
    GC.stress = how
    yield
  ensure
    GC.stress = false
  end

  def alive(type) = ObjectSpace.each_object(type).count
end
