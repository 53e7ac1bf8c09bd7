<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * What a call came to. A number keeps its meaning for ever; new ones may be
 * added, so treat a number you do not know by its hundred: 1-99 is for the
 * caller to fix, 100-199 means that the request did not complete, 200-299
 * that the service said no, 900 and up is this library or this process.
 */
enum Status: int
{
    /**
     * Done.
     */
    case Ok = 0;

    /**
     * A NULL pointer, an unknown number, a value out of range, text that is
     * not UTF-8: the message names the argument.
     */
    case InvalidArgument = 1;

    /**
     * The connection string does not parse: the message names the part.
     */
    case InvalidConnectionString = 2;

    /**
     * The payload cannot be sent: empty, not UTF-8, over 64 KiB, or of a kind
     * that cannot be told from its root element; or a check of a payload or a
     * template found a fault.
     */
    case InvalidPayload = 3;

    /**
     * A header name or value that HTTP forbids, or a header that the library
     * sets itself.
     */
    case InvalidHeader = 4;

    /**
     * A tag that is empty, too long or has a character tags cannot have.
     */
    case InvalidTag = 5;

    /**
     * A tag expression with a syntax error or too many tags:
     * nh_error_column tells where.
     */
    case InvalidTagExpression = 6;

    /**
     * The CA file cannot be read or holds no certificate.
     */
    case InvalidCaFile = 7;

    /**
     * The token callback gave no token, or something else than one.
     */
    case NoToken = 8;

    /**
     * The connection failed or broke.
     */
    case Network = 100;

    /**
     * The TLS handshake failed: certificate not trusted, wrong host, or no
     * common version.
     */
    case Tls = 101;

    /**
     * The deadline of the call passed.
     */
    case Timeout = 102;

    /**
     * Cancelled through its nh_cancel.
     */
    case Cancelled = 103;

    /**
     * The host name could not be looked up.
     */
    case NameLookup = 104;

    /**
     * The proxy refused or did not understand.
     */
    case Proxy = 105;

    /**
     * What came back is not an HTTP answer, or not the service's (a page of a
     * captive portal or an intercepting proxy), or not the document that was
     * asked for, or one that broke off or is larger than allowed (4 MiB). If
     * the service had said yes before, the verdict is NH_VERDICT_ACCEPTED.
     */
    case Protocol = 106;

    /**
     * The service refused the request (400 and other answers without a
     * status of their own here).
     */
    case Rejected = 200;

    /**
     * 401: wrong key, expired token, wrong hub in the token.
     */
    case Unauthorized = 201;

    /**
     * 403 without Retry-After: the policy lacks the right, or the tier lacks
     * the feature, or a quota is used up.
     */
    case Forbidden = 202;

    /**
     * 404: no such hub, or no such installation, registration, notification
     * or job in it.
     */
    case NotFound = 203;

    /**
     * 413: over 64 KB.
     */
    case PayloadTooLarge = 204;

    /**
     * 429, or 403 with Retry-After: wait and repeat.
     */
    case Throttled = 205;

    /**
     * 503: wait and repeat.
     */
    case ServiceUnavailable = 206;

    /**
     * 408, 500, 502, 504 and 506 to 599: the service may or may not have
     * taken the request.
     */
    case ServiceError = 207;

    /**
     * 409: it exists already, or another change is under way.
     */
    case Conflict = 208;

    /**
     * 410: the registration id cannot be used any more.
     */
    case Gone = 209;

    /**
     * 412: it was changed since it was read.
     */
    case PreconditionFailed = 210;

    /**
     * The queue was made before fork(), and this is a child: make a new one.
     */
    case Forked = 900;

    /**
     * A fault in this library; the message names the function.
     */
    case Internal = 901;

    /**
     * The hub or the queue was closed.
     */
    case Closed = 902;

    /**
     * Not now: the queue is full, or no outcome has come yet.
     */
    case WouldBlock = 903;

    /**
     * The process can have no more threads or descriptors, and the call needs
     * one: nothing was sent. See its limits (ulimit -u, ulimit -n, a container's
     * number of processes).
     */
    case NoResources = 904;
}
