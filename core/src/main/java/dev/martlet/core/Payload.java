// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Headers;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The body of a request: absent, streaming by, or held in memory. */
public sealed interface Payload {
    /** A request without a body. */
    Payload NONE = new None();

    /**
     * The length if it is known.
     *
     * @return bytes, or -1
     */
    long length();

    /**
     * The bytes, from the first on.
     *
     * @return the body
     * @throws IllegalStateException if the payload is streaming and was opened before
     */
    Body open();

    /**
     * Whether {@link #open()} may be called again, as a retry or a mirror needs.
     *
     * @return true unless the bytes stream by
     */
    boolean replayable();

    /**
     * The same payload seen through a wrapper, for policies that need {@link BodyNeed#STREAM}.
     *
     * @param wrapper called at each {@link #open()}
     * @return the wrapped payload
     */
    Payload map(UnaryOperator<Body> wrapper);

    /** See {@link #NONE}. */
    record None() implements Payload {
        @Override
        public long length() {
            return 0;
        }

        @Override
        public Body open() {
            return Body.empty();
        }

        @Override
        public boolean replayable() {
            return true;
        }

        @Override
        public Payload map(UnaryOperator<Body> wrapper) {
            return this;
        }
    }

    /** Bytes in memory. */
    final class Buffered implements Payload {
        private final byte[] bytes;
        private final Headers trailers;

        /**
         * Wraps bytes.
         *
         * @param bytes not copied
         */
        public Buffered(byte[] bytes) {
            this(bytes, Body.NO_TRAILERS);
        }

        /**
         * Wraps bytes, and the fields that came after them.
         *
         * @param bytes not copied
         * @param trailers not copied
         */
        public Buffered(byte[] bytes, Headers trailers) {
            this.bytes = Objects.requireNonNull(bytes, "bytes");
            this.trailers = Objects.requireNonNull(trailers, "trailers");
        }

        /**
         * The whole body.
         *
         * @return the bytes, not copied
         */
        public byte[] bytes() {
            return bytes;
        }

        /**
         * The fields after the body.
         *
         * @return the trailers, empty if there are none
         */
        public Headers trailers() {
            return trailers;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public Body open() {
            return Body.of(bytes, trailers);
        }

        @Override
        public boolean replayable() {
            return true;
        }

        @Override
        public Payload map(UnaryOperator<Body> wrapper) {
            return new Streaming(wrapper.apply(open()));
        }
    }

    /**
     * Bytes that come from the client while they are forwarded; they can be read once, unless they
     * are retained as they pass.
     */
    final class Streaming implements Payload {
        private final Body body;
        private final @Nullable RetainingBody retaining;
        private final AtomicBoolean opened = new AtomicBoolean();

        /**
         * Wraps the body of a request.
         *
         * @param body what the client sends
         */
        public Streaming(Body body) {
            this.body = Objects.requireNonNull(body, "body");
            this.retaining = null;
        }

        private Streaming(RetainingBody retaining) {
            this.body = retaining;
            this.retaining = retaining;
        }

        /**
         * The same bytes, kept as they pass: when all have been read they can be read again.
         *
         * @return the payload, of a known length that fits into memory
         * @throws IllegalStateException if this was opened, or its length is not known
         */
        public Streaming retained() {
            if (length() < 0) {
                throw new IllegalStateException("payload: of unknown length (expected: known)");
            }
            return new Streaming(new RetainingBody(open()));
        }

        /**
         * Whether the bytes are kept as they pass.
         *
         * @return true for the result of {@link #retained()}
         */
        public boolean retaining() {
            return retaining != null;
        }

        /**
         * Whether something of the body, or its end, is at hand.
         *
         * @return false if whoever reads may have to wait for the client
         */
        public boolean ready() {
            try {
                return body.ready();
            } catch (IOException e) {
                // Whoever reads will be told.
                return true;
            }
        }

        @Override
        public long length() {
            return body.length();
        }

        @Override
        public Body open() {
            if (retaining != null && retaining.whole()) {
                return retaining.again();
            }
            if (!opened.compareAndSet(false, true)) {
                throw new IllegalStateException(
                        "payload: opened twice (expected: once, it streams)");
            }
            return body;
        }

        /**
         * Whether the bytes have been taken already.
         *
         * @return true after {@link #open()}
         */
        public boolean opened() {
            return opened.get();
        }

        @Override
        public boolean replayable() {
            return retaining != null && retaining.whole();
        }

        @Override
        public Payload map(UnaryOperator<Body> wrapper) {
            return new Streaming(wrapper.apply(open()));
        }
    }
}
