// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Events as bytes. {@link #available()} is 0 at each event's end, which makes the writer flush
 * there, unless the source has the next event at hand: then both leave together.
 */
final class EventBody extends Body {
    private final EventSource events;
    private final EventEncoder encoder;
    private byte[] current = new byte[0];
    private int position;

    EventBody(EventSource events, EventEncoder encoder) {
        this.events = events;
        this.encoder = encoder;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (position == current.length) {
            @Nullable Event event = events.next();
            if (event == null) {
                return -1;
            }
            current = encoder.encode(event);
            position = 0;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, buffer, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return current.length - position;
    }

    @Override
    public boolean ready() throws IOException {
        return position < current.length || events.ready();
    }

    @Override
    public void close() {
        events.close();
    }
}
