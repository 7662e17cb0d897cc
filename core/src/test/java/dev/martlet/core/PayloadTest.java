// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PayloadTest {
    private final byte[] bytes = "hello".getBytes(StandardCharsets.UTF_8);

    @Test
    void aBodyInMemoryIsReadToItsEnd() throws IOException {
        Body body = Body.of(bytes);
        assertThat(body.length()).isEqualTo(5);
        assertThat(body.available()).isEqualTo(5);
        assertThat(body.read()).isEqualTo('h');
        assertThat(body.readAllBytes()).asString().isEqualTo("ello");
        assertThat(body.read()).isEqualTo(-1);
        assertThat(body.available()).isZero();
        assertThat(body.ready()).isTrue();
        assertThat(body.trailers().size()).isZero();
    }

    @Test
    void aByteAboveAsciiIsNotTheEnd() throws IOException {
        assertThat(Body.of(new byte[] {(byte) 0xff}).read()).isEqualTo(0xff);
    }

    @Test
    void aBufferedPayloadCanBeReadAgain() throws IOException {
        var payload = new Payload.Buffered(bytes);
        assertThat(payload.replayable()).isTrue();
        assertThat(payload.open().readAllBytes()).isEqualTo(bytes);
        assertThat(payload.open().readAllBytes()).isEqualTo(bytes);
        assertThat(payload.length()).isEqualTo(5);
    }

    @Test
    void aStreamingPayloadCanBeReadOnce() {
        var payload = new Payload.Streaming(Body.of(bytes));
        assertThat(payload.replayable()).isFalse();
        assertThat(payload.opened()).isFalse();
        payload.open();
        assertThat(payload.opened()).isTrue();
        assertThatThrownBy(payload::open).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRequestWithoutABodyHasNothingToWrap() throws IOException {
        Payload mapped =
                Payload.NONE.map(body -> {
                    throw new AssertionError("wrapped");
                });
        assertThat(mapped.length()).isZero();
        assertThat(mapped.replayable()).isTrue();
        assertThat(mapped.open().read()).isEqualTo(-1);
    }

    @Test
    void aWrappedPayloadIsSeenThroughItsWrapper() throws IOException {
        Payload upper = new Payload.Streaming(Body.of(bytes)).map(UpperCase::new);
        assertThat(upper.open().readAllBytes()).asString().isEqualTo("HELLO");
        Payload buffered = new Payload.Buffered(bytes).map(UpperCase::new);
        assertThat(buffered.open().readAllBytes()).asString().isEqualTo("HELLO");
    }

    @Test
    void bufferingTakesABodyUpToTheLimitAndNoFurther() {
        for (long limit : new long[] {5, 6, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            Exchange exchange = exchange(new UnknownLength(bytes));
            assertThat(exchange.buffer(limit)).isEqualTo(bytes);
            assertThat(exchange.payload()).isInstanceOf(Payload.Buffered.class);
            assertThat(exchange.buffer(limit)).isEqualTo(bytes);
        }
        for (long limit : new long[] {0, 4}) {
            assertThatThrownBy(() -> exchange(new UnknownLength(bytes)).buffer(limit))
                    .extracting(e -> ((GatewayException) e).failure())
                    .isEqualTo(new RequestFailure.PayloadTooLarge(limit));
        }
    }

    @Test
    void bufferingKeepsTheTrailers() throws IOException {
        WritableHeaders<?> trailers = WritableHeaders.create();
        trailers.set(HeaderNames.create("x-sum"), "42");
        Exchange exchange = exchange(Body.of(bytes, trailers));
        exchange.buffer(5);
        Body again = exchange.payload().open();
        assertThat(again.readAllBytes()).isEqualTo(bytes);
        assertThat(again.trailers().get(HeaderNames.create("x-sum")).get()).isEqualTo("42");
    }

    @Test
    void aBodyThatIsKnownToBeTooLargeIsNotRead() {
        var payload = new Payload.Streaming(Body.of(bytes));
        Exchange exchange = Fixture.exchange("POST", "http://h/", payload);
        assertThatThrownBy(() -> exchange.buffer(4)).isInstanceOf(GatewayException.class);
        assertThat(payload.opened()).isFalse();
    }

    @Test
    void aBufferedBodyAboveALowerLimitIsRefusedToo() {
        Exchange exchange = exchange(Body.of(bytes));
        exchange.buffer(5);
        assertThatThrownBy(() -> exchange.buffer(4))
                .extracting(e -> ((GatewayException) e).failure())
                .isEqualTo(new RequestFailure.PayloadTooLarge(4));
    }

    @Test
    void aBodyThatBreaksMeansThatTheClientIsGone() {
        var reset = new IOException("reset");
        Body broken =
                new FilterBody(Body.of(bytes)) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        throw reset;
                    }
                };
        assertThatThrownBy(() -> exchange(broken).buffer(10))
                .hasCause(reset)
                .extracting(e -> ((GatewayException) e).failure())
                .isEqualTo(new Failure.ClientGone());
    }

    @Test
    void aRequestWithoutABodyBuffersToNothing() {
        assertThat(Fixture.exchange("GET", "http://h/").buffer(0)).isEmpty();
    }

    @Test
    void theHostIsTheAuthorityWithoutPortInLowerCase() {
        assertThat(Authority.host("API.Example.com:8443")).isEqualTo("api.example.com");
        assertThat(Authority.host("api.example.com")).isEqualTo("api.example.com");
        assertThat(Authority.host("[2001:DB8::1]:80")).isEqualTo("2001:db8::1");
        assertThat(Authority.host("[::1]")).isEqualTo("::1");
        assertThat(Authority.host("")).isEmpty();
    }

    private static Exchange exchange(Body body) {
        return Fixture.exchange("POST", "http://h/", new Payload.Streaming(body));
    }

    private static final class UnknownLength extends FilterBody {
        UnknownLength(byte[] bytes) {
            super(Body.of(bytes));
        }

        @Override
        public long length() {
            return -1;
        }
    }

    private static final class UpperCase extends FilterBody {
        UpperCase(Body source) {
            super(source);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = source().read(buffer, offset, length);
            for (int i = offset; i < offset + count; i++) {
                buffer[i] = (byte) Character.toUpperCase(buffer[i]);
            }
            return count;
        }
    }
}
