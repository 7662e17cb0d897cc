// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.sse;

import java.io.IOException;

/** A stream of server-sent events cannot be read on. Its message quotes nothing of the stream. */
public final class SseException extends IOException {
    private static final long serialVersionUID = 1L;

    SseException(String message) {
        super(message);
    }
}
