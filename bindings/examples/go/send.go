// Sends one alert to Apple devices with the tag "world".
package main

/*
#cgo LDFLAGS: -lnotification_hubs
#include <stdlib.h>
#include <notification_hubs.h>
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"
)

// Error says why a call failed.
type Error struct {
	Status          string
	Message         string
	MayHaveBeenSent bool
}

func (e *Error) Error() string { return e.Status + ": " + e.Message }

// newError copies what belongs to the library.
func newError(err *C.nh_error) *Error {
	return &Error{
		Status:          C.GoString(C.nh_status_name(C.int32_t(C.nh_error_status(err)))),
		Message:         C.GoString(C.nh_error_message(err)),
		MayHaveBeenSent: bool(C.nh_error_may_have_been_sent(err)),
	}
}

// Hub is for all goroutines, and for as long as the program runs.
type Hub struct{ hub *C.nh_hub }

// Open makes no connection yet. caFile may be empty.
func Open(connectionString, name, caFile string) (*Hub, error) {
	// nh_last_error is the thread's: the goroutine stays on it until it is read.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	cConnectionString, cName := C.CString(connectionString), C.CString(name)
	defer C.free(unsafe.Pointer(cConnectionString))
	defer C.free(unsafe.Pointer(cName))
	options := C.nh_options_new()
	defer C.nh_options_free(options)
	if caFile != "" {
		cFile := C.CString(caFile)
		defer C.free(unsafe.Pointer(cFile))
		C.nh_options_set_ca_file(options, cFile) // nh_hub_new reports a failure
	}
	hub := C.nh_hub_new(cConnectionString, cName, options)
	if hub == nil {
		return nil, newError(C.nh_last_error())
	}
	return &Hub{hub}, nil
}

// Close frees the hub.
func (h *Hub) Close() { C.nh_hub_free(h.hub) }

// SendApple gives the tracking id of an accepted notification.
func (h *Hub) SendApple(payload, tags string) (string, error) {
	cPayload, cTags := C.CString(payload), C.CString(tags)
	defer C.free(unsafe.Pointer(cPayload))
	defer C.free(unsafe.Pointer(cTags))

	// The outcome has its error in it, so any thread may read it.
	var outcome *C.nh_outcome
	status := C.nh_send_apple_notification(h.hub, cPayload, cTags, &outcome)
	defer C.nh_outcome_free(outcome)
	if status != C.NH_STATUS_OK || C.nh_outcome_verdict(outcome) != C.NH_VERDICT_ACCEPTED {
		return "", newError(C.nh_outcome_error(outcome))
	}
	return C.GoString(C.nh_outcome_tracking_id(outcome)), nil
}

func run() error {
	hub, err := Open(os.Getenv("NH_CONNECTION_STRING"), os.Getenv("NH_HUB"), os.Getenv("NH_CA_FILE"))
	if err != nil {
		return err
	}
	defer hub.Close()
	trackingID, err := hub.SendApple(`{"aps":{"alert":"Hello from Go! Grüße"}}`, "world")
	if err != nil {
		return err
	}
	fmt.Println("accepted, tracking id", trackingID)
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
