// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.provider.sse.ScriptedBody;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InflatedBodyTest {
    private static final String STREAM =
            Script.role("m")
                    + Script.text("m", "one ")
                    + Script.text("m", "two")
                    + Script.stop("m")
                    + Script.usage("m")
                    + Script.DONE;

    private static byte[] packed(String coding, byte[] plain) {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                switch (coding) {
                    case "gzip" -> new GZIPOutputStream(bytes);
                    case "raw" -> new DeflaterOutputStream(bytes, new Deflater(9, true));
                    default -> new DeflaterOutputStream(bytes);
                }) {
            out.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static Script answers(String type, String coding, byte[] body) {
        return (call, deadline) -> {
            WritableHeaders<?> fields = WritableHeaders.create();
            fields.set(HeaderNames.CONTENT_TYPE, type);
            fields.set(HeaderNames.CONTENT_ENCODING, coding.equals("raw") ? "deflate" : coding);
            return StreamedReply.of(Status.OK_200, fields, Body.of(body));
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw"})
    void aCompressedStreamIsRead(String coding) {
        byte[] body = packed(coding, STREAM.getBytes(UTF_8));
        var upstream = new FakeProvider("m", answers("text/event-stream", coding, body));
        var trial = new Trial().target(upstream);
        Trial.Got got = trial.get(true);
        assertThat(got.text()).isEqualTo("one two");
        assertThat(got.body()).endsWith("data: [DONE]\n\n");
        assertThat(upstream.header(0, "accept-encoding")).isEqualTo("identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw"})
    void aCompressedReplyIsRead(String coding) {
        byte[] body = packed(coding, Script.answer("m", "hello").getBytes(UTF_8));
        var upstream = new FakeProvider("m", answers("application/json", coding, body));
        Trial.Got got = new Trial().target(upstream).get(false);
        assertThat(got.body()).isEqualTo(Script.answer("m", "hello"));
    }

    @Test
    void aStreamInAnUnknownCodingIsAFailedTry() {
        var odd = new FakeProvider("odd", answers("text/event-stream", "br", new byte[] {1, 2}));
        var good = new FakeProvider("good", Script.tells("good", "yes"));
        assertThat(new Trial().targets(odd, good).get(true).text()).isEqualTo("yes");
    }

    @Test
    void aCompressedStreamThatBreaksOffIsNotWhole() {
        byte[] all = packed("gzip", STREAM.getBytes(UTF_8));
        for (int cut = 1; cut < all.length; cut++) {
            byte[] part = Arrays.copyOf(all, cut);
            var body = new InflatedBody(Body.of(part), true);
            assertThatThrownBy(body::readAllBytes)
                    .as("cut at %d", cut)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aChangedByteIsNoticed() {
        byte[] all = packed("gzip", "0123456789".repeat(50).getBytes(UTF_8));
        all[all.length - 6] ^= 1;
        assertThatThrownBy(() -> new InflatedBody(Body.of(all), true).readAllBytes())
                .isInstanceOf(IOException.class);
    }

    @Test
    void anyCutOfTheBytesGivesTheSame() throws IOException {
        var random = new Random(2);
        byte[] plain = new byte[40_000];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) ('a' + random.nextInt(4));
        }
        byte[] packed = packed("gzip", plain);
        for (int size : new int[] {1, 7, 100, 8192, packed.length}) {
            assertThat(new InflatedBody(pieces(packed, size), true).readAllBytes())
                    .isEqualTo(plain);
        }
    }

    /** An event that was flushed can be had before there is more. */
    @Test
    void whatHasComeIsReadyAndNoMore() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new GZIPOutputStream(bytes, true);
        out.write("first".getBytes(UTF_8));
        out.flush();
        var body = new InflatedBody(new Stalling(bytes.toByteArray()), true);
        assertThat(body.ready()).isTrue();
        assertThat(body.readNBytes(5)).isEqualTo("first".getBytes(UTF_8));
        assertThat(body.ready()).isFalse();
    }

    @Test
    void aHeadWithAllItsFieldsIsPassed() throws IOException {
        byte[] plain = packed("gzip", "x".getBytes(UTF_8));
        var bytes = new ByteArrayOutputStream();
        bytes.write(plain, 0, 3);
        bytes.write(2 | 4 | 8 | 16);
        bytes.write(plain, 4, 6);
        bytes.writeBytes(new byte[] {3, 0, 1, 2, 3});
        bytes.writeBytes("name\0comment\0".getBytes(UTF_8));
        bytes.writeBytes(new byte[] {9, 9});
        bytes.write(plain, 10, plain.length - 10);
        assertThat(new InflatedBody(pieces(bytes.toByteArray(), 1), true).readAllBytes())
                .isEqualTo("x".getBytes(UTF_8));
    }

    private static Body pieces(byte[] all, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < all.length; from += size) {
            pieces.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + size)));
        }
        return new ScriptedBody(pieces.toArray(byte[][]::new));
    }

    /** Has what it has, and then nothing and no end. */
    private static final class Stalling extends Body {
        private final Body come;

        Stalling(byte[] bytes) {
            come = Body.of(bytes);
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = come.read(buffer, offset, length);
            if (count < 0) {
                throw new AssertionError("read though not ready");
            }
            return count;
        }

        @Override
        public boolean ready() throws IOException {
            return come.available() > 0;
        }
    }

    @Test
    void aPartOfACompressedReplyStaysAsItIs() {
        WritableHeaders<?> fields = WritableHeaders.create();
        fields.set(HeaderNames.CONTENT_ENCODING, "gzip");
        Reply part = StreamedReply.of(Status.PARTIAL_CONTENT_206, fields, Body.of(new byte[3]));
        assertThat(InflatedBody.plain(part)).isSameAs(part);
        assertThat(part.headers().contains(HeaderNames.CONTENT_ENCODING)).isTrue();
    }
}
