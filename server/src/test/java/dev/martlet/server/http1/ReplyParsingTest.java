// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.GatewayException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // A text block hides which line ends are there.
class ReplyParsingTest {
    private static ReceivedReply parse(String text) throws IOException {
        return new HeadParser(HeadLimits.DEFAULT).readReply(Wire.whole(text));
    }

    @Test
    void aReplyIsTakenApart() throws IOException {
        ReceivedReply reply =
                parse(
                        "HTTP/1.1 200 Fine\r\nContent-Length: 3\r\nSet-Cookie: a\r\nset-cookie: b\r\n\r\n");

        assertThat(reply.status()).isSameAs(Status.OK_200);
        assertThat(reply.bodyLength()).isEqualTo(3);
        assertThat(reply.keepAlive()).isTrue();
        assertThat(reply.headers().get(HeaderNames.SET_COOKIE).allValues())
                .containsExactly("a", "b");
    }

    @Test
    void aMissingPhraseIsForgiven() throws IOException {
        assertThat(parse("HTTP/1.1 404 \r\n\r\n").status().code()).isEqualTo(404);
        assertThat(parse("HTTP/1.1 404\r\n\r\n").status().code()).isEqualTo(404);
        assertThat(parse("HTTP/1.1 599 Odd one\r\n\r\n").status().reasonPhrase())
                .isEqualTo("Odd one");
    }

    @Test
    void theBodyEndsWhereTheHeadSays() throws IOException {
        assertThat(parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n").bodyLength())
                .isEqualTo(Framing.CHUNKED);
        assertThat(parse("HTTP/1.1 200 OK\r\n\r\n").bodyLength()).isEqualTo(Framing.UNTIL_CLOSE);
        assertThat(parse("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n").keepAlive()).isFalse();
        assertThat(parse("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").keepAlive()).isFalse();
    }

    @Test
    void chunksWinOverALengthAndEndTheConnection() throws IOException {
        ReceivedReply reply =
                parse("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n");

        assertThat(reply.bodyLength()).isEqualTo(Framing.CHUNKED);
        assertThat(reply.keepAlive()).isFalse();
        assertThat(reply.headers().contains(HeaderNames.CONTENT_LENGTH)).isFalse();
    }

    @Test
    void copiesOfOneLengthCountAsOne() throws IOException {
        ReceivedReply reply =
                parse("HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\nContent-Length: 3\r\n\r\n");

        assertThat(reply.bodyLength()).isEqualTo(3);
        assertThat(reply.headers().get(HeaderNames.CONTENT_LENGTH).allValues())
                .containsExactly("3");
    }

    @Test
    void whiteSpaceBeforeAColonIsTakenOut() throws IOException {
        assertThat(parse("HTTP/1.1 200 OK\r\nX-A : 1\r\n\r\n").headers())
                .anySatisfy(field -> {
                    assertThat(field.name()).isEqualTo("X-A");
                    assertThat(field.get()).isEqualTo("1");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1\t200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 200 O\u0000K\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "<html>",
            })
    void aMalformedReplyIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(GatewayException.class);
    }
}
