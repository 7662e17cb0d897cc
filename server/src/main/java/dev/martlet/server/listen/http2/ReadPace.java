// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.http2.FrameReader;
import dev.martlet.server.io.Watch;

/** What a client has begun must be complete in time; a silent one is a matter of its streams. */
final class ReadPace implements FrameReader.Pace {
    private final Watch watch;
    private final ListenerTimeouts timeouts;

    ReadPace(Watch watch, ListenerTimeouts timeouts) {
        this.watch = watch;
        this.timeouts = timeouts;
    }

    @Override
    public void begun() {
        watch.in(timeouts.headerRead());
    }

    @Override
    public void awaitsData() {
        watch.in(timeouts.bodyIdle());
    }

    @Override
    public void rested() {
        watch.clear();
    }
}
