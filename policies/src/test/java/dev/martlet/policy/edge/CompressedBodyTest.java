// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.config.DataSize;
import dev.martlet.policy.Trial;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedBodyTest {
    @Test
    void eachPieceOfASlowStreamCanBeReadBeforeTheNextOneComes() throws Exception {
        var source = new Pieces(false, "data one", "data two", "data three");
        var body = new CompressedBody(source, Encoding.DEFLATE);
        var inflater = new Inflater();
        byte[] buffer = new byte[1024];
        for (String piece : List.of("data one", "data two", "data three")) {
            int asked = source.reads;
            var plain = new StringBuilder();
            do { // as a writer does, until nothing is at hand and it would flush
                int count = body.read(buffer, 0, buffer.length);
                inflater.setInput(buffer, 0, count);
                byte[] out = new byte[1024];
                plain.append(new String(out, 0, inflater.inflate(out), UTF_8));
            } while (body.available() > 0);

            assertThat(plain).hasToString(piece);
            assertThat(source.reads).isEqualTo(asked + 1);
        }
        inflater.end();
    }

    @Test
    void aFastStreamIsNotFlushedPieceByPiece() throws IOException {
        String[] pieces = "the same words again and again ".repeat(500).split("(?<= )", -1);
        var slow = new CompressedBody(new Pieces(false, pieces), Encoding.GZIP);
        var fast = new CompressedBody(new Pieces(true, pieces), Encoding.GZIP);

        assertThat(fast.readAllBytes().length * 5).isLessThan(slow.readAllBytes().length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 8192, 100_000})
    void readersWithBuffersOfAnySizeGetTheSame(int size) throws IOException {
        byte[] plain = new byte[200_000];
        var random = new Random(size);
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) (i % 3 == 0 ? random.nextInt() : 'a');
        }
        var body = new CompressedBody(Body.of(plain), Encoding.GZIP);
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[size];
        int count = body.read(buffer, 0, size);
        while (count >= 0) {
            assertThat(count).isPositive();
            out.write(buffer, 0, count);
            count = body.read(buffer, 0, size);
        }

        assertThat(new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes())
                .isEqualTo(plain);
        assertThat(body.read(buffer, 0, size)).isEqualTo(-1);
        assertThat(body.available()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyBodyIsAnEmptyStream(Encoding encoding) throws IOException {
        byte[] bytes = new CompressedBody(new Pieces(true), encoding).readAllBytes();

        assertThat(bytes).hasSize(encoding == Encoding.GZIP ? 20 : 8);
    }

    @Test
    void closingTheReplyEndsTheCompressorAndTheSource() throws IOException {
        var source = new Pieces(false, "a".repeat(5000), "b");
        StreamedReply reply = compressed(source);
        Body body = reply.body();
        assertThat(body.read()).isEqualTo(0x1f);

        reply.close();
        reply.close();

        assertThat(source.closed).isPositive();
        assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }

    @Test
    void aSourceThatBreaksBreaksTheReply() {
        Body broken =
                new Body() {
                    @Override
                    public long length() {
                        return -1;
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        throw new IOException("reset");
                    }
                };

        assertThatThrownBy(() -> new CompressedBody(broken, Encoding.GZIP).read())
                .hasMessage("reset");
    }

    @Test
    void trailersPassThrough() throws IOException {
        var body = new CompressedBody(new Pieces(true, "x"), Encoding.GZIP);
        body.readAllBytes();

        assertThat(body.trailers().get(HeaderNames.ETAG).get()).isEqualTo("\"end\"");
    }

    private static StreamedReply compressed(Body source) {
        var policy =
                new CompressionPolicy(
                        new CompressionConfig(
                                List.of("text/plain"), new DataSize(0), List.of(Encoding.GZIP)));
        return (StreamedReply)
                Trial.of("GET", "/")
                        .header("Accept-Encoding", "gzip")
                        .answeredBy(exchange -> {
                            WritableHeaders<?> headers = WritableHeaders.create();
                            headers.set(HeaderNames.CONTENT_TYPE, "text/plain");
                            return StreamedReply.of(Status.OK_200, headers, source);
                        })
                        .through(policy)
                        .reply();
    }

    /** Gives one piece at each read; a slow one has nothing at hand in between. */
    private static final class Pieces extends Body {
        private final Queue<byte[]> pieces = new ArrayDeque<>();
        private final boolean fast;
        private int reads;
        private int closed;

        Pieces(boolean fast, String... pieces) {
            this.fast = fast;
            for (String piece : pieces) {
                this.pieces.add(piece.getBytes(UTF_8));
            }
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            byte[] piece = pieces.poll();
            if (piece == null) {
                return -1;
            }
            reads++;
            System.arraycopy(piece, 0, buffer, offset, piece.length);
            return piece.length;
        }

        @Override
        public int available() {
            return fast && !pieces.isEmpty() ? 1 : 0;
        }

        @Override
        public Headers trailers() {
            WritableHeaders<?> trailers = WritableHeaders.create();
            return trailers.set(HeaderNames.ETAG, "\"end\"");
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
