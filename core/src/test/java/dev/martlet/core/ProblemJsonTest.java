// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemJsonTest {
    private final ProblemJson renderer = ProblemJson.INSTANCE;
    private final JsonMapper json = JsonMapper.builder().build();

    @Test
    void aFailureIsRenderedWithItsStatusReasonAndRequest() {
        FullReply reply = renderer.render(new Failure.NoRoute(), "id-1");
        JsonNode body = json.readTree(reply.body());
        assertThat(reply.status()).isEqualTo(Status.NOT_FOUND_404);
        assertThat(reply.headers().get(HeaderNames.CONTENT_TYPE).get())
                .isEqualTo("application/problem+json");
        assertThat(reply.headers().get(HeaderNames.CACHE_CONTROL).get()).isEqualTo("no-store");
        assertThat(reply.headers().contains(HeaderNames.RETRY_AFTER)).isFalse();
        assertThat(body.get("type").asString()).isEqualTo("about:blank");
        assertThat(body.get("title").asString()).isEqualTo("Not Found");
        assertThat(body.get("status").asInt()).isEqualTo(404);
        assertThat(body.get("reason").asString()).isEqualTo("no_route");
        assertThat(body.get("detail").asString()).isEqualTo("No route matches this request.");
        assertThat(body.get("request_id").asString()).isEqualTo("id-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\\",
                "\\\"}",
                "a\nb\r\t\u0000\u001f\u007f",
                "%s %d %n",
                "ü 😀 \u2028",
                "</script>",
                ""
            })
    void whateverAMessageHoldsItIsJsonThatSaysTheSame(String text) {
        JsonNode body =
                json.readTree(renderer.render(new RequestFailure.BadRequest(text), text).body());
        assertThat(body.get("detail").asString()).isEqualTo(text);
        assertThat(body.get("request_id").asString()).isEqualTo(text);
        assertThat(body.size()).isEqualTo(6);
    }

    @Test
    void halfACharacterDoesNotBreakTheJson() {
        byte[] body = renderer.render(new RequestFailure.BadRequest("\ud83d"), "id").body();
        assertThat(json.readTree(body).get("detail").asString()).isEqualTo("?");
        assertThat(new String(body, StandardCharsets.UTF_8)).endsWith("\n");
    }

    @Test
    void theWaitIsRoundedUpToWholeSeconds() {
        for (var wait : new long[][] {{1, 1}, {1000, 1}, {1001, 2}, {0, 0}}) {
            var failure = new Failure.Overloaded("busy", Duration.ofMillis(wait[0]));
            assertThat(renderer.render(failure, "id").headers().get(HeaderNames.RETRY_AFTER).get())
                    .isEqualTo(String.valueOf(wait[1]));
        }
    }

    @Test
    void aCallerThatDidNotSayWhoItIsGetsTheChallenge() {
        var failure = new Failure.Unauthorized("Who are you?", "Bearer realm=\"api\"");
        assertThat(renderer.render(failure, "id").headers().get(HeaderNames.WWW_AUTHENTICATE).get())
                .isEqualTo("Bearer realm=\"api\"");
    }

    @Test
    void nothingInternalReachesTheClient() {
        var failure = new UpstreamFailure.Connect("orders-internal");
        var body = new String(renderer.render(failure, "id").body(), StandardCharsets.UTF_8);
        assertThat(body).doesNotContain("orders-internal").doesNotContain("dev.martlet");
    }
}
