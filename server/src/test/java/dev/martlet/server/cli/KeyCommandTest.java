// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KeyCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new MartletCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private String key() {
        return out.toString().lines().findFirst().orElseThrow();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    @Test
    void aKeyIsShownWithTheLineThatHoldsItsHash() throws Exception {
        assertThat(
                        run(
                                "key",
                                "acme",
                                "--id",
                                "acme-ci",
                                "--label",
                                "CI: \"main\"",
                                "--expires",
                                "2027-01-01T00:00:00Z"))
                .isZero();
        assertThat(key()).matches("mk_[A-Za-z0-9_-]{43}");
        assertThat(out.toString())
                .contains(
                        "- { id: acme-ci, sha256: "
                                + quotedIfANumber(sha256(key()))
                                + ", label: \"CI: \\\"main\\\"\", expires: \"2027-01-01T00:00:00Z\" }");
    }

    private static String quotedIfANumber(String hash) {
        return "\"" + hash + "\"";
    }

    @Test
    void everyKeyIsAnother() {
        run("key", "acme");
        String first = key();
        out.getBuffer().setLength(0);
        run("key", "acme");
        assertThat(key()).isNotEqualTo(first);
        assertThat(out.toString()).containsPattern("id: acme-[0-9a-f]{8},");
    }

    @Test
    void whatIsNoNameOrTimeIsRefused() {
        assertThat(run("key", "a b")).isEqualTo(2);
        assertThat(run("key", "acme", "--expires", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("expected: a time such as 2027-01-01T00:00:00Z");
        assertThat(run("key", "acme", "--admin", "nowhere")).isEqualTo(2);
        assertThat(out.toString()).doesNotContain("mk_");
    }

    @Test
    void aRunningGatewayIsToldOfTheHashOnly() throws Exception {
        var admin =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var told = new AtomicReference<String>();
        var status = new AtomicReference<>(201);
        admin.createContext(
                "/api/v1/tenants/acme/keys",
                exchange -> {
                    told.set(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("authorization")
                                    + " "
                                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    exchange.sendResponseHeaders(status.get(), -1);
                    exchange.close();
                });
        admin.start();
        try {
            String url = "http://127.0.0.1:" + admin.getAddress().getPort() + "/";
            assertThat(run("key", "acme", "--id", "ci", "--admin", url, "--token", "t")).isZero();
            assertThat(told.get())
                    .isEqualTo(
                            "POST Bearer t {\"id\":\"ci\",\"sha256\":\"" + sha256(key()) + "\"}");
            status.set(409);
            out.getBuffer().setLength(0);
            assertThat(run("key", "acme", "--admin", url, "--token", "t")).isOne();
            assertThat(err.toString()).contains("status 409");
            assertThat(out.toString()).as("a key that works nowhere").isEmpty();
        } finally {
            admin.stop(0);
        }
    }
}
