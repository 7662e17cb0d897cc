// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.server.http1.HeadWriter.Connection;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // A text block hides which line ends are there.
class WritingTest {
    private final Wire.Sent sent = new Wire.Sent();
    private final HttpOutput output = new HttpOutput(sent, new BufferPool(1024, 2));
    private final HeadWriter heads = new HeadWriter(output);
    private final BodyWriter bodies = new BodyWriter(output, heads);

    @Test
    void headAndBodyLeaveInOneWrite() throws IOException {
        heads.reply(Status.OK_200).length(3).end(Connection.UNSAID);
        bodies.send(FramedBody.of(Wire.whole("abc"), 3, HeadLimits.DEFAULT), 3);

        assertThat(sent.text()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(sent.writes).isEqualTo(1);
        assertThat(bodies.sent()).isEqualTo(3);
    }

    @Test
    void parsedFieldsGoOutAsTheyCameIn() throws IOException {
        WritableHeaders<?> fields =
                new HeadParser(HeadLimits.DEFAULT)
                        .readRequest(
                                Wire.whole(
                                        "GET / HTTP/1.1\r\nHost: h\r\nX-Odd: caf\u00e9\r\n"
                                                + "Connection: close\r\nKeep-Alive: 5\r\n"
                                                + "Content-Length: 0\r\nAccept: a\r\nAccept: b\r\n\r\n"),
                                "http")
                        .head()
                        .headers();
        fields.add(HeaderNames.create("X-Mine"), "1", "2");

        heads.request(Method.PATCH, "/a?b", "h.example:81").fields(fields).end(Connection.CLOSE);
        output.flush();

        assertThat(sent.text())
                .startsWith("PATCH /a?b HTTP/1.1\r\nHost: h.example:81\r\n")
                .contains("\r\nX-Odd: caf\u00e9\r\n", "\r\nAccept: a\r\nAccept: b\r\n")
                .contains("\r\nX-Mine: 1\r\nX-Mine: 2\r\n")
                .doesNotContain("Keep-Alive", "Content-Length")
                .endsWith("\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nEvil: 1", "a\nb", "a\rb", "a\u0000b", "a\u010ab", "\u007f"})
    void aValueThatWouldSplitTheHeadIsRefusedAndTheHeadTakenBack(String value) throws IOException {
        heads.reply(Status.OK_200).end(Connection.UNSAID);
        int before = output.pending();

        assertThatThrownBy(() ->
                        heads.reply(Status.OK_200)
                                .field(HeaderNames.LOCATION, "/x")
                                .field(HeaderNames.create("X-A"), value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("Evil");
        assertThat(output.pending()).isEqualTo(before);
    }

    @Test
    void aTargetOrNameThatWouldSplitTheHeadIsRefused() {
        assertThatThrownBy(() -> heads.request(Method.GET, "/a b", "h"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        heads.reply(Status.OK_200).field(HeaderNames.create("X: 1\r\nY"), "1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(output.pending()).isZero();
    }

    @Test
    void chunksAreFramedAndEndWithTrailersInOneWrite() throws IOException {
        heads.reply(Status.OK_200).length(Framing.CHUNKED).end(Connection.UNSAID);
        HttpInput input = Wire.whole("3\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n");
        input.fill();
        bodies.send(FramedBody.of(input, Framing.CHUNKED, HeadLimits.DEFAULT), Framing.CHUNKED);

        assertThat(sent.text())
                .startsWith("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                .endsWith("\r\n0\r\nX-T: 1\r\n\r\n");
        String body = sent.text().substring(sent.text().indexOf("\r\n\r\n") + 4);
        assertThat(
                        FramedBody.of(Wire.whole(body), Framing.CHUNKED, HeadLimits.DEFAULT)
                                .readAllBytes())
                .isEqualTo(Wire.bytes("abcde"));
        assertThat(bodies.sent()).isEqualTo(5);
    }

    @Test
    void whatIsReadyIsFlushedBeforeAReadThatMayBlock() throws IOException {
        int[] reads = {0};
        Body events =
                new Body() {
                    @Override
                    public long length() {
                        return -1;
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        assertThat(output.pending()).isZero();
                        if (reads[0]++ == 2) {
                            return -1;
                        }
                        buffer[offset] = 'e';
                        return 1;
                    }
                };
        heads.reply(Status.OK_200).length(Framing.CHUNKED).end(Connection.UNSAID);
        bodies.send(events, Framing.CHUNKED);

        assertThat(sent.writes).isEqualTo(4);
        assertThat(sent.text()).endsWith("0001\r\ne\r\n0001\r\ne\r\n0\r\n\r\n");
    }

    @Test
    void aLargeBodyIsSentWhole() throws IOException {
        byte[] large = new byte[1_000_003];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) ((i * 31) >>> 3);
        }
        bodies.send(Body.of(large), Framing.CHUNKED);

        assertThat(
                        FramedBody.of(Wire.whole(sent.text()), Framing.CHUNKED, HeadLimits.DEFAULT)
                                .readAllBytes())
                .isEqualTo(large);
        int before = sent.text().length();
        bodies.send(Body.of(large), large.length);
        assertThat(Wire.bytes(sent.text().substring(before))).isEqualTo(large);
        before = sent.text().length();
        bodies.send(large);
        assertThat(Wire.bytes(sent.text().substring(before))).isEqualTo(large);
    }

    @Test
    void aBodyThatFailsBeforeAnythingLeftCanBeTakenBack() {
        heads.reply(Status.OK_200).length(5).end(Connection.UNSAID);

        assertThatThrownBy(
                        () -> bodies.send(FramedBody.of(Wire.whole(""), 5, HeadLimits.DEFAULT), 5))
                .isInstanceOf(EOFException.class);
        assertThat(output.broken()).isFalse();
        assertThat(output.flushed()).isZero();
        output.discard();
        assertThat(output.pending()).isZero();
    }

    @Test
    void aHeadMayBeLargerThanTheBuffer() throws IOException {
        String value = "v".repeat(5000);
        heads.reply(Status.OK_200)
                .field(HeaderNames.create("X-Large"), value)
                .end(Connection.UNSAID);
        output.flush();

        assertThat(sent.text()).contains(value).endsWith("\r\n\r\n");
    }
}
