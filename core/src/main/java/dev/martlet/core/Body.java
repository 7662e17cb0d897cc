// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * The bytes of a message, pulled: back-pressure is that nobody reads. A read blocks its virtual
 * thread until there is at least one byte. {@link #available()} says how many bytes can be had
 * without blocking; whoever writes a body flushes when it is 0, so that an event leaves as soon as
 * it has come.
 */
public abstract class Body extends InputStream {
    /** No fields; never written to. */
    static final Headers NO_TRAILERS = WritableHeaders.create();

    /**
     * The length of the whole body if it was announced.
     *
     * @return the length in bytes, or -1 if it is not known in advance
     */
    public abstract long length();

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * The fields after the body (RFC 9110, section 6.5), complete once {@code read} has returned
     * -1.
     *
     * @return the trailers, empty if there are none
     */
    public Headers trailers() {
        return NO_TRAILERS;
    }

    @Override
    public int available() throws IOException {
        return 0;
    }

    /**
     * Whether the next read returns at once, with bytes or with the end. Whoever writes a body
     * flushes when this is false; unlike {@link #available()} it also knows an end that has
     * arrived, which saves a write of its own for it.
     *
     * @return false if a read may block
     * @throws IOException if the body broke
     */
    public boolean ready() throws IOException {
        return available() > 0;
    }

    /**
     * Lets go of what the body is read from; bytes not read are lost. May be called more than once,
     * from any thread.
     */
    @Override
    public void close() {}

    /**
     * A body without bytes.
     *
     * @return the body
     */
    public static Body empty() {
        return of(new byte[0]);
    }

    /**
     * A body over bytes in memory.
     *
     * @param bytes the bytes, not copied
     * @return the body
     */
    public static Body of(byte[] bytes) {
        return of(bytes, NO_TRAILERS);
    }

    /**
     * A body over bytes in memory, with the fields that follow it.
     *
     * @param bytes the bytes, not copied
     * @param trailers the fields, not copied
     * @return the body
     */
    public static Body of(byte[] bytes, Headers trailers) {
        return new InMemory(bytes, trailers);
    }

    private static final class InMemory extends Body {
        private final int length;
        private final ByteArrayInputStream bytes;
        private final Headers trailers;

        InMemory(byte[] bytes, Headers trailers) {
            this.length = Objects.requireNonNull(bytes, "bytes").length;
            this.bytes = new ByteArrayInputStream(bytes);
            this.trailers = trailers;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) {
            return bytes.read(buffer, offset, count);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public Headers trailers() {
            return trailers;
        }
    }
}
