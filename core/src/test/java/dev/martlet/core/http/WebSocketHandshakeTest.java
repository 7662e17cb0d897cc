// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebSocketHandshakeTest {
    private static WritableHeaders<?> upgrade(String... values) {
        return WritableHeaders.create().add(HeaderNames.UPGRADE, values);
    }

    /** The example of RFC 6455, section 1.3. */
    @Test
    void theKeyOfTheSpecificationIsAcceptedAsThere() {
        assertThat(WebSocketHandshake.accept("dGhlIHNhbXBsZSBub25jZQ=="))
                .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void aKeyHasSixteenBytesAndIsNeverTheSame() {
        String key = WebSocketHandshake.newKey();
        assertThat(Base64.getDecoder().decode(key)).hasSize(16);
        assertThat(WebSocketHandshake.newKey()).isNotEqualTo(key);
    }

    @Test
    void onlyAWebSocketAloneIsAWebSocket() {
        assertThat(WebSocketHandshake.isAskedFor(upgrade("WebSocket"))).isTrue();
        assertThat(WebSocketHandshake.isAskedFor(upgrade("websocket, other"))).isFalse();
        assertThat(WebSocketHandshake.isAskedFor(upgrade("websocket", "other"))).isFalse();
        assertThat(WebSocketHandshake.isAskedFor(WritableHeaders.create())).isFalse();
    }
}
