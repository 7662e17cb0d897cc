// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;

/** A reply whose whole body is in memory. */
public final class FullReply implements Reply {
    private final Status status;
    private final WritableHeaders<?> headers;
    private final byte[] body;
    private final Release release;

    /**
     * A reply over bytes.
     *
     * @param status the status
     * @param headers the fields
     * @param body the bytes, not copied
     */
    public FullReply(Status status, WritableHeaders<?> headers, byte[] body) {
        this(status, headers, body, new Release());
    }

    private FullReply(Status status, WritableHeaders<?> headers, byte[] body, Release release) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.release = release;
    }

    /**
     * A reply without body and headers.
     *
     * @param status the status
     * @return the reply
     */
    public static FullReply empty(Status status) {
        return new FullReply(status, WritableHeaders.create(), new byte[0]);
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public WritableHeaders<?> headers() {
        return headers;
    }

    /**
     * The body.
     *
     * @return the bytes, not copied
     */
    public byte[] body() {
        return body;
    }

    @Override
    public FullReply withStatus(Status newStatus) {
        return new FullReply(newStatus, headers, body, release);
    }

    /**
     * The same reply with another body.
     *
     * @param newBody the bytes
     * @return the reply; use it instead of this one
     */
    public FullReply withBody(byte[] newBody) {
        return new FullReply(status, headers, newBody, release);
    }

    @Override
    public FullReply onClose(Runnable action) {
        release.add(action);
        return this;
    }

    @Override
    public void close() {
        release.release();
    }
}
