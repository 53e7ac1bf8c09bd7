# frozen_string_literal: true

# What stands below the classes: the header, how its types become Ruby's, and which functions
# let other threads run.

require 'pp' # rubocop:disable Lint/RedundantRequireStatement -- for pretty_inspect
require_relative 'test_helper'

class NativeTest < LocalHubTest
  Native = NotificationHubs::Native
  FUNCTIONS = Native::HEADER.functions.values

  def test_every_function_of_the_header_is_attached
    declared = File.read(File.join(__dir__, '../lib/notification_hubs/notification_hubs.cdef.h'))
                   .scan(/\b(nh_\w+)\(/).flatten.map(&:to_sym)

    assert_operator declared.size, :>, 380
    assert_equal declared.sort, FUNCTIONS.map(&:name).sort
    assert(declared.all? { |name| Native.respond_to?(name) })
  end

  def test_the_library_is_the_one_that_the_gem_is_for
    assert_equal NH::VERSION, NH.version
    major, minor, patch = NH::VERSION.split('.').map { |number| Integer(number) }
    assert_equal (major << 16) + (minor << 8) + patch, NH.version_number
    assert_equal Native.soname(NH::VERSION), Native::SONAME
  end

  def test_the_soname_has_the_minor_version_before_1_0_alone
    { '0.1.0' => '0.1', '0.12.3' => '0.12', '1.0.0' => '1', '1.4.2' => '1', '12.0.1' => '12' }
      .each { |version, number| assert_equal "libnotification_hubs.so.#{number}", Native.soname(version) }
  end

  # The rule of Header::Function#blocking?, seen from the other side: whatever has a timeout or
  # brings an outcome can wait, and so can a batch and the change of a key.
  def test_what_can_wait_lets_other_threads_run
    waits = FUNCTIONS.select do |function|
      function.returns == 'nh_status' && function.parameters.any? do |parameter|
        ['nh_outcome **', 'nh_batch_report **', 'const nh_call_options *'].include?(parameter.type) ||
          (parameter.name == 'timeout_ms' && !function.name.match?(/options_set/))
      end
    end
    waits << Native.function(:nh_hub_set_connection_string)

    assert_equal waits.map(&:name).sort, FUNCTIONS.select(&:blocking?).map(&:name).sort
  end

  def test_no_parameter_is_of_a_type_that_nobody_thought_of
    known = /\A(?:(?:const )?(?:char|void|bool|uint64_t|nh_\w+) \*\*?|nh_\w+|u?int(?:32|64)_t|size_t|double|bool)\z/
    strange = FUNCTIONS.flat_map(&:parameters).map(&:type).grep_v(known)

    assert_empty strange
  end

  def test_symbols_are_the_headers
    assert_equal %i[template apple fcmv1 windows gcm mpns adm baidu browser xiaomi],
                 NH::Platform.to_a
    assert_equal 102, NH::Status.number(:timeout)
    assert_equal :timeout, NH::Status.symbol(102)
    assert_equal 999, NH::Status.symbol(999)
    assert_equal %i[listen send], NH::Rights.symbols(3)
    assert_equal 18, NH.constants.grep_v(/\A[A-Z_]+\z/).map { |name| NH.const_get(name) }
                       .grep(NH::Enum).size
  end

  def test_names
    assert_equal 'NH_STATUS_TIMEOUT', NH.status_name(:timeout)
    assert_equal 'windowsphone', NH.platform_name(:mpns)
    assert_equal :windows, NH.platform_from_name('wns')
    assert_nil NH.platform_from_name('nokia')
    assert_equal 'not accepted', NH.verdict_name(:not_accepted)
  end

  def test_unknown_symbols_are_named
    error = assert_raises(ArgumentError) { NH::Notification.new(:nokia, HELLO) }

    assert_match(/:nokia is no nh_platform: one of \[:template, :apple/, error.message)
  end

  def test_unknown_numbers_are_the_librarys_business
    assert_equal :invalid_argument,
                 assert_raises(NH::UsageError) { NH::Notification.new(99, HELLO) }.status
  end

  def test_objects_are_not_taken_for_others
    error = assert_raises(TypeError) { hub.send(NH::Cancel.new, 'all') }

    assert_equal 'NotificationHubs::Cancel where NotificationHubs::Notification is needed',
                 error.message
    assert_raises(TypeError) { hub.send(alert, 7) }
    assert_raises(TypeError) { hub.get_installation(7) }
    assert_raises(TypeError) { hub.dup }
  end

  def test_numbers_are_whole_and_fit
    queue = NH::Queue.new
    { -1 => RangeError, 2**32 => RangeError, 0.9 => TypeError, nil => TypeError, true => TypeError,
      Float::INFINITY => RangeError, Float::NAN => RangeError, 2i => RangeError }.each do |number, error|
      assert_raises(error, number.inspect) { queue.next(number) }
    end
    assert_nil queue.next(1.0)
    assert_equal '-1 is not in 0..4294967295',
                 assert_raises(RangeError) { open_hub(max_attempts: -1) }.message
    assert_equal '0.9 is no whole number',
                 assert_raises(TypeError) { hub.send(alert, 'apple', timeout_ms: 0.9) }.message
    assert_equal 'String where a whole number is needed',
                 assert_raises(TypeError) { open_hub(timeout_ms: 'secret') }.message
    assert_raises(RangeError) { NH::SasToken.new(hub, lifetime_ms: -1) }
    assert_raises(RangeError) { hub.schedule(alert, 'apple', 2**63) }
    assert_raises(RangeError) { NH::Notification.new(2**31, HELLO) }
    assert_raises(RangeError) { alert.apns_priority = 2**32 }
    assert_raises(TypeError) { open_hub(test: 'yes') }
  end

  def test_one_where_a_list_is_wanted
    assert_equal %w[sports], NH::Installation.new('x', :apple, 'a1' * 32, tags: 'sports').tags
    assert_predicate hub.send(alert, NH::Target.tags('apple')), :accepted?
    assert_equal 1, NH::Handles.new('a1' * 32).count
    assert_equal 1, hub.send_direct_batch_from(alert, 'a1' * 32).accepted
  end

  def test_what_is_no_list_is_refused_without_being_shown
    [-> { NH::Notification.template('secret') }, -> { NH::Notification.apple_alert('x', headers: 'secret') },
     -> { NH::Installation.new('x', :apple, 'a1' * 32, push_variables: 'secret') },
     -> { NH::Installation.new('x', :apple, 'a1' * 32, tags: :secret) },
     -> { NH::Target.tags(:secret) }, -> { NH::Handles.new(:secret) },
     -> { NH::Feedback.parse(:secret) }, -> { NH::Feedback.parse(nil) },
     -> { NH::FeedbackCursor.all('secret') }, -> { NH::FeedbackCursor.all(hub, marker: :secret) },
     -> { NH::Prune.new(delete: 'secret') }, -> { NH::Prune.new(progress: 'secret') },
     -> { NH::Prune.new(errors: :secret) }, -> { NH::Prune.new.feedback(hub, ['secret']) },
     -> { NH::Prune.new.handles(hub, :secret) },
     -> { open_hub(log_callback: %i[info secret]) },
     -> { open_hub(token_callback: 'secret') }].each do |wrong|
      refute_includes assert_raises(TypeError) { wrong.call }.message, 'secret'
    end
  end

  def test_text_in_other_encodings
    latin = 'Grüß dich'.encode(Encoding::ISO_8859_1)
    hub.send(alert(latin), 'apple')

    assert_equal ['Grüß dich'], alerts
    error = assert_raises(NH::UsageError) { hub.send_apple_notification("caf\xE9", 'apple') }
    assert_equal :invalid_argument, error.status
    assert_raises(ArgumentError) { hub.send_apple_notification("a\0b", 'apple') }
    assert_equal Encoding::UTF_8, hub.url.encoding
  end

  def test_no_object_shows_what_is_in_it
    [hub, alert, NH::Target.device('a1' * 32), NH::SasToken.new(hub, lifetime_ms: 60_000),
     NH::Registration.new(:apple, 'a1' * 32)].each do |object|
      assert_equal "#<#{object.class}>", object.inspect
    end
  end

  def test_no_record_shows_what_is_secret_in_it
    header = NH::Request::Header
    { header.new('Authorization', 'hidden', true) => '#<NotificationHubs::Request::Header Authorization: …>',
      NH::TestResult.new('apple', 'hidden', 'hidden', 'ok') => '#<NotificationHubs::TestResult apple: ok>',
      NH::Feedback::Document.new('now', 'BadChannel', 'apple', *['hidden'] * 5) =>
        '#<NotificationHubs::Feedback::Document apple: BadChannel>',
      NH::PruneReport::Device.new(:dead, :apple, 'hidden', 'phone', nil, 'BadChannel') =>
        '#<NotificationHubs::PruneReport::Device dead: phone>',
      NH::HubDescription::Rule.new('all', %i[listen send], 'hidden', 'hidden') =>
        '#<NotificationHubs::HubDescription::Rule all: listen, send>',
      NH::Installation::NamedTemplate.new('hello', 'hidden', ['hidden']) =>
        '#<NotificationHubs::Installation::NamedTemplate hello>' }.each do |record, shown|
      assert_equal [shown] * 3, [record.inspect, record.to_s, record.pretty_inspect.chomp]
      refute_includes [{ it: record }].pretty_inspect, 'hidden'
    end
    refute_includes NH::Request.new(hub, alert('hidden'), 'apple').pretty_inspect, 'hidden'
  end

  def test_a_class_of_a_program_may_derive_from_ours
    hub = Class.new(NH::Hub).new(connection_string, ENV.fetch('NH_HUB'), **trust)
    queue = Class.new(NH::Queue).new

    assert_predicate hub.send(Class.new(NH::Notification).apple_alert('x'), 'apple'), :accepted?
    hub.send_async(alert, 'apple', queue)
    assert_predicate queue.next(10_000), :accepted?
  end
end
