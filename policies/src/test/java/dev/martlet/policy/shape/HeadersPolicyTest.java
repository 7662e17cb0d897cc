// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.policy.Trial;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersPolicyTest {
    private static final HeaderChanges NONE = new HeaderChanges(Map.of(), Map.of(), List.of());
    private static final HeaderChanges ALL =
            new HeaderChanges(
                    Map.of("X-Set", "new"), Map.of("X-Add", "more"), List.of("X-Gone", "Server"));

    @Test
    void theRequestIsChanged() {
        Trial.Result result =
                Trial.of("GET", "/")
                        .header("x-set", "old", "older")
                        .header("x-add", "first")
                        .header("x-gone", "1")
                        .header("x-kept", "1")
                        .through(new HeadersPolicy(new HeadersConfig(ALL, NONE)));

        assertThat(result.sent("X-Set")).isEqualTo("new");
        assertThat(result.sent("X-Add")).isEqualTo("first, more");
        assertThat(result.sent("X-Gone")).isNull();
        assertThat(result.sent("X-Kept")).isEqualTo("1");
        assertThat(result.reply().headers()).isEmpty();
    }

    @Test
    void theResponseIsChanged() {
        Trial.Result result =
                Trial.of("GET", "/")
                        .answeredBy(exchange -> {
                            FullReply reply = FullReply.empty(Status.OK_200);
                            reply.headers().set(HeaderNames.SERVER, "secret/1.0");
                            reply.headers().set(HeaderNames.create("x-add"), "first");
                            return reply;
                        })
                        .through(new HeadersPolicy(new HeadersConfig(NONE, ALL)));

        assertThat(result.header("Server")).isNull();
        assertThat(result.header("X-Set")).isEqualTo("new");
        assertThat(result.header("X-Add")).isEqualTo("first, more");
        assertThat(result.sent("X-Set")).isNull();
    }

    @Test
    void theResponseOfAFailureIsChangedToo() {
        Trial.Result result =
                Trial.of("GET", "/")
                        .answeredBy(exchange -> {
                            throw new GatewayException(new UpstreamFailure.NoEndpoint("x"));
                        })
                        .through(new HeadersPolicy(new HeadersConfig(NONE, ALL)));

        assertThat(result.status()).isEqualTo(503);
        assertThat(result.header("X-Set")).isEqualTo("new");
    }

    @Test
    void oneRequestDoesNotChangeWhatTheNextOneGets() {
        var policy = new HeadersPolicy(new HeadersConfig(ALL, NONE));

        for (int i = 0; i < 2; i++) {
            Trial.Result result =
                    Trial.of("GET", "/")
                            .through(
                                    policy,
                                    (exchange, next) -> {
                                        exchange.request()
                                                .headers()
                                                .add(HeaderNames.create("x-set"), "extra");
                                        return next.proceed(exchange);
                                    });
            assertThat(result.sent("X-Set")).isEqualTo("new, extra");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "content-length",
                "Transfer-Encoding",
                "TE",
                "Trailer",
                "Upgrade",
                "Keep-Alive",
                "Proxy-Connection",
                "HTTP2-Settings",
                "Host",
                "a b",
                "x:",
                "",
                ":path",
                "ä"
            })
    void namesThatFrameTheMessageOrAreNoneAreMistakes(String name) {
        assertThatThrownBy(() -> new HeaderChanges(Map.of(name, "1"), Map.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("set: ");
        assertThatThrownBy(() -> new HeaderChanges(Map.of(), Map.of(name, "1"), List.of()))
                .hasMessageStartingWith("add: ");
        assertThatThrownBy(() -> new HeaderChanges(Map.of(), Map.of(), List.of(name)))
                .hasMessageStartingWith("remove: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nx: 1", "a\nb", "a\u0000", " a", "a ", "\u00e4", "a\u007f"})
    void valuesThatCouldSplitTheMessageAreMistakesAndAreNotShown(String value) {
        assertThatThrownBy(() -> new HeaderChanges(Map.of("x-a", value), Map.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a value is not valid (expected: printable ASCII, no line breaks)");
    }

    @Test
    void aNameInTwoSpellingsIsAMistake() {
        assertThatThrownBy(() ->
                        new HeaderChanges(Map.of("X-A", "1", "x-a", "2"), Map.of(), List.of()))
                .hasMessageContaining("given twice");
    }

    @Test
    void noChangeAtAllIsAMistake() {
        assertThatThrownBy(() -> new HeadersConfig(NONE, NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
