// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.alert;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Posts a message. */
@FunctionalInterface
public interface Webhook {
    /**
     * Posts JSON.
     *
     * @param target where to
     * @param json the body
     * @param headers further fields
     * @return the status of the answer
     * @throws IOException if there was no answer
     */
    int post(URI target, byte[] json, Map<String, String> headers) throws IOException;
}
