// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.core.Upstream;
import dev.martlet.provider.dialect.Dialect;
import java.net.URI;
import java.util.Map;

/**
 * An API that answers for models.
 *
 * @param name as configured
 * @param dialect the wire format it speaks
 * @param events how its streams go over the wire
 * @param upstream leads to the host of the base URL; must not retry by itself, and its limits of
 *     time must be above those of the models
 * @param base the base URL; chats go to a path below it
 * @param authorizer how a key is sent
 * @param keys its keys
 * @param headers fields to add to each request
 * @param quirks where it differs from its dialect
 */
public record Provider(
        String name,
        Dialect dialect,
        EventFormat events,
        Upstream upstream,
        URI base,
        Authorizer authorizer,
        KeyRing keys,
        Map<String, String> headers,
        Quirks quirks) {
    public Provider {
        headers = Map.copyOf(headers);
    }
}
