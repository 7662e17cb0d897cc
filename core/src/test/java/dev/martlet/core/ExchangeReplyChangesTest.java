// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeReplyChangesTest {
    private static final HeaderName MARK = HeaderNames.create("x-mark");

    private final Exchange exchange = exchange();
    private final WritableHeaders<?> reply = WritableHeaders.create();

    @Test
    void theLastChangeAddedIsMadeFirst() {
        exchange.onReply(headers -> headers.set(MARK, "outer"));
        exchange.onReply(headers -> headers.set(MARK, "inner"));

        exchange.decorate(reply);

        assertThat(reply.get(MARK).allValues()).containsExactly("outer");
    }

    @Test
    void everyChangeIsMadeOnce() {
        exchange.onReply(headers -> headers.add(MARK, "one"));

        exchange.decorate(reply);
        exchange.decorate(reply);

        assertThat(reply.get(MARK).allValues()).containsExactly("one");
    }

    @Test
    void theFailureRenderedForAChangeThatThrewGetsTheOtherChanges() {
        exchange.onReply(headers -> headers.add(MARK, "outer"));
        exchange.onReply(headers -> {
            throw new IllegalStateException("broken");
        });

        assertThatThrownBy(() -> exchange.decorate(reply)).hasMessage("broken");
        exchange.decorate(reply);

        assertThat(reply.get(MARK).allValues()).containsExactly("outer");
    }

    private static Exchange exchange() {
        Snapshot snapshot = Snapshot.builder(1, new NoRoutes()).build();
        InetAddress address = InetAddress.getLoopbackAddress();
        return new Exchange(
                "id",
                new Peer("public", address, 1, 2, false, "1.1", List.of()),
                address,
                new Pin(snapshot),
                new RequestHead(Method.GET, "http", "a", "/", null, WritableHeaders.create()),
                Payload.NONE,
                System::nanoTime);
    }

    private static final class NoRoutes implements Router {
        @Override
        public RouteMatch match(Exchange exchange) {
            return null;
        }

        @Override
        public List<Route> routes() {
            return List.of();
        }
    }
}
