// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Payload;
import dev.martlet.provider.chat.Usage;
import io.helidon.http.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider is sent, but for what all of its requests have: its own fields and its key.
 *
 * @param method the method
 * @param target path and query behind the provider's base URL
 * @param payload the body
 * @param headers fields that describe the request, by lower-case name
 * @param translation what makes the client's reply of the provider's; null to pass on its bytes
 */
public record Outgoing(
        Method method,
        String target,
        Payload payload,
        Map<String, String> headers,
        @Nullable ReplyTranslation translation) {
    public Outgoing {
        headers = Map.copyOf(headers);
    }

    /** Makes the client's reply of the provider's. */
    @FunctionalInterface
    public interface ReplyTranslation {
        /**
         * Translates.
         *
         * @param reply of the provider, a JSON text
         * @return for the client
         * @throws RuntimeException if it is not a reply of the provider's API
         */
        Translated translate(byte[] reply);
    }

    /**
     * A reply for the client.
     *
     * @param body a JSON text
     * @param usage what the provider said that it has used, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Translated(byte[] body, @Nullable Usage usage) {}
}
