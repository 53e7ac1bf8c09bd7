# frozen_string_literal: true

# A hub that was made before fork() is used by parent and children at once; the queue stays the
# parent's. (tests/languages/ruby/fork.rb has the long form, on the functions alone.)

require_relative 'test_helper'

class ForkTest < LocalHubTest
  def test_children_and_their_parent_send
    hub.send(alert('before'), 'apple')
    goes_on = true
    busy = Thread.new { hub.send(alert('thread'), 'apple') while goes_on }
    children = Array.new(4) do |child|
      fork do
        good = Array.new(2) do |thread|
          Thread.new { Array.new(5) { |i| hub.send(alert("#{child}-#{thread}-#{i}"), 'apple') } }
        end
        exit(good.flat_map(&:value).all?(&:accepted?)) # with its finalisers
      end
    end
    hub.send(alert('meanwhile'), 'apple')
    statuses = children.map { |child| Process.wait2(child).last }
    goes_on = false
    busy.join
    hub.send(alert('after'), 'apple')

    assert(statuses.all?(&:success?), statuses.inspect)
    got = alerts.tally
    assert_equal [1, 1, 1], got.values_at('before', 'meanwhile', 'after')
    assert_equal(40, got.count { |text, times| text.match?(/\A\d-\d-\d\z/) && times == 1 })
  end

  def test_a_child_collects_what_it_inherited
    objects = Array.new(50) { [open_hub, NH::Queue.new, alert, NH::Cancel.new] }
    hub.send(alert, 'apple')
    left = in_child do
      objects.clear
      @hub = nil
      GC.start
      ObjectSpace.each_object(NH::Hub).count
    end

    assert_operator left, :<, 50
    assert_predicate hub.send(alert, 'apple'), :accepted?
  end

  def test_a_queue_is_the_parents
    queue = NH::Queue.new
    fault(method: 'POST', path: '/*/messages', delay_ms: 300, times: 1)
    hub.send_async(alert('parent'), 'apple', queue, 1)
    child = in_child do
      forked = [-> { queue.next }, -> { hub.send_async(alert, 'apple', queue) }, -> { queue.close(0) }]
               .map { |call| answer_of_error(&call) }
      own = NH::Queue.new
      hub.send_async(alert('child'), 'apple', own, 2)
      [*forked, queue.fd, queue.pending, own.next(10_000).user_data]
    end

    assert_equal [:forked, :forked, :forked, nil, 0, 2], child
    assert_equal 1, queue.next(10_000).user_data
    assert_equal %w[child parent], alerts.sort
  end

  def test_a_block_with_a_queue_may_fork
    NH::Queue.open do |queue|
      assert_equal(:left, in_child { NH::Queue.open { :left } })
      assert_equal 0, queue.pending
    end
  end

  private

  def answer_of_error
    yield
  rescue NotificationHubs::Error => e
    e.status
  end
end
