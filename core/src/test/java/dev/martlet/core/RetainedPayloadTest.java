// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.WritableHeaders;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RetainedPayloadTest {
    private static Payload.Streaming payload(String text) {
        Body body = Body.of(text.getBytes(UTF_8), WritableHeaders.create());
        return new Payload.Streaming(body).retained();
    }

    @Test
    void whatHasPassedWholeCanBeReadAgain() throws IOException {
        Payload.Streaming payload = payload("body");
        assertThat(payload.replayable()).isFalse();
        assertThat(payload.open().readAllBytes()).asString().isEqualTo("body");
        assertThat(payload.replayable()).isTrue();
        assertThat(payload.open().readAllBytes()).asString().isEqualTo("body");
        assertThat(payload.open().readAllBytes()).asString().isEqualTo("body");
    }

    @Test
    void whatHasPassedInPartCannot() throws IOException {
        Payload.Streaming payload = payload("body");
        assertThat(payload.open().readNBytes(3)).asString().isEqualTo("bod");
        assertThat(payload.replayable()).isFalse();
        assertThatThrownBy(payload::open).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ofAnUnknownLengthNothingIsRetained() {
        Body endless =
                new FilterBody(Body.empty()) {
                    @Override
                    public long length() {
                        return -1;
                    }
                };
        assertThatThrownBy(() -> new Payload.Streaming(endless).retained())
                .hasMessageContaining("unknown length");
    }
}
