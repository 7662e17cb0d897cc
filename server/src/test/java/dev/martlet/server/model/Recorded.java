// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import dev.martlet.server.e2e.Message;
import tools.jackson.databind.JsonNode;

/**
 * A request that has reached a fake provider.
 *
 * @param message as it was on the wire
 * @param body parsed; missing node if there is none
 * @param key that it was sent with; empty if none
 */
record Recorded(Message message, JsonNode body, String key) {
    String path() {
        String target = message.target();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
