// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.entry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.LocalTarget;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.core.route.HostPattern;
import dev.martlet.core.route.Match;
import dev.martlet.core.route.PathPattern;
import dev.martlet.core.route.RouteSpec;
import dev.martlet.core.route.TrieRouter;
import dev.martlet.server.io.Watchdog;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPathTest {
    /** Route and path, as the target of the route saw them. */
    private final List<String> answered = new ArrayList<>();

    private final Watchdog watchdog = new Watchdog(System::nanoTime, Runnable::run);

    @AfterEach
    void stop() {
        watchdog.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/admin/x, admin /admin/x",
        "/public/../admin/x, admin /admin/x",
        "/public/%2e%2E/admin/x, admin /admin/x",
        "/%61dmin/x, admin /admin/x",
        "/public/a%2fb%20c, all /public/a%2Fb%20c",
    })
    void whatIsRoutedIsWhatIsSentOn(String path, String expected) {
        assertThat(serve(path)).isEqualTo(Status.OK_200);
        assertThat(answered).containsExactly(expected + "?q=%2e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%zz", "/a%00", "/public/..%2fadmin", "//admin/x"})
    void aPathThatIsMalformedOrAmbiguousIsABadRequest(String path) {
        assertThat(serve(path)).isEqualTo(Status.BAD_REQUEST_400);
        assertThat(answered).isEmpty();
    }

    @Test
    void theAsteriskHasNoRoute() {
        assertThat(serve("*")).isEqualTo(Status.NOT_FOUND_404);
    }

    private Status serve(String path) {
        List<RouteSpec> specs = List.of(spec("all", "/**"), spec("admin", "/admin/**"));
        Snapshot snapshot =
                Snapshot.builder(1, TrieRouter.compile(specs).router())
                        .part(TrustedProxies.PART, new TrustedProxies(Map.of()))
                        .build();
        var entry =
                new Entry(
                        new Snapshots(snapshot),
                        GatewayListener.NONE,
                        () -> false,
                        watchdog,
                        System::nanoTime);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        var head =
                new RequestHead(Method.GET, "http", "h", path, "q=%2e", WritableHeaders.create());
        ExchangeHandler.Served served =
                entry.serve(
                        new Peer("public", loopback, 1, 80, false, "1.1", List.of()),
                        head,
                        Payload.NONE,
                        exchange -> {});
        served.finish(0, null, null);
        return served.reply().status();
    }

    private RouteSpec spec(String name, String path) {
        LocalTarget target =
                new LocalTarget() {
                    @Override
                    public Reply answer(Exchange exchange) {
                        answered.add(name + " " + exchange.request().target());
                        return FullReply.empty(Status.OK_200);
                    }

                    @Override
                    public String describe() {
                        return "test";
                    }
                };
        var match =
                new Match(
                        Set.of(HostPattern.ANY),
                        PathPattern.parse(path),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        null);
        return new RouteSpec(new Route(name, "", target::answer, List.of(), target, null), match);
    }
}
