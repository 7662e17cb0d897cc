// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.core.Body;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.UpstreamFailure;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EchoUpstreamTest {
    private final EchoUpstream echo = new EchoUpstream("echo", System::nanoTime);

    @Test
    void theReplyDescribesTheRequest() {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.create("x-one"), "quote \" and \\ and \u00e4");
        headers.add(HeaderNames.ACCEPT, "a/b");
        headers.add(HeaderNames.ACCEPT, "c/d");
        var payload = new Payload.Buffered("line\n\"two\"".getBytes(UTF_8));

        JsonNode said = send(Calls.of("POST", "https", "/a", "b=c", payload, headers));

        assertThat(said.get("method").asString()).isEqualTo("POST");
        assertThat(said.get("target").asString()).isEqualTo("/a?b=c");
        assertThat(said.get("scheme").asString()).isEqualTo("https");
        assertThat(said.get("authority").asString()).isEqualTo("test");
        assertThat(said.get("client").asString()).isEqualTo("127.0.0.1");
        assertThat(said.at("/headers/x-one").asString()).isEqualTo("quote \" and \\ and \u00e4");
        assertThat(said.at("/headers/accept").toString()).isEqualTo("[\"a/b\",\"c/d\"]");
        assertThat(said.at("/body/text").asString()).isEqualTo("line\n\"two\"");
        assertThat(said.at("/body/size").asLong()).isEqualTo(10);
    }

    @Test
    void aRequestWithoutABodyHasNone() {
        assertThat(send(Calls.get()).has("body")).isFalse();
    }

    @Test
    void aBodyAtTheLimitIsTextAndOneAboveItIsASum() {
        JsonNode at = send(Calls.of("PUT", new Payload.Buffered(letters(EchoBody.MOST_TEXT))));
        JsonNode above =
                send(Calls.of("PUT", new Payload.Buffered(letters(EchoBody.MOST_TEXT + 1))));

        assertThat(at.at("/body/text").asString()).hasSize(EchoBody.MOST_TEXT);
        assertThat(above.at("/body").has("text")).isFalse();
        assertThat(above.at("/body/size").asLong()).isEqualTo(EchoBody.MOST_TEXT + 1);
        assertThat(above.at("/body/sha256").asString()).hasSize(64);
    }

    @Test
    void binaryIsToldByItsSum() {
        JsonNode said = send(Calls.of("PUT", new Payload.Buffered(new byte[] {1, 2, -1})));

        // printf '\001\002\377' | sha256sum
        assertThat(said.at("/body/sha256").asString()).startsWith("0526d0e18ea19dfa");
    }

    @Test
    void aLargeBodyIsReadToItsEnd() {
        long size = 64L * 1024 * 1024;
        JsonNode said = send(Calls.of("PUT", new Payload.Streaming(new Zeros(size))));

        assertThat(said.at("/body/size").asLong()).isEqualTo(size);
    }

    @Test
    void theQueryAsksForAStatus() {
        assertThat(EchoQuery.parse("a=b&status=503").status()).isEqualTo(503);
        assertThat(EchoQuery.parse("status=700").status()).isEqualTo(200);
        assertThat(EchoQuery.parse("status=101").status()).isEqualTo(200);
        assertThat(reply(query("status=503")).status().code()).isEqualTo(503);
    }

    @Test
    void theQueryAsksForADelay() {
        assertThat(EchoQuery.parse("delay=250ms").delay()).isEqualTo(Duration.ofMillis(250));
        assertThat(EchoQuery.parse("delay=2s&x").delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(EchoQuery.parse("delay=99999999999999s").delay()).isZero();
        long before = System.nanoTime();
        reply(query("delay=20ms")).close();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000L);
    }

    @Test
    void aDelayBeyondTheDeadlineIsATimeOut() {
        var deadline = Deadline.after(Duration.ofMillis(5), System.nanoTime());

        var thrown =
                catchThrowableOfType(
                        GatewayException.class, () -> echo.send(query("delay=9s"), deadline));

        assertThat(thrown.failure()).isEqualTo(new UpstreamFailure.Timeout("echo", "request"));
    }

    @Test
    void aDelayEndsWithTheClient() throws Exception {
        Call call = query("delay=60s");
        var thrown =
                new FutureTask<>(() ->
                        catchThrowableOfType(
                                GatewayException.class, () -> echo.send(call, Deadline.NONE)));
        Thread.ofVirtual().start(thrown);

        call.exchange().cancellation().cancel(new Failure.ClientGone());

        assertThat(thrown.get(10, TimeUnit.SECONDS).failure()).isEqualTo(new Failure.ClientGone());
    }

    private JsonNode send(Call call) {
        try (FullReply reply = reply(call)) {
            assertThat(reply.headers().first(HeaderNames.CONTENT_TYPE))
                    .contains("application/json");
            return JsonMapper.shared().readTree(reply.body());
        }
    }

    private FullReply reply(Call call) {
        return (FullReply) echo.send(call, Deadline.NONE);
    }

    private static Call query(String query) {
        return Calls.of("GET", "http", "/", query, Payload.NONE, WritableHeaders.create());
    }

    private static byte[] letters(int count) {
        byte[] letters = new byte[count];
        Arrays.fill(letters, (byte) 'a');
        return letters;
    }

    private static final class Zeros extends Body {
        private long left;

        Zeros(long size) {
            this.left = size;
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            Arrays.fill(buffer, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}
