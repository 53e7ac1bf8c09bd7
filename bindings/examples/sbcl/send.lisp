;;; Sends one alert to Apple devices with the tag "world".

(require :asdf)
(let ((*compile-verbose* nil))
  (asdf:load-system :cffi))

(defpackage :send (:use :common-lisp :cffi))
(in-package :send)

(define-foreign-library notification-hubs
  (t "libnotification_hubs.so.0.1"))
(use-foreign-library notification-hubs)

(setf *default-foreign-encoding* :utf-8)

(defconstant +ok+ 0)
(defconstant +accepted+ 1)

(defcfun nh-status-name :string (status :int32))
(defcfun nh-last-error :pointer)
(defcfun nh-error-status :int32 (error :pointer))
(defcfun nh-error-message :string (error :pointer))
;; CFFI's :boolean has four bytes, C's bool one.
(defcfun nh-error-may-have-been-sent (:boolean :unsigned-char) (error :pointer))
(defcfun nh-options-new :pointer)
(defcfun nh-options-set-ca-file :int32 (options :pointer) (path :string))
(defcfun nh-options-free :void (options :pointer))
(defcfun nh-hub-new :pointer (connection-string :string) (hub-name :string) (options :pointer))
(defcfun nh-hub-free :void (hub :pointer))
(defcfun nh-send-apple-notification :int32
  (hub :pointer) (payload :string) (tag-expression :string) (outcome :pointer))
(defcfun nh-outcome-verdict :int32 (outcome :pointer))
(defcfun nh-outcome-error :pointer (outcome :pointer))
(defcfun nh-outcome-tracking-id :string (outcome :pointer))
(defcfun nh-outcome-free :void (outcome :pointer))

(define-condition notification-hubs-error (error)
  ((status :initarg :status :reader status)
   (message :initarg :message :reader message)
   (may-have-been-sent :initarg :may-have-been-sent :reader may-have-been-sent))
  (:report (lambda (condition stream)
             (format stream "~a: ~a" (status condition) (message condition)))))

(defun fail (error)
  "Signals what an error of the library says."
  (error 'notification-hubs-error
         :status (nh-status-name (nh-error-status error))
         :message (nh-error-message error)
         :may-have-been-sent (nh-error-may-have-been-sent error)))

(defun open-hub (connection-string name ca-file)
  (let ((options (nh-options-new)))
    (unwind-protect
         (progn
           (unless (equal ca-file "")
             (nh-options-set-ca-file options ca-file)) ; nh-hub-new reports a failure
           (let ((hub (nh-hub-new connection-string name options)))
             (when (null-pointer-p hub)
               (fail (nh-last-error)))
             hub))
      (nh-options-free options))))

(defun send-apple (hub payload tags)
  "Gives the tracking id of an accepted notification."
  (with-foreign-object (place :pointer)
    (let* ((status (nh-send-apple-notification hub payload tags place))
           (outcome (mem-ref place :pointer)))
      (unwind-protect
           (if (and (= status +ok+) (= (nh-outcome-verdict outcome) +accepted+))
               (nh-outcome-tracking-id outcome)
               (fail (nh-outcome-error outcome)))
        (nh-outcome-free outcome)))))

(defun environment-variable (name)
  (or (uiop:getenv name) ""))

(defun main ()
  (let ((hub (open-hub (environment-variable "NH_CONNECTION_STRING")
                       (environment-variable "NH_HUB")
                       (environment-variable "NH_CA_FILE"))))
    (unwind-protect
         (format t "accepted, tracking id ~a~%"
                 (send-apple hub "{\"aps\":{\"alert\":\"Hello from Lisp! Grüße\"}}" "world"))
      (nh-hub-free hub))))

(handler-case (main)
  (notification-hubs-error (failure)
    (format *error-output* "~a~%" failure)
    (uiop:quit 1)))
