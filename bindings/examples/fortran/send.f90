! Sends one alert to Apple devices with the tag "world".

module notification_hubs
  use, intrinsic :: iso_c_binding, only: c_char, c_f_pointer, c_int, c_int32_t, c_ptr, c_size_t
  implicit none

  integer(c_int), parameter :: NH_STATUS_OK = 0, NH_VERDICT_ACCEPTED = 1

  ! Pointers are passed by value, text as an array of characters that ends with c_null_char.
  interface
    function nh_status_name(status) bind(c)
      import c_int32_t, c_ptr
      integer(c_int32_t), value :: status
      type(c_ptr) :: nh_status_name
    end function
    function nh_last_error() bind(c)
      import c_ptr
      type(c_ptr) :: nh_last_error
    end function
    function nh_error_status(error) bind(c)
      import c_int, c_ptr
      type(c_ptr), value :: error
      integer(c_int) :: nh_error_status
    end function
    function nh_error_message(error) bind(c)
      import c_ptr
      type(c_ptr), value :: error
      type(c_ptr) :: nh_error_message
    end function
    function nh_options_new() bind(c)
      import c_ptr
      type(c_ptr) :: nh_options_new
    end function
    function nh_options_set_ca_file(options, path) bind(c)
      import c_char, c_int, c_ptr
      type(c_ptr), value :: options
      character(c_char), intent(in) :: path(*)
      integer(c_int) :: nh_options_set_ca_file
    end function
    subroutine nh_options_free(options) bind(c)
      import c_ptr
      type(c_ptr), value :: options
    end subroutine
    function nh_hub_new(connection_string, hub_name, options) bind(c)
      import c_char, c_ptr
      character(c_char), intent(in) :: connection_string(*), hub_name(*)
      type(c_ptr), value :: options
      type(c_ptr) :: nh_hub_new
    end function
    subroutine nh_hub_free(hub) bind(c)
      import c_ptr
      type(c_ptr), value :: hub
    end subroutine
    function nh_send_apple_notification(hub, payload, tag_expression, outcome) bind(c)
      import c_char, c_int, c_ptr
      type(c_ptr), value :: hub
      character(c_char), intent(in) :: payload(*), tag_expression(*)
      type(c_ptr), intent(out) :: outcome
      integer(c_int) :: nh_send_apple_notification
    end function
    function nh_outcome_verdict(outcome) bind(c)
      import c_int, c_ptr
      type(c_ptr), value :: outcome
      integer(c_int) :: nh_outcome_verdict
    end function
    function nh_outcome_error(outcome) bind(c)
      import c_ptr
      type(c_ptr), value :: outcome
      type(c_ptr) :: nh_outcome_error
    end function
    function nh_outcome_tracking_id(outcome) bind(c)
      import c_ptr
      type(c_ptr), value :: outcome
      type(c_ptr) :: nh_outcome_tracking_id
    end function
    subroutine nh_outcome_free(outcome) bind(c)
      import c_ptr
      type(c_ptr), value :: outcome
    end subroutine
    function strlen(text) bind(c)
      import c_ptr, c_size_t
      type(c_ptr), value :: text
      integer(c_size_t) :: strlen
    end function
  end interface

contains

  ! A copy of text that belongs to the library.
  function copied(pointer) result(text)
    type(c_ptr), intent(in) :: pointer
    character(:), allocatable :: text
    character(c_char), pointer :: characters(:)
    integer :: i

    call c_f_pointer(pointer, characters, [strlen(pointer)])
    allocate (character(size(characters)) :: text)
    do i = 1, size(characters)
      text(i:i) = characters(i)
    end do
  end function

  ! What an error says.
  function described(error) result(text)
    type(c_ptr), intent(in) :: error
    character(:), allocatable :: text

    text = copied(nh_status_name(nh_error_status(error))) // ': ' // copied(nh_error_message(error))
  end function
end module

program send
  use, intrinsic :: iso_c_binding, only: c_associated, c_int, c_null_char, c_ptr
  use, intrinsic :: iso_fortran_env, only: error_unit
  use notification_hubs
  implicit none

  type(c_ptr) :: hub, outcome
  integer(c_int) :: status
  logical :: accepted

  hub = open_hub()
  if (.not. c_associated(hub)) then
    write (error_unit, '(a)') described(nh_last_error())
    stop 1, quiet=.true.
  end if
  status = nh_send_apple_notification(hub, &
    '{"aps":{"alert":"Hello from Fortran! Grüße"}}' // c_null_char, 'world' // c_null_char, outcome)
  accepted = status == NH_STATUS_OK .and. nh_outcome_verdict(outcome) == NH_VERDICT_ACCEPTED
  if (accepted) then
    print '(a)', 'accepted, tracking id ' // copied(nh_outcome_tracking_id(outcome))
  else
    write (error_unit, '(a)') described(nh_outcome_error(outcome))
  end if
  call nh_outcome_free(outcome)
  call nh_hub_free(hub)
  if (.not. accepted) stop 1, quiet=.true.

contains

  function open_hub() result(hub)
    type(c_ptr) :: hub, options
    character(:), allocatable :: ca_file
    integer(c_int) :: ignored

    options = nh_options_new()
    ca_file = environment('NH_CA_FILE')
    ! nh_hub_new reports a failure.
    if (len(ca_file) > 0) ignored = nh_options_set_ca_file(options, ca_file // c_null_char)
    hub = nh_hub_new(environment('NH_CONNECTION_STRING') // c_null_char, &
      environment('NH_HUB') // c_null_char, options)
    call nh_options_free(options)
  end function

  function environment(name) result(value)
    character(*), intent(in) :: name
    character(:), allocatable :: value
    integer :: length

    call get_environment_variable(name, length=length)
    allocate (character(length) :: value)
    if (length > 0) call get_environment_variable(name, value)
  end function
end program
