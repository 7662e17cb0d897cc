// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests.jmh;

import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.LocalTarget;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.core.route.TrieRouter;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.util.List;

/** A request as a browser sends it, and a target that costs nothing. */
final class Samples {
    private static final Snapshots SNAPSHOTS =
            new Snapshots(Snapshot.builder(1, TrieRouter.compile(List.of()).router()).build());
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Peer PEER =
            new Peer("bench", LOOPBACK, 50_000, 8080, false, "1.1", List.of());
    private static final Reply REPLY = FullReply.empty(Status.NO_CONTENT_204);

    static final LocalTarget TARGET =
            new LocalTarget() {
                @Override
                public Reply answer(Exchange exchange) {
                    return REPLY;
                }

                @Override
                public String describe() {
                    return "nothing";
                }
            };

    private Samples() {}

    static Route route(String name) {
        return new Route(name, "", TARGET::answer, List.of(), TARGET, null);
    }

    static RequestHead head(String host, String path) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0)");
        headers.set(HeaderNames.ACCEPT, "application/json");
        headers.set(HeaderNames.ACCEPT_ENCODING, "gzip, deflate, br");
        headers.set(HeaderNames.ACCEPT_LANGUAGE, "en-GB,en;q=0.7");
        headers.set(HeaderNames.create("x-user"), "ada");
        return new RequestHead(Method.GET, "http", host, path, "page=2&size=20", headers);
    }

    static Exchange exchange(RequestHead head) {
        return new Exchange(
                "01J0000000000000000000000",
                PEER,
                LOOPBACK,
                SNAPSHOTS.pin(),
                head,
                Payload.NONE,
                System::nanoTime);
    }
}
