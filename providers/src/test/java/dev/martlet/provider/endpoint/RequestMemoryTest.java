// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Pin;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
    private final RequestMemory memory = new RequestMemory(1_000_000);

    @Test
    void aRequestHoldsItsBytesUntilItsExchangeEnds() {
        try (Exchange exchange = exchange(600_000, true)) {
            assertThat(memory.read(exchange, 1_000_000)).hasSize(600_000);
            assertThat(memory.free()).isEqualTo(400_000);
        }
        assertThat(memory.free()).isEqualTo(1_000_000);
    }

    @Test
    void whatFindsNoRoomIsToldToComeBack() {
        try (Exchange first = exchange(600_000, true);
                Exchange second = exchange(600_000, true)) {
            memory.read(first, 1_000_000);
            assertThat(failure(second, 1_000_000)).isInstanceOf(Failure.Overloaded.class);
            assertThat(memory.free()).isEqualTo(400_000);
        }
        assertThat(memory.free()).isEqualTo(1_000_000);
    }

    @Test
    void aBodyOfUnknownLengthIsCountedWhileItComes() {
        try (Exchange exchange = exchange(600_000, false)) {
            assertThat(failure(exchange, 1_000_000)).isInstanceOf(Failure.Overloaded.class);
        }
        assertThat(memory.free()).isEqualTo(1_000_000);
        try (Exchange exchange = exchange(100_000, false)) {
            assertThat(memory.read(exchange, 1_000_000)).hasSize(100_000);
        }
    }

    @Test
    void aBodyAboveTheLimitIsRefused() {
        for (boolean known : new boolean[] {true, false}) {
            try (Exchange exchange = exchange(2_000, known)) {
                assertThat(failure(exchange, 1_000))
                        .isInstanceOf(RequestFailure.PayloadTooLarge.class);
            }
        }
        assertThat(memory.free()).isEqualTo(1_000_000);
    }

    private Failure failure(Exchange exchange, long most) {
        var caught = new Failure[1];
        assertThatThrownBy(() -> memory.read(exchange, most))
                .isInstanceOfSatisfying(GatewayException.class, e -> caught[0] = e.failure());
        return caught[0];
    }

    private static Exchange exchange(int size, boolean known) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return new Exchange(
                "1",
                new Peer("public", loopback, 1, 2, false, "1.1", List.of()),
                loopback,
                Pin.ofUnpublished(Snapshot.builder(1, new NoRoutes()).build()),
                new RequestHead(Method.POST, "http", "a", "/", null, WritableHeaders.create()),
                new Payload.Streaming(new Zeros(size, known)),
                System::nanoTime);
    }

    private static final class Zeros extends Body {
        private final ByteArrayInputStream bytes;
        private final long length;

        Zeros(int size, boolean known) {
            this.bytes = new ByteArrayInputStream(new byte[size]);
            this.length = known ? size : -1;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) {
            return bytes.read(buffer, offset, count);
        }
    }

    private static final class NoRoutes implements Router {
        @Override
        public @Nullable RouteMatch match(Exchange exchange) {
            return null;
        }

        @Override
        public List<Route> routes() {
            return List.of();
        }
    }
}
