(* Sends one alert to Apple devices with the tag "world". *)
open Ctypes
open Foreign

exception Failed of string

let options = typedef (ptr void) "nh_options *"
let hub = typedef (ptr void) "nh_hub *"
let outcome = typedef (ptr void) "nh_outcome *"
let error = typedef (ptr void) "const nh_error *"
let ok = 0
let accepted = 1
let nh_status_name = foreign "nh_status_name" (int @-> returning string)
let nh_last_error = foreign "nh_last_error" (void @-> returning error)
let nh_error_status = foreign "nh_error_status" (error @-> returning int)
let nh_error_message = foreign "nh_error_message" (error @-> returning string)
let nh_options_new = foreign "nh_options_new" (void @-> returning options)

let nh_options_set_ca_file =
  foreign "nh_options_set_ca_file" (options @-> string @-> returning int)

let nh_options_free = foreign "nh_options_free" (options @-> returning void)
let nh_hub_new = foreign "nh_hub_new" (string @-> string @-> options @-> returning hub)
let nh_hub_free = foreign "nh_hub_free" (hub @-> returning void)

(* What waits gives the runtime's lock away, so that other threads run. *)
let nh_send_apple_notification =
  foreign "nh_send_apple_notification" ~release_runtime_lock:true
    (hub @-> string @-> string @-> ptr outcome @-> returning int)

let nh_outcome_verdict = foreign "nh_outcome_verdict" (outcome @-> returning int)
let nh_outcome_error = foreign "nh_outcome_error" (outcome @-> returning error)
let nh_outcome_tracking_id = foreign "nh_outcome_tracking_id" (outcome @-> returning string)
let nh_outcome_free = foreign "nh_outcome_free" (outcome @-> returning void)

let fail error =
  raise (Failed (nh_status_name (nh_error_status error) ^ ": " ^ nh_error_message error))

let open_hub ~ca_file connection_string name =
  let options = nh_options_new () in
  (* nh_hub_new reports a failure. *)
  if ca_file <> "" then ignore (nh_options_set_ca_file options ca_file);
  let hub = nh_hub_new connection_string name options in
  if is_null hub then fail (nh_last_error ());
  nh_options_free options;
  hub

(* Gives the tracking id of an accepted notification. *)
let send_apple hub payload tags =
  let place = allocate outcome null in
  let status = nh_send_apple_notification hub payload tags place in
  let outcome = !@place in
  Fun.protect
    ~finally:(fun () -> nh_outcome_free outcome)
    (fun () ->
      if status <> ok || nh_outcome_verdict outcome <> accepted then
        fail (nh_outcome_error outcome);
      nh_outcome_tracking_id outcome)

let variable name = Option.value (Sys.getenv_opt name) ~default:""

let () =
  try
    let hub =
      open_hub ~ca_file:(variable "NH_CA_FILE") (variable "NH_CONNECTION_STRING") (variable "NH_HUB")
    in
    Fun.protect
      ~finally:(fun () -> nh_hub_free hub)
      (fun () ->
        send_apple hub {|{"aps":{"alert":"Hello from OCaml! Grüße"}}|} "world"
        |> Printf.printf "accepted, tracking id %s\n")
  with Failed message ->
    prerr_endline message;
    exit 1
