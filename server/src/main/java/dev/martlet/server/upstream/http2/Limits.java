// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import java.time.Duration;

/** What a connection holds and how long it waits at most, whatever the peer does. */
final class Limits {
    /**
     * Where the window of a stream stops growing: what a client that stops reading can keep in our
     * memory.
     */
    static final int LARGEST_STREAM_WINDOW = 512 * 1024;

    /** What the windows of an endpoint's streams may grow by, all together. */
    static final int SPARE_WINDOW = 32 * 1024 * 1024;

    /**
     * The connection's window. It is given back as bytes come, not as they are read: the windows of
     * the streams bound the memory, and a slow reader cannot hold the others up.
     */
    static final int CONNECTION_WINDOW = 16 * 1024 * 1024;

    /** Streams of one connection: one thread reads for all of them. */
    static final int STREAMS = 128;

    /** Fields of one reply head or of trailers, counted as RFC 9113, section 6.5.2 says. */
    static final int FIELD_SECTION_BYTES = 64 * 1024;

    /** What a field section may take on the wire. */
    static final int HEADER_BLOCK_BYTES = 64 * 1024;

    /** 1xx replies to one request. */
    static final int INTERIM_REPLIES = 32;

    /** Frames without effect, one after the other. */
    static final int IDLE_FRAMES = 10_000;

    /** Streams after which a connection is replaced; their identifiers would run out. */
    static final int LAST_STREAM_ID = 1 << 30;

    /** After this, a connection is replaced, so that new endpoints behind a balancer get work. */
    static final Duration CONNECTION_AGE = Duration.ofMinutes(15);

    /** Silence before a PING, with streams open. */
    static final Duration PING_AFTER = Duration.ofSeconds(30);

    /** Servers may take a client that pings an idle connection more often for an attacker. */
    static final Duration PING_AFTER_MOST = Duration.ofMinutes(5);

    /** Silence after a PING that proves the peer dead. */
    static final Duration PING_TIMEOUT = Duration.ofSeconds(10);

    private Limits() {}
}
