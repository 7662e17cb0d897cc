// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fake Martlet that reads its file on each question, so that a reload by file alone works at
 * once.
 */
class ReloadsTest {

    @TempDir Path work;
    private final LoopbackClient client = new LoopbackClient();
    private HttpServer fake;
    private MartletConfig config;
    private boolean checksItsFile = true;
    private volatile String served = "";
    private volatile String authorization = "";

    @BeforeEach
    void start() throws IOException {
        Path template = Files.writeString(work.resolve("template"), "generation @GENERATION@");
        config = new MartletConfig(new Template(template), work.resolve("file"), Map.of());
        config.write(0);
        fake = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        fake.createContext("/bench/generation", x -> answer(x, 200, afterLoad()));
        fake.createContext("/reload", x -> answer(x, load() ? 200 : 422, "problems"));
        fake.start();
    }

    @AfterEach
    void stop() {
        fake.stop(0);
        client.close();
    }

    @Test
    void validAndInvalidFilesTakeTurnsByPostAndByFile() throws Exception {
        Reloads reloads = reloads("secret");
        for (int i = 0; i < 8; i++) {
            reloads.next();
        }

        assertThat(reloads.surprises()).isEmpty();
        assertThat(reloads.done()).isEqualTo(8);
        assertThat(reloads.millisUntilServed()).hasSize(4);
        assertThat(served).isEqualTo("generation 4");
        assertThat(authorization).isEqualTo("Bearer secret");
    }

    @Test
    void anInvalidFileThatIsAcceptedIsASurprise() throws Exception {
        checksItsFile = false;
        Reloads reloads = reloads("");
        reloads.next();
        reloads.next();

        assertThat(reloads.surprises())
                .hasSize(2)
                .anyMatch(one -> one.contains("POST /reload of an invalid file: 200"))
                .anyMatch(one -> one.contains("after an invalid file: served generation 2"));
    }

    @Test
    void aReloadThatIsRefusedThoughValidIsASurprise() throws Exception {
        fake.removeContext("/reload");
        fake.createContext("/reload", exchange -> answer(exchange, 401, "who are you"));
        Reloads reloads = reloads("");
        reloads.next();

        assertThat(reloads.surprises())
                .containsExactly("reload 1: POST /reload of a valid file: 401 who are you");
    }

    private Reloads reloads(String token) {
        int port = fake.getAddress().getPort();
        return new Reloads(
                client, config, new Reloads.Target(port, port, token, Duration.ofMillis(50)));
    }

    /** Serves what the file says unless the mistake is in it. */
    private boolean load() throws IOException {
        String text = Files.readString(config.file());
        boolean valid = !text.contains("no-such-section") || !checksItsFile;
        if (valid) {
            served = text.lines().findFirst().orElseThrow();
        }
        return valid;
    }

    private String afterLoad() throws IOException {
        load();
        return served;
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        String sent = exchange.getRequestHeaders().getFirst("Authorization");
        authorization = sent == null ? authorization : sent;
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
