// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import java.io.IOException;

/**
 * A binary event stream is damaged and cannot be read on. Its message quotes nothing of the stream.
 */
public final class EventStreamException extends IOException {
    private static final long serialVersionUID = 1L;

    EventStreamException(String message) {
        super(message);
    }
}
