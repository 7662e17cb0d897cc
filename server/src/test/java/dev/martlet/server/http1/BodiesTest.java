// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.BodyException;
import io.helidon.http.HeaderNames;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // A text block hides which line ends are there.
class BodiesTest {
    private static FramedBody body(HttpInput input, long length) {
        return FramedBody.of(input, length, HeadLimits.DEFAULT);
    }

    private static String text(FramedBody body) throws IOException {
        return new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aLengthEndsTheBodyBeforeTheNextMessage() throws IOException {
        HttpInput input = Wire.whole("hello worldGET");
        FramedBody body = body(input, 11);
        input.fill();

        assertThat(body.available()).isEqualTo(11);
        assertThat(text(body)).isEqualTo("hello world");
        assertThat(body.ended()).isTrue();
        assertThat(body.available()).isZero();
        assertThat(input.buffered()).isEqualTo(3);
    }

    @Test
    void anEarlyEndIsNotTheEndOfTheBody() {
        FramedBody body = body(Wire.whole("hell"), 5);

        assertThatThrownBy(() -> text(body)).isInstanceOf(EOFException.class);
        assertThat(body.ended()).isFalse();
        assertThatThrownBy(body::read).isInstanceOf(EOFException.class);
    }

    @Test
    void chunksAreJoinedAndTrailersDelivered() throws IOException {
        String sent =
                "5\r\nhello\r\n006;a=\"b\" ; c\r\n world\r\n0;last\r\nX-Sum: 7\r\n"
                        + "Content-Length: 9\r\nX-Forwarded-For: 1.2.3.4\r\nAuthorization: x\r\n\r\nGET";
        for (HttpInput input : new HttpInput[] {Wire.whole(sent), Wire.trickle(sent)}) {
            FramedBody body = body(input, Framing.CHUNKED);

            assertThat(text(body)).isEqualTo("hello world");
            assertThat(body.ended()).isTrue();
            assertThat(body.trailers().get(HeaderNames.create("x-sum")).get()).isEqualTo("7");
            assertThat(body.trailers().size()).isEqualTo(1);
            assertThat(input.fill() || input.buffered() > 0).isTrue();
        }
    }

    @Test
    void aLargeChunkStreamsBeforeItHasArrived() throws IOException {
        FramedBody body = body(Wire.whole("fffffffffffff\r\nabc"), Framing.CHUNKED);

        assertThat(body.readNBytes(3)).isEqualTo(Wire.bytes("abc"));
        assertThatThrownBy(body::read).isInstanceOf(EOFException.class);
    }

    @Test
    void theLastChunkIsKnownWithTheDataBeforeIt() throws IOException {
        FramedBody body = body(Wire.whole("3\r\nabc\r\n0\r\n\r\n"), Framing.CHUNKED);

        assertThat(body.ended()).isFalse();
        assertThat(body.readNBytes(3)).hasSize(3);
        assertThat(body.ready()).isTrue();
        assertThat(body.ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\nabc\r\n0\r\n\r\n",
                "3\r\nabc\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "3\r\nabc0\r\n\r\n",
                "3\r\nabc\r\n0\r\n\n",
                "3 \r\nabc\r\n0\r\n\r\n",
                " 3\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                "-1\r\nabc\r\n0\r\n\r\n",
                "3 a\r\nabc\r\n0\r\n\r\n",
                "3;a\rb\r\nabc\r\n0\r\n\r\n",
                "3;a\nb\r\nabc\r\n0\r\n\r\n",
                "3;a\u0000\r\nabc\r\n0\r\n\r\n",
                "\r\nabc\r\n0\r\n\r\n",
                "g\r\nabc",
                "1000000000000000\r\na",
                "0\r\nbad name: x\r\n\r\n",
                "0\r\n folded\r\n\r\n",
                "0\r\nx: a\nb: c\r\n\r\n",
            })
    void aMalformedChunkIsRefused(String sent) {
        for (HttpInput input : new HttpInput[] {Wire.whole(sent), Wire.trickle(sent)}) {
            assertThatThrownBy(() -> text(body(input, Framing.CHUNKED)))
                    .as(sent)
                    .isInstanceOf(BodyException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3",
                "3\r",
                "3\r\n",
                "3\r\nab",
                "3\r\nabc",
                "3\r\nabc\r\n",
                "3\r\nabc\r\n0\r\n",
                "3\r\nabc\r\n0\r\nx: y\r\n",
                "3\r\nabc\r\n0\r\n\r"
            })
    void aTruncatedChunkedBodyNeverLooksComplete(String sent) {
        for (HttpInput input : new HttpInput[] {Wire.whole(sent), Wire.trickle(sent)}) {
            FramedBody body = body(input, Framing.CHUNKED);
            assertThatThrownBy(() -> text(body)).isInstanceOf(EOFException.class);
            assertThat(body.ended()).isFalse();
        }
    }

    @Test
    void chunkExtensionsAndTrailersAreBounded() {
        assertThatThrownBy(() ->
                        text(body(Wire.whole("1;" + "x".repeat(300) + "\r\na"), Framing.CHUNKED)))
                .isInstanceOf(BodyException.class);
        String trailers = "0\r\n" + ("x: " + "y".repeat(1000) + "\r\n").repeat(40) + "\r\n";
        assertThatThrownBy(() -> text(body(Wire.whole(trailers), Framing.CHUNKED)))
                .isInstanceOfSatisfying(
                        BodyException.class,
                        e -> assertThat(e.failure().status().code()).isEqualTo(431));
        String endless = "0\r\nx: " + "y".repeat(100_000);
        assertThatThrownBy(() -> text(body(Wire.trickle(endless), Framing.CHUNKED)))
                .isInstanceOf(BodyException.class);
    }

    @Test
    void aBodyUntilTheEndTakesEverything() throws IOException {
        FramedBody body = body(Wire.whole("abc"), Framing.UNTIL_CLOSE);

        assertThat(text(body)).isEqualTo("abc");
        assertThat(body.ended()).isTrue();
    }

    @Test
    void aSmallRestIsSkippedAndALargeOneIsNot() throws IOException {
        HttpInput input = Wire.whole("0123456789GET");
        FramedBody small = body(input, 10);
        assertThat(small.readNBytes(2)).hasSize(2);

        assertThat(small.discard(8)).isTrue();
        assertThat(input.buffered()).isEqualTo(3);
        assertThatThrownBy(() -> body(Wire.whole("x"), 10).discard(100))
                .isInstanceOf(EOFException.class);
        assertThat(body(Wire.whole("0123456789"), 10).discard(9)).isFalse();
        assertThat(body(Wire.whole("3\r\nabc\r\n0\r\n\r\n"), Framing.CHUNKED).discard(10)).isTrue();
        assertThat(body(Wire.trickle("9\r\nabcdefghi\r\n0\r\n\r\n"), Framing.CHUNKED).discard(3))
                .isFalse();
    }

    @Test
    void aClosedBodyCannotBeRead() {
        FramedBody body = body(Wire.whole("abc"), 3);
        body.close();

        assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }

    @Test
    void theFirstReadCanBeWaitedFor() throws IOException {
        var times = new AtomicInteger();
        FramedBody body = body(Wire.whole("abc"), 3);
        body.beforeFirstRead(times::incrementAndGet);

        assertThat(times).hasValue(0);
        assertThat(text(body)).isEqualTo("abc");
        assertThat(times).hasValue(1);
    }
}
