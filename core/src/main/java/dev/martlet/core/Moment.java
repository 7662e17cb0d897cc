// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/** The moments of an exchange, in the order in which they usually come. */
public enum Moment {
    /** The head of the request was complete. */
    RECEIVED,
    /** A route was found. */
    ROUTED,
    /** The policies let the request pass; the target starts. */
    TARGET,
    /** A connection to an endpoint is at hand (of the last try). */
    CONNECTED,
    /**
     * The head of the request, and the body if it was at hand, is with the endpoint (of the last
     * try).
     */
    SENT,
    /** The head of the endpoint's reply is there (of the last try). */
    REPLIED,
    /** The head of our reply was handed to the client's connection. */
    HEAD_WRITTEN,
    /** The reply is complete, or was given up. */
    ENDED
}
