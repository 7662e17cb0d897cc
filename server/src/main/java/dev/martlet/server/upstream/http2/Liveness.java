// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

/**
 * Finds out whether a silent peer is still there: after some silence it is sent a PING, and if
 * nothing comes then, it is dead. As long as nothing but answers to PINGs comes, they get rarer.
 */
final class Liveness {
    /** What a look at the silence led to. */
    enum Verdict {
        ALIVE,
        ASK,
        DEAD
    }

    private static final int SLOW_DOWN = 4;

    private volatile long lastRead;
    private volatile boolean useful;
    private boolean asked;
    private long askedAt;
    private long interval = Limits.PING_AFTER.toNanos();
    private long nextLook;

    Liveness(long now) {
        this.lastRead = now;
    }

    /** Notes that a frame came. Called by the reader. */
    void read(long now, boolean ofStream) {
        lastRead = now;
        if (ofStream && !useful) {
            useful = true;
        }
    }

    /** Waiting for the peer begins: silence before does not count. */
    void begin(long now) {
        lastRead = now;
        asked = false;
        interval = Limits.PING_AFTER.toNanos();
        nextLook = now + interval;
    }

    /** Judges the silence; one caller at a time. */
    Verdict look(long now) {
        if (asked) {
            if (lastRead - askedAt < 0) {
                return verdictOnAnswer(now);
            }
            asked = false;
            interval = Math.min(interval * SLOW_DOWN, Limits.PING_AFTER_MOST.toNanos());
        }
        if (useful) {
            useful = false;
            interval = Limits.PING_AFTER.toNanos();
        }
        nextLook = lastRead + interval;
        if (now - nextLook < 0) {
            return Verdict.ALIVE;
        }
        asked = true;
        askedAt = now;
        nextLook = now + Limits.PING_TIMEOUT.toNanos();
        return Verdict.ASK;
    }

    /** When to look next. */
    long nextLook() {
        return nextLook;
    }

    private Verdict verdictOnAnswer(long now) {
        nextLook = askedAt + Limits.PING_TIMEOUT.toNanos();
        return now - nextLook < 0 ? Verdict.ALIVE : Verdict.DEAD;
    }
}
