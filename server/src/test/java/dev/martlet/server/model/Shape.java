// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import dev.martlet.server.e2e.Message;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One API of a provider: reads its requests, and writes replies as its documentation shows them.
 * Knows nothing of Martlet's own codecs, which it is there to check.
 */
interface Shape {
    /** Whether a request is for this API. */
    boolean knows(String method, String path);

    /** The key that a request was sent with; empty if none. */
    String key(Message request);

    /** What is wrong with a request, so that the real API would refuse it; empty if nothing. */
    String fault(Message request, JsonNode body);

    /** What a chat asks for. */
    Asked read(String path, JsonNode body);

    /** Reply to a request that is no chat; empty if it is one. */
    String other(String path, JsonNode body);

    /** A whole reply. */
    String whole(Asked asked, Answer answer);

    /**
     * The events of a stream, each with its blank line. Of an endless one, those before silence.
     */
    List<String> events(Asked asked, Answer answer);

    /** The body of an error. */
    String error(int status, String message);
}
