// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Failure;
import org.jspecify.annotations.Nullable;

/** Who keeps the connection; called without locks. */
interface ConnectionOwner {
    /** The first SETTINGS came: streams can be opened. */
    void ready(Http2Connection connection);

    /** A stream has ended; with the last one the connection may close. */
    void roomMade(Http2Connection connection);

    /** The connection takes no more streams, or is gone. */
    void lost(Http2Connection connection, Failure failure, @Nullable Throwable cause);
}
