--  Sends one alert to Apple devices with the tag "world".

with Ada.Command_Line;
with Ada.Environment_Variables;
with Ada.Text_IO;
with Interfaces.C;         use Interfaces.C;
with Interfaces.C.Strings; use Interfaces.C.Strings;
with System;               use type System.Address;

procedure Send is

   subtype Handle is System.Address;

   NH_Status_OK        : constant int := 0;
   NH_Verdict_Accepted : constant int := 1;

   function NH_Status_Name (Status : int) return chars_ptr
   with Import, Convention => C, External_Name => "nh_status_name";
   function NH_Last_Error return Handle
   with Import, Convention => C, External_Name => "nh_last_error";
   function NH_Error_Status (Error : Handle) return int
   with Import, Convention => C, External_Name => "nh_error_status";
   function NH_Error_Message (Error : Handle) return chars_ptr
   with Import, Convention => C, External_Name => "nh_error_message";
   function NH_Options_New return Handle
   with Import, Convention => C, External_Name => "nh_options_new";
   function NH_Options_Set_CA_File
     (Options : Handle; Path : char_array) return int
   with Import, Convention => C, External_Name => "nh_options_set_ca_file";
   procedure NH_Options_Free (Options : Handle)
   with Import, Convention => C, External_Name => "nh_options_free";
   function NH_Hub_New
     (Connection_String, Hub_Name : char_array; Options : Handle)
      return Handle
   with Import, Convention => C, External_Name => "nh_hub_new";
   procedure NH_Hub_Free (Hub : Handle)
   with Import, Convention => C, External_Name => "nh_hub_free";
   function NH_Send_Apple_Notification
     (Hub                     : Handle;
      Payload, Tag_Expression : char_array;
      Outcome                 : out Handle) return int
   with
     Import,
     Convention    => C,
     External_Name => "nh_send_apple_notification";
   function NH_Outcome_Verdict (Outcome : Handle) return int
   with Import, Convention => C, External_Name => "nh_outcome_verdict";
   function NH_Outcome_Error (Outcome : Handle) return Handle
   with Import, Convention => C, External_Name => "nh_outcome_error";
   function NH_Outcome_Tracking_Id (Outcome : Handle) return chars_ptr
   with Import, Convention => C, External_Name => "nh_outcome_tracking_id";
   procedure NH_Outcome_Free (Outcome : Handle)
   with Import, Convention => C, External_Name => "nh_outcome_free";

   --  The messages of exceptions are cut after 200 characters, so an error is
   --  said where it is found.
   procedure Say (Error : Handle) is
   begin
      Ada.Text_IO.Put_Line
        (Ada.Text_IO.Standard_Error,
         Value (NH_Status_Name (NH_Error_Status (Error)))
         & ": "
         & Value (NH_Error_Message (Error)));
      Ada.Command_Line.Set_Exit_Status (Ada.Command_Line.Failure);
   end Say;

   function Variable (Name : String) return String
   is (Ada.Environment_Variables.Value (Name, ""));

   function Open return Handle is
      Options : constant Handle := NH_Options_New;
      CA_File : constant String := Variable ("NH_CA_FILE");
      Ignored : int;
   begin
      if CA_File /= "" then
         --  NH_Hub_New reports a failure.
         Ignored := NH_Options_Set_CA_File (Options, To_C (CA_File));
      end if;
      return
         Hub : constant Handle :=
           NH_Hub_New
             (To_C (Variable ("NH_CONNECTION_STRING")),
              To_C (Variable ("NH_HUB")),
              Options)
      do
         NH_Options_Free (Options);
      end return;
   end Open;

   --  GNAT takes each byte of this file for a character, so text in UTF-8 goes
   --  through as it is.
   procedure Send_Apple (Hub : Handle; Payload, Tags : String) is
      Outcome : Handle;
      Status  : constant int :=
        NH_Send_Apple_Notification (Hub, To_C (Payload), To_C (Tags), Outcome);
   begin
      if Status = NH_Status_OK
        and then NH_Outcome_Verdict (Outcome) = NH_Verdict_Accepted
      then
         Ada.Text_IO.Put_Line
           ("accepted, tracking id "
            & Value (NH_Outcome_Tracking_Id (Outcome)));
      else
         Say (NH_Outcome_Error (Outcome));
      end if;
      NH_Outcome_Free (Outcome);
   end Send_Apple;

   Hub : constant Handle := Open;

begin
   if Hub = System.Null_Address then
      Say (NH_Last_Error);
   else
      Send_Apple
        (Hub, "{""aps"":{""alert"":""Hello from Ada! Grüße""}}", "world");
      NH_Hub_Free (Hub);
   end if;
end Send;
