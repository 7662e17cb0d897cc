// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.BodyException;
import dev.martlet.core.GatewayException;
import io.helidon.http.Header;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * However the network cuts a stream up, and whatever is in it, the outcome is the same and defined.
 */
@SuppressWarnings("StringConcatToTextBlock") // A text block hides which line ends are there.
class FuzzTest {
    private static final int ROUNDS = 4000;

    private static final List<String> STREAMS =
            List.of(
                    "GET /a/../b?q=1 HTTP/1.1\r\nHost: a.example\r\nAccept: x\r\nX-Y: z\r\n\r\n",
                    "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n"
                            + "Host: b\r\n\r\n",
                    "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\nX-T: 1\r\n\r\n"
                            + "DELETE /y HTTP/1.0\r\n\r\n",
                    "\r\nOPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close, x\r\n\r\n",
                    "PUT http://h.example/%41?a HTTP/1.1\r\nHost: z\r\nCookie: a=b\r\n"
                            + "Cookie: c=d\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n");

    private static final byte[] INTERESTING =
            "\r\n\t :;,./%?#*\\0159aAfFzZ\u0000\u007f\u0080\u00ff"
                    .getBytes(StandardCharsets.ISO_8859_1);

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Test
    void howTheStreamIsCutUpMakesNoDifference() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            RandomGenerator random = random(seed);
            byte[] stream = Wire.bytes(STREAMS.get(random.nextInt(STREAMS.size())));
            for (int mutations = random.nextInt(3); mutations > 0; mutations--) {
                stream = mutate(stream, random);
            }
            String text = new String(stream, StandardCharsets.ISO_8859_1);

            String whole = outcome(Wire.whole(text));
            assertThat(outcome(Wire.trickle(text))).as("seed %d", seed).isEqualTo(whole);
            assertThat(outcome(Wire.split(stream, random))).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void validStreamsAreUnderstood() {
        assertThat(STREAMS).noneMatch(stream -> outcome(Wire.whole(stream)).contains("refused"));
    }

    @Test
    void noiseIsRefusedAndNothingElse() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    for (long seed = 0; seed < ROUNDS; seed++) {
                        RandomGenerator random = random(seed);
                        byte[] noise = new byte[random.nextInt(1, 300)];
                        random.nextBytes(noise);
                        outcome(Wire.split(noise, random));
                        replyOutcome(Wire.split(noise, random));
                        for (int i = 0; i < noise.length; i++) {
                            noise[i] = INTERESTING[(noise[i] & 0xff) % INTERESTING.length];
                        }
                        outcome(Wire.split(noise, random));
                        bodyOutcome(
                                FramedBody.of(
                                        Wire.split(noise, random),
                                        Framing.CHUNKED,
                                        HeadLimits.DEFAULT));
                    }
                });
    }

    @Test
    void repliesAreReadTheSameHoweverTheyAreCutUp() {
        String reply =
                "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "a\r\n0123456789\r\n0\r\n\r\n";
        for (long seed = 0; seed < ROUNDS; seed++) {
            RandomGenerator random = random(seed);
            byte[] stream = Wire.bytes(reply);
            for (int mutations = random.nextInt(3); mutations > 0; mutations--) {
                stream = mutate(stream, random);
            }
            String text = new String(stream, StandardCharsets.ISO_8859_1);

            String whole = replyOutcome(Wire.whole(text));
            assertThat(replyOutcome(Wire.trickle(text))).as("seed %d", seed).isEqualTo(whole);
        }
    }

    private static byte[] mutate(byte[] stream, RandomGenerator random) {
        int at = random.nextInt(stream.length);
        byte with = INTERESTING[random.nextInt(INTERESTING.length)];
        var out = new ByteArrayOutputStream();
        switch (random.nextInt(4)) {
            case 0 -> {
                out.write(stream, 0, at);
                out.write(with);
                out.write(stream, at + 1, stream.length - at - 1);
            }
            case 1 -> {
                out.write(stream, 0, at);
                out.write(with);
                out.write(stream, at, stream.length - at);
            }
            case 2 -> {
                out.write(stream, 0, at);
                out.write(stream, at + 1, stream.length - at - 1);
            }
            default -> out.write(stream, 0, at);
        }
        return out.toByteArray().length == 0 ? stream : out.toByteArray();
    }

    /** All requests of a connection with their bodies, up to what ends it. */
    private static String outcome(HttpInput input) {
        var parser = new HeadParser(HeadLimits.DEFAULT);
        var seen = new StringBuilder();
        try {
            while (true) {
                ReceivedRequest request = parser.readRequest(input, "http");
                if (request == null) {
                    return seen.append("end").toString();
                }
                seen.append(request.head().method())
                        .append(' ')
                        .append(request.head().authority())
                        .append(request.head().target())
                        .append(fields(request.head().headers()))
                        .append(request.bodyLength())
                        .append(request.keepAlive())
                        .append(request.expectsContinue());
                seen.append(
                        bodyOutcome(
                                FramedBody.of(input, request.bodyLength(), HeadLimits.DEFAULT)));
                if (seen.toString().endsWith("!")) {
                    return seen.toString();
                }
            }
        } catch (GatewayException e) {
            return seen.append("refused ").append(e.failure().status().code()).toString();
        } catch (EOFException e) {
            return seen.append("early end").toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String replyOutcome(HttpInput input) {
        try {
            ReceivedReply reply = new HeadParser(HeadLimits.DEFAULT).readReply(input);
            return reply == null
                    ? "end"
                    : reply.status().codeText()
                            + fields(reply.headers())
                            + reply.keepAlive()
                            + bodyOutcome(
                                    FramedBody.of(input, reply.bodyLength(), HeadLimits.DEFAULT));
        } catch (GatewayException e) {
            return "refused " + e.failure().status().code();
        } catch (EOFException e) {
            return "early end";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends with ! if the body broke. */
    private static String bodyOutcome(FramedBody body) {
        var text = new StringBuilder();
        byte[] buffer = new byte[7];
        try {
            for (int n; (n = body.read(buffer, 0, buffer.length)) >= 0; ) {
                text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
            return "[" + text + "]" + fields(body.trailers());
        } catch (BodyException | EOFException e) {
            assertThat(body.ended()).isFalse();
            return "!";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> fields(Iterable<Header> headers) {
        List<String> fields = new ArrayList<>();
        for (Header header : headers) {
            fields.add(header.name() + "=" + header.allValues());
        }
        Collections.sort(fields);
        return fields;
    }
}
