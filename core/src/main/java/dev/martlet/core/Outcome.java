// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import org.jspecify.annotations.Nullable;

/**
 * How an exchange ended.
 *
 * @param status the status that was sent, or would have been sent to a client that is gone
 * @param failure why there is no proper reply, or null; may be set although a good status was sent,
 *     if the body broke
 * @param cause what only the operator may see, or null
 * @param bytesSent bytes of the reply's body that were handed to the client's connection
 */
public record Outcome(
        int status, @Nullable Failure failure, @Nullable Throwable cause, long bytesSent) {}
