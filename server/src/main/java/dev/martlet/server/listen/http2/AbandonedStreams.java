// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import java.util.TreeSet;

/**
 * Streams that we ended before their client did. What it had sent by then still arrives and is no
 * fault; on any other stream that is gone it would be (RFC 9113, section 5.1). Bounded: of what is
 * forgotten, anything is believed. Thread-safe.
 */
final class AbandonedStreams {
    /** How many are remembered. */
    static final int MOST = 256;

    private final TreeSet<Integer> ids = new TreeSet<>();
    private int forgotten;

    synchronized void add(int id) {
        ids.add(id);
        if (ids.size() > MOST) {
            forgotten = Math.max(forgotten, ids.pollFirst());
        }
    }

    /** Whether the stream may be one of them. */
    synchronized boolean mayHold(int id) {
        return id <= forgotten || ids.contains(id);
    }
}
