// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Body;
import dev.martlet.core.FullReply;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.config.DataSize;
import dev.martlet.policy.Trial;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionPolicyTest {
    private static final byte[] TEXT = "{\"swallow\": \"martlet\"}, ".repeat(200).getBytes(UTF_8);

    private final CompressionPolicy policy =
            new CompressionPolicy(
                    new CompressionConfig(
                            List.of("text/*", "application/json", "application/*+json"),
                            new DataSize(1024),
                            List.of(Encoding.GZIP, Encoding.DEFLATE)));

    @ParameterizedTest
    @CsvSource({"gzip, true", "gzip, false", "deflate, true", "deflate, false"})
    void whatIsCompressedIsReadBackWhole(String coding, boolean full) throws IOException {
        Trial.Result result = get(coding).answeredBy(exchange -> json(full)).through(policy);

        assertThat(result.header("Content-Encoding")).isEqualTo(coding);
        assertThat(result.header("Vary")).isEqualTo("Accept-Encoding");
        byte[] sent = bytes(result.reply());
        assertThat(sent.length).isLessThan(TEXT.length / 5);
        assertThat(decoded(coding, sent)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @CsvSource({"gzip, 'W/\"v1\"'", "br, '\"v1\"'"})
    void whatHasNotChangedIsDescribedAsItWasSent(String coding, String tag) {
        Trial.Result result =
                get(coding)
                        .answeredBy(exchange ->
                                with(FullReply.empty(Status.NOT_MODIFIED_304), "ETag", "\"v1\""))
                        .through(policy);

        assertThat(result.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(result.header("ETag")).isEqualTo(tag);
    }

    @Test
    void whatWasTrueOfTheOriginalBytesOnlyGoes() {
        Trial.Result result =
                get("gzip")
                        .answeredBy(exchange ->
                                with(
                                        json(false),
                                        "Content-Length",
                                        "" + TEXT.length,
                                        "ETag",
                                        "\"v1\"",
                                        "Accept-Ranges",
                                        "bytes",
                                        "Content-Digest",
                                        "sha-256=:x:",
                                        "X-Kept",
                                        "1"))
                        .through(policy);

        assertThat(result.header("Content-Length")).isNull();
        assertThat(((StreamedReply) result.reply()).body().length()).isEqualTo(-1);
        assertThat(result.header("ETag")).isEqualTo("W/\"v1\"");
        assertThat(result.header("Accept-Ranges")).isNull();
        assertThat(result.header("Content-Digest")).isNull();
        assertThat(result.header("X-Kept")).isEqualTo("1");
    }

    @Test
    void aWeakTagStaysAsItIs() {
        Trial.Result result =
                get("gzip")
                        .answeredBy(exchange -> with(json(true), "ETag", "W/\"v1\""))
                        .through(policy);

        assertThat(result.header("ETag")).isEqualTo("W/\"v1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "br", "gzip;q=0", "identity"})
    void aClientThatDoesNotWantItGetsTheBytesAndCachesAreWarned(String accepted)
            throws IOException {
        Trial.Result result = get(accepted).answeredBy(exchange -> json(true)).through(policy);

        assertThat(result.header("Content-Encoding")).isNull();
        assertThat(result.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(bytes(result.reply())).isEqualTo(TEXT);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Content-Type     | image/png
                    Content-Type     | text/event-stream
                    Content-Type     | Text/Event-Stream; charset=utf-8
                    Content-Type     | applicationjson
                    Content-Encoding | br
                    Cache-Control    | public, no-transform
                    Content-Range    | bytes 0-9/10
                    """)
    void someRepliesAreNeverTouched(String name, String value) throws IOException {
        Trial.Result result =
                get("gzip").answeredBy(exchange -> with(json(true), name, value)).through(policy);

        assertThat(bytes(result.reply())).isEqualTo(TEXT);
        assertThat(result.header("Vary")).isNull();
    }

    @Test
    void aClientCanForbidIt() throws IOException {
        Trial.Result result =
                get("gzip")
                        .header("Cache-Control", "no-transform")
                        .answeredBy(exchange -> json(true))
                        .through(policy);

        assertThat(bytes(result.reply())).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205, 206, 304})
    void someStatusesAreNeverTouched(int status) throws IOException {
        Trial.Result result =
                get("gzip")
                        .answeredBy(exchange -> json(true).withStatus(Status.create(status)))
                        .through(policy);

        assertThat(result.header("Content-Encoding")).isNull();
        assertThat(bytes(result.reply())).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @CsvSource({"1023, false", "1024, true"})
    void smallBodiesAreNotWorthIt(int size, boolean compressed) {
        byte[] body = new byte[size];
        for (Reply reply :
                List.of(
                        new FullReply(Status.OK_200, WritableHeaders.create(), body),
                        StreamedReply.of(Status.OK_200, WritableHeaders.create(), Body.of(body)))) {
            Trial.Result result =
                    get("gzip")
                            .answeredBy(exchange -> with(reply, "Content-Type", "text/css"))
                            .through(policy);

            assertThat(result.header("Content-Encoding")).isEqualTo(compressed ? "gzip" : null);
        }
    }

    @Test
    void bytesThatCannotBeCompressedAreSentAsTheyAre() throws IOException {
        byte[] noise = new byte[4096];
        new java.util.Random(1).nextBytes(noise);
        var reply = new FullReply(Status.OK_200, WritableHeaders.create(), noise);

        Trial.Result result =
                get("gzip")
                        .answeredBy(exchange -> with(reply, "Content-Type", "text/x"))
                        .through(policy);

        assertThat(result.header("Content-Encoding")).isNull();
        assertThat(bytes(result.reply())).isEqualTo(noise);
    }

    @Test
    void theReplyToHeadSaysNoLengthThatGetWouldNotHave() throws IOException {
        Trial.Result result =
                Trial.of("HEAD", "/")
                        .header("Accept-Encoding", "gzip")
                        .answeredBy(exchange ->
                                with(
                                        FullReply.empty(Status.OK_200),
                                        "Content-Type",
                                        "application/problem+json",
                                        "Content-Length",
                                        "5000",
                                        "ETag",
                                        "\"v1\""))
                        .through(policy);

        assertThat(result.header("Content-Length")).isNull();
        assertThat(result.header("ETag")).isEqualTo("W/\"v1\"");
        assertThat(result.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(bytes(result.reply())).isEmpty();
    }

    @Test
    void aChangeOfAcceptEncodingFurtherInDoesNotMatter() {
        Trial.Result result =
                get("gzip")
                        .answeredBy(exchange -> json(true))
                        .through(
                                policy,
                                (exchange, next) -> {
                                    exchange.request()
                                            .headers()
                                            .remove(HeaderNames.ACCEPT_ENCODING);
                                    return next.proceed(exchange);
                                });

        assertThat(result.header("Content-Encoding")).isEqualTo("gzip");
    }

    private static Trial get(String accepted) {
        Trial trial = Trial.of("GET", "/");
        return accepted.isEmpty() ? trial : trial.header("Accept-Encoding", accepted);
    }

    private static Reply json(boolean full) {
        WritableHeaders<?> headers = WritableHeaders.create();
        Reply reply =
                full
                        ? new FullReply(Status.OK_200, headers, TEXT)
                        : StreamedReply.of(Status.OK_200, headers, Body.of(TEXT));
        return with(reply, "Content-Type", "application/JSON;charset=utf-8");
    }

    private static Reply with(Reply reply, String... fields) {
        for (int i = 0; i < fields.length; i += 2) {
            reply.headers().set(HeaderNames.create(fields[i]), fields[i + 1]);
        }
        return reply;
    }

    private static byte[] bytes(Reply reply) throws IOException {
        return reply instanceof FullReply full
                ? full.body()
                : ((StreamedReply) reply).body().readAllBytes();
    }

    private static byte[] decoded(String coding, byte[] bytes) throws IOException {
        var in = new ByteArrayInputStream(bytes);
        try (InputStream decoded =
                coding.equals("gzip") ? new GZIPInputStream(in) : new InflaterInputStream(in)) {
            return decoded.readAllBytes();
        }
    }
}
