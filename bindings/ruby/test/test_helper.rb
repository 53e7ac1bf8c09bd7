# frozen_string_literal: true

# What the tests share: a hub of the library, and a look inside the local hub that it belongs
# to, which the environment names as `nh-emulator --env-file` does.

require 'json'
require 'minitest/autorun'
require 'net/http'
require 'notification_hubs'
require 'openssl'

class LocalHubTest < Minitest::Test
  HELLO = '{"aps":{"alert":"Grüß dich"}}'
  NH = NotificationHubs

  def setup
    emulator(:post, 'reset')
  end

  def teardown
    emulator(:delete, 'faults')
    emulator(:delete, 'pns')
    emulator(:post, 'clock', real: true)
  end

  # Says what is lacking, by a line that tests/run counts.
  def skip(what, *)
    puts "\nSKIPPED #{name} for lack of #{what}"
    super
  end

  private

  def connection_string = ENV.fetch('NH_CONNECTION_STRING')

  # Options that trust the local hub.
  def trust = { ca_file: ENV.fetch('NH_CA_FILE') }

  def hub = @hub ||= open_hub

  def open_hub(**options) = NH::Hub.new(connection_string, ENV.fetch('NH_HUB'), **trust, **options)

  def namespace
    @namespace ||= NH::Namespace.new(ENV.fetch('NH_ROOT_CONNECTION_STRING'), **trust)
  end

  def alert(text = 'hello', **settings) = NH::Notification.apple_alert(text, **settings)

  # What devices got: the payloads.
  def deliveries = emulator(:get, 'deliveries').map { |delivery| delivery.fetch('payload') }

  # The texts of the Apple alerts among them.
  def alerts
    deliveries.filter_map { |payload| JSON.parse(payload).dig('aps', 'alert') }
              .map { |alert| alert.is_a?(Hash) ? alert.fetch('body') : alert }
  end

  def sends
    emulator(:get, 'requests').select { |request| request.fetch('target').include?('/messages') }
  end

  # Adds a rule to the fault script.
  def fault(**rule) = emulator(:post, 'faults', [rule])

  def emulator(method, what, body = nil)
    uri = URI("#{ENV.fetch('NH_URL')}/_emulator/#{what}")
    request = Net::HTTP.const_get(method.capitalize).new(uri, 'Content-Type' => 'application/json')
    request.body = body.is_a?(String) ? body : JSON.generate(body) if body
    answer = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https',
                                                 ca_file: ENV.fetch('NH_CA_FILE')) do |http|
      http.request(request)
    end
    assert_kind_of Net::HTTPSuccess, answer, answer.body
    method == :get ? JSON.parse(answer.body) : answer
  end

  # Waits until a condition holds, which must be soon.
  def wait_until(what)
    deadline = now + 20
    until yield
      flunk "it did not happen: #{what}" if now > deadline
      sleep 0.01
    end
  end

  def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)

  # Runs a block in a child, whose failures are ours.
  def in_child(&block)
    reader, writer = IO.pipe
    child = fork do
      reader.close
      writer.write(Marshal.dump(answer_of(&block)))
      writer.close
      exit!(true)
    end
    writer.close
    answer = Marshal.load(reader.read) # rubocop:disable Security/MarshalLoad
    assert_predicate Process.wait2(child).last, :success?
    raise answer if answer.is_a?(Exception)

    answer
  end

  def answer_of
    yield
  rescue Exception => e # rubocop:disable Lint/RescueException
    RuntimeError.new(e.full_message(highlight: false))
  end
end
