// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Headers;
import java.io.IOException;

/**
 * A body around a body: passes everything on, for subclasses that count, limit or change what
 * streams by.
 */
public abstract class FilterBody extends Body {
    private final Body source;

    /**
     * Wraps a body.
     *
     * @param source what is read from
     */
    protected FilterBody(Body source) {
        this.source = source;
    }

    /**
     * The wrapped body.
     *
     * @return the body
     */
    protected final Body source() {
        return source;
    }

    @Override
    public long length() {
        return source.length();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return source.read(buffer, offset, length);
    }

    @Override
    public int available() throws IOException {
        return source.available();
    }

    /** What this filter holds, or what its source has, can be had at once. */
    @Override
    public boolean ready() throws IOException {
        return available() > 0 || source.ready();
    }

    @Override
    public Headers trailers() {
        return source.trailers();
    }

    @Override
    public void close() {
        source.close();
    }
}
