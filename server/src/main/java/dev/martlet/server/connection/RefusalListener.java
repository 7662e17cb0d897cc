// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.connection;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Hears of what ended before it was a request that a route could have had. Any thread. */
@FunctionalInterface
public interface RefusalListener {
    /** Nobody listens. */
    RefusalListener NONE = (reason, address, detail) -> {};

    /**
     * A client was refused.
     *
     * @param reason of a small, fixed set: one of {@link Reason}, or that of a failure
     * @param address who connected, as far as it is known
     * @param detail what only the operator may see, or null
     */
    void refused(String reason, @Nullable InetAddress address, @Nullable String detail);

    /** Reasons that have no failure, because no reply could be sent. */
    final class Reason {
        /** The listener has all the connections that it may have. */
        public static final String CONNECTION_LIMIT = "connection_limit";

        /** No TLS session came about. */
        public static final String TLS_HANDSHAKE = "tls_handshake";

        /** What should have been a PROXY header was none. */
        public static final String PROXY_HEADER = "proxy_header";

        /** PROXY header or TLS handshake took too long. */
        public static final String HANDSHAKE_TIMEOUT = "handshake_timeout";

        /** A connection of HTTP/2 that broke the protocol, or flooded us. */
        public static final String HTTP2_CONNECTION = "http2_connection";

        /** A stream of HTTP/2 that broke the protocol. */
        public static final String HTTP2_STREAM = "http2_stream";

        /** A stream of HTTP/2 above the limit of concurrent ones. */
        public static final String HTTP2_STREAM_LIMIT = "http2_stream_limit";

        /** A body over HTTP/2 that waited while memory was short. */
        public static final String HTTP2_MEMORY = "http2_memory";

        private Reason() {}
    }
}
