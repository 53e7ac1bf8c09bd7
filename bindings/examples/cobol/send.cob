      *> Sends one alert to Apple devices with the tag "world".
       identification division.
       program-id. send.

       data division.
       working-storage section.
       01 hub-options         usage pointer.
       01 hub                 usage pointer.
       01 outcome             usage pointer.
       01 failure             usage pointer.

       01 send-status         usage binary-long.
         88 is-ok             value 0.
       01 verdict             usage binary-long.
         88 is-accepted       value 1.
       01 failure-status      usage binary-long.

      *> Text of COBOL ends with blanks, text of C with a NUL.
       01 connection-string   pic x(1024).
       01 hub-name            pic x(1024).
       01 ca-file             pic x(4096).
       01 padded              pic x(4095).
       01 payload             pic x(4096)
           value z'{"aps":{"alert":"Hello from COBOL! Grüße"}}'.
       01 tags                pic x(1024) value z"world".

      *> Text of the library, and a copy of it.
       01 c-text              usage pointer.
       01 c-length            usage pointer.
       01 text-length         redefines c-length usage binary-double.
       01 status-name         pic x(64).
       01 shown               pic x(4096).

       linkage section.
       01 borrowed            pic x(4096).

       procedure division.
       main.
           perform open-hub
           if hub = null
               call "nh_last_error" returning failure
               perform display-failure
               stop run returning 1
           end-if
           perform send-apple
           call "nh_outcome_free" using by value outcome
               returning omitted
           call "nh_hub_free" using by value hub
               returning omitted
           if is-ok and is-accepted
               stop run returning 0
           end-if
           stop run returning 1.

       open-hub.
           accept padded from environment "NH_CONNECTION_STRING"
           string function trim(padded) x"00" delimited by size
               into connection-string
           accept padded from environment "NH_HUB"
           string function trim(padded) x"00" delimited by size
               into hub-name
           call "nh_options_new" returning hub-options
           move spaces to padded
           accept padded from environment "NH_CA_FILE"
               on exception continue
           end-accept
           if padded not = spaces
               string function trim(padded) x"00" delimited by size
                   into ca-file
      *>       nh_hub_new reports a failure.
               call "nh_options_set_ca_file" using
                   by value hub-options
                   by reference ca-file
               end-call
           end-if
           call "nh_hub_new" using
               by reference connection-string
               by reference hub-name
               by value hub-options
               returning hub
           end-call
           call "nh_options_free" using by value hub-options
               returning omitted.

       send-apple.
           call "nh_send_apple_notification" using
               by value hub
               by reference payload
               by reference tags
               by reference outcome
               returning send-status
           end-call
           call "nh_outcome_verdict" using by value outcome
               returning verdict
           end-call
           if is-ok and is-accepted
               call "nh_outcome_tracking_id" using by value outcome
                   returning c-text
               end-call
               perform copy-text
               display "accepted, tracking id "
                   shown(1:text-length)
           else
               call "nh_outcome_error" using by value outcome
                   returning failure
               end-call
               perform display-failure
           end-if.

       display-failure.
           call "nh_error_status" using by value failure
               returning failure-status
           end-call
           call "nh_status_name" using by value failure-status
               returning c-text
           end-call
           perform copy-text
           move shown to status-name
           call "nh_error_message" using by value failure
               returning c-text
           end-call
           perform copy-text
           display function trim(status-name) ": "
               shown(1:text-length) upon syserr.

      *> Copies c-text to shown. What C returns in 64 bits, as strlen
      *> does, a CALL gives to a POINTER alone.
       copy-text.
           call "strlen" using by value c-text returning c-length
           if text-length > length of shown
               move length of shown to text-length
           end-if
           set address of borrowed to c-text
           move borrowed(1:text-length) to shown.
