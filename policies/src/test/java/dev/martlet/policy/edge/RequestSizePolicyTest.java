// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.config.DataSize;
import dev.martlet.policy.Trial;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSizePolicyTest {
    private final RequestSizePolicy policy =
            new RequestSizePolicy(new RequestSizeConfig(new DataSize(10)));

    @Test
    void anAnnouncedLengthIsRefusedBeforeAByteIsRead() {
        var unread = new Counted(11, 11);

        Trial.Result result =
                Trial.of("POST", "/").payload(new Payload.Streaming(unread)).through(policy);

        assertThat(result.failure()).isEqualTo(new RequestFailure.PayloadTooLarge(10));
        assertThat(result.status()).isEqualTo(413);
        assertThat(result.targetCalls()).isZero();
        assertThat(unread.given).isZero();
    }

    @ParameterizedTest(name = "{0} bytes, announced: {1}")
    @CsvSource({"0, false", "1, false", "10, false", "10, true"})
    void aBodyWithinTheLimitPassesWhole(int size, boolean announced) {
        var body = new Counted(size, announced ? size : -1);

        Trial.Result result = upload(body);

        assertThat(result.status()).isEqualTo(200);
        assertThat(((FullReply) result.reply()).body()).hasSize(size);
    }

    @Test
    void aBodyOfUnknownLengthFailsWhenItPassesTheLimit() {
        var body = new Counted(1_000_000, -1);

        Trial.Result result = upload(body);

        assertThat(result.failure()).isEqualTo(new RequestFailure.PayloadTooLarge(10));
        assertThat(body.given).isLessThanOrEqualTo(8192);
    }

    @Test
    void aReaderThatGoesOnAfterTheLimitGetsNothing() throws IOException {
        var body = new LimitedBody(new Counted(20, -1), 10);
        byte[] buffer = new byte[8];

        assertThat(body.read(buffer, 0, 8)).isEqualTo(8);
        assertThatThrownBy(() -> body.read(buffer, 0, 8)).isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> body.read(buffer, 0, 8)).isInstanceOf(GatewayException.class);
    }

    private Trial.Result upload(Body body) {
        return Trial.of("POST", "/")
                .payload(new Payload.Streaming(body))
                .answeredBy(RequestSizePolicyTest::echo)
                .through(policy);
    }

    private static FullReply echo(Exchange exchange) {
        try {
            byte[] bytes = exchange.payload().open().readAllBytes();
            return new FullReply(Status.OK_200, WritableHeaders.create(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Zeros, counted as they are read. */
    private static final class Counted extends Body {
        private final int size;
        private final int announced;
        private int given;

        Counted(int size, int announced) {
            this.size = size;
            this.announced = announced;
        }

        @Override
        public long length() {
            return announced;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count = Math.min(Math.min(length, 8192), size - given);
            given += count;
            return count == 0 ? -1 : count;
        }
    }
}
