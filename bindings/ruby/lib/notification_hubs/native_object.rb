# frozen_string_literal: true

module NotificationHubs
  # An object of the library. It is freed when the garbage collector finds that nobody uses it
  # any more, or at the end of the process; in a child of fork() too, where the library leaves
  # alone what is its parent's. Nothing is freed earlier, so that no thread can free what
  # another one uses.
  class NativeObject
    class << self
      # The name of the C type: "nh_hub" for Hub.
      # @api private
      attr_reader :noun

      # Says which function frees objects of this class, and so which C type they are of.
      # @api private
      def freed_by(function)
        @freed_by = function
        @noun = function.to_s.delete_suffix('_free')
      end

      # A program's class that is derived from one of ours is of the same C type.
      def inherited(derived)
        super
        derived.freed_by(@freed_by) if @freed_by
      end

      # Takes over what a function has given.
      # @api private
      def adopt(pointer) = allocate.tap { |object| object.__send__(:own, pointer) }

      # An object inside of another one, which lives as long: it cannot be changed.
      # @api private
      def borrow(pointer, owner)
        allocate.tap { |object| object.__send__(:lean, pointer, owner) }.freeze
      end

      # Makes an object with a function of the library.
      # @api private
      def make(function, *arguments) = adopt(Call.construct(function, *arguments))

      # A pointer whose object is freed with it. What frees it holds the callbacks, which the
      # library may call until then.
      # @api private
      def owned(pointer, callbacks)
        free = Native.method(@freed_by)
        FFI::AutoPointer.new(pointer,
                             callbacks.empty? ? free : ->(it) { callbacks && free.call(it) })
      end
    end

    # @api private
    attr_reader :pointer

    # What the call that brought this object came to; nil if no call did.
    # @return [Outcome, nil]
    attr_accessor :outcome
    protected :outcome=

    # For YAML, which would write an address.
    # @api private
    def encode_with(_coder)
      raise TypeError, "#{self.class} cannot be written as YAML"
    end

    # Nothing of an object is shown that could be a secret.
    def inspect = "#<#{self.class}>"

    private

    def own(pointer, callbacks = [])
      @pointer = self.class.owned(pointer, callbacks)
    end

    def lean(pointer, owner)
      @pointer = pointer
      @owner = owner
    end

    def initialize_copy(_other)
      raise TypeError, "#{self.class} cannot be copied"
    end

    # Makes it with a function of the library.
    def make(function, *arguments, callbacks: [])
      own(Call.construct(function, *arguments), callbacks)
    end

    # Makes a call that has this object first.
    def call(function, *arguments, **options, &taken)
      Call.make(function, self, *arguments, **options, &taken)
    end

    # Makes a call that closes this object. Did it end in its time?
    def in_time?(function, timeout_ms)
      call(function, timeout_ms)
      true
    rescue NetworkError => e
      raise unless e.status == :timeout

      false
    end

    # Calls a setter of this object.
    def set(function, *arguments)
      raise FrozenError.new("can't modify #{inspect}", receiver: self) if frozen?

      Call.set(function, self, *arguments)
      self
    end

    # Sets what was given as keywords: "user_id: 'x'" is "user_id = 'x'"; "tags: [...]" adds
    # each, "headers: {...}" sets each.
    def assign(attributes)
      attributes.each do |name, value|
        one = name.to_s.delete_suffix('s')
        setter = [:"#{name}=", :"add_#{one}", :"set_#{one}"].find { |method| respond_to?(method) }
        raise ArgumentError, "unknown keyword: #{name.inspect}" unless setter

        each_of(setter, value) { |arguments| public_send(setter, *arguments) }
      end
    end

    def each_of(setter, value, &block)
      return yield([value]) if setter.end_with?('=')

      (setter.start_with?('add_') ? Types.list(value) : Types.pairs(value)).each(&block)
    end

    # All that two getters give: how many there are, and each by its number.
    def list(count, getter, *place)
      Array.new(Native.public_send(count, self, *place)) do |index|
        Native.public_send(getter, self, *place, index)
      end
    end

    # Bytes with a NUL in them or not.
    def bytes(getter, length)
      Native.public_send(getter, self).read_bytes(Native.public_send(length, self))
            .force_encoding(Encoding::UTF_8)
    end
  end

  @classes = Hash.new do |classes, noun|
    classes[noun] = const_get(noun.delete_prefix('nh_').split('_').map(&:capitalize).join)
  end

  # The class of a C type.
  # @api private
  def self.class_of(noun) = @classes[noun]
end
