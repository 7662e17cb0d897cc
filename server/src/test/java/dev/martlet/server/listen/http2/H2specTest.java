// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Exchange;
import dev.martlet.core.Reply;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.listen.TestHandler;
import dev.martlet.server.listen.TestServer;
import dev.martlet.server.tls.Certs;
import dev.martlet.server.tls.TlsMaterial;
import dev.martlet.server.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conformance to RFC 9113 and RFC 7541 in the eyes of others. */
class H2specTest {
    private static final int CASES = 146;

    @TempDir private static Path folder;

    private static H2spec h2spec;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        h2spec = H2spec.build(folder);
    }

    /** As a service does that takes what it is sent, and has something to say. */
    private static Reply answer(Exchange exchange) {
        exchange.buffer(1 << 20);
        return TestHandler.text("martlet ".repeat(100));
    }

    @Test
    void everyCaseOfH2specPassesOverTls() throws Exception {
        var tls =
                new TlsSettings(
                        List.of(new Certs(folder).make("server", "EC", "localhost")),
                        null,
                        TlsSettings.ClientAuth.OPTIONAL,
                        "TLSv1.2");
        try (var server =
                new TestServer(
                        TestServer.settings(
                                ListenerLimits.DEFAULT, ListenerTimeouts.DEFAULT, false, tls),
                        new TlsMaterial(tls, InstantSource.system()))) {
            server.handler.script(H2specTest::answer);
            H2spec.Run run = h2spec.run(server.port(), "--tls", "--insecure");
            assertThat(run.failed()).as(run.output()).isEmpty();
            assertThat(run.cases()).as(run.output()).isEqualTo(CASES);
            assertThat(run.code()).isZero();
        }
    }

    /** What does not begin like HTTP/2 is HTTP/1.1 there, and is answered as such. */
    @Test
    void inClearTextEveryCasePassesButThatOfAnotherProtocol() throws Exception {
        try (var server = new TestServer()) {
            server.handler.script(H2specTest::answer);
            H2spec.Run run = h2spec.run(server.port());
            assertThat(run.failed())
                    .as(run.output())
                    .isEqualTo(List.of("Sends invalid connection preface"));
            assertThat(run.cases()).as(run.output()).isEqualTo(CASES);
        }
    }
}
