# frozen_string_literal: true

# sig/ says what the classes have: each public method, with its arguments.

require 'English'
require 'rbs'
require_relative 'test_helper'

class SignaturesTest < Minitest::Test
  NH = NotificationHubs
  # What is public only for other files of the gem (YARD's @api private).
  INTERNAL = [[NH::Queue, :expect], [NH::Queue, :discard], [NH::Queue, :tell_unfinished],
              [NH::NativeObject, :pointer], [NH::NativeObject, :encode_with]].freeze
  CLASSES = NH.constants.map { |name| NH.const_get(name) }
              .select { |found| found.is_a?(Class) && found < NH::NativeObject }
  HUB_PARTS = [NH::Hub::Sending, NH::Hub::Devices, NH::Hub::Jobs].freeze

  def test_every_method_has_its_signature_and_every_signature_its_method
    CLASSES.each do |type|
      methods = methods_of(type) - [:inspect]
      own = "::NotificationHubs::#{short(type)}"
      declared = definition(type).methods.select { |_, method| method.implemented_in.to_s == own }
                                 .reject { |_, method| method.accessibility == :private }

      assert_equal methods.sort, declared.keys.sort, type.name
    end
  end

  def test_arguments_are_the_signatures
    compared = CLASSES.sum do |type|
      (methods_of(type) - [:inspect]).count do |name|
        signature = definition(type).methods.fetch(name).method_types.first.type
        assert_equal shape(type.instance_method(name)), declared_shape(signature), "#{type}##{name}"
        true
      end
    end

    assert_operator compared, :>, 200
  end

  # The tests of these files once more, with each argument and result compared with its type.
  # (The comparison of rbs 2.7 loses the arguments of an each without a block.)
  %w[sending devices dead_devices service errors].each do |name|
    define_method(:"test_types_while_#{name}_runs") do
      variables = { 'RBS_TEST_TARGET' => 'NotificationHubs::*', 'RBS_TEST_LOGLEVEL' => 'error',
                    'RBS_TEST_SKIP' => %w[Queue Cursor RegistrationCursor InstallationCursor FeedbackCursor]
                                       .map { |name| "::NotificationHubs::#{name}" }.join(','),
                    'RBS_TEST_OPT' => "-I #{File.join(__dir__, '../sig')}" }
      command = [RbConfig.ruby, '-W0', '-r', 'rbs/test/setup', '-I', File.join(__dir__, '../lib'),
                 File.join(__dir__, "#{name}_test.rb")]
      told = IO.popen(variables, command, err: %i[child out], &:read)

      assert_predicate $CHILD_STATUS, :success?, told
    end
  end

  private

  def short(type) = type.name.split('::').last

  def definition(type) = builder.build_instance(RBS::TypeName.new(name: short(type).to_sym, namespace: space))

  def space = RBS::Namespace.new(path: [:NotificationHubs], absolute: true)

  def builder
    @@builder ||= begin # rubocop:disable Style/ClassVars
      loader = RBS::EnvironmentLoader.new
      loader.add(path: Pathname(__dir__) / '../sig')
      RBS::DefinitionBuilder.new(env: RBS::Environment.from_loader(loader).resolve_type_names)
    end
  end

  def methods_of(type)
    own = type.public_instance_methods(false)
    own += HUB_PARTS.flat_map { |part| part.public_instance_methods(false) } if type == NH::Hub
    own.reject { |name| INTERNAL.include?([type, name]) }
  end

  # How many arguments are needed and allowed, and which keywords.
  def shape(method)
    kinds = method.parameters
    [kinds.count { |kind, _| kind == :req }, kinds.count { |kind, _| kind == :opt },
     kinds.select { |kind, _| kind == :keyreq }.map(&:last).sort,
     kinds.select { |kind, _| kind == :key }.map(&:last).sort, kinds.any? { |kind, _| kind == :keyrest }]
  end

  def declared_shape(signature)
    [signature.required_positionals.size, signature.optional_positionals.size,
     signature.required_keywords.keys.sort, signature.optional_keywords.keys.sort,
     !signature.rest_keywords.nil?]
  end
end
