// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class AwsEventStreamTest {
    private static final AwsEventEncoder ENCODER = new AwsEventEncoder();

    /** The vector that the SDKs of AWS share: header content-type, payload {'foo':'bar'}. */
    private static final byte[] PUBLISHED =
            HexFormat.of()
                    .parseHex(
                            "0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c"
                                    + "69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1");

    @Test
    void thePublishedMessageIsRead() throws IOException {
        Event event = source(PUBLISHED).next();

        assertThat(event).isNotNull();
        assertThat(event.data()).asString(UTF_8).isEqualTo("{'foo':'bar'}");
        assertThat(event.fields()).isEqualTo(Map.of("content-type", "application/json"));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        var event =
                new Event("contentBlockDelta", "{\"a\":\"é\"}".getBytes(UTF_8), Map.of("x", "y"));

        byte[] bytes = ENCODER.encode(event);
        Event back = source(bytes).next();

        assertThat(back.type()).isEqualTo("contentBlockDelta");
        assertThat(back.data()).isEqualTo(event.data());
        assertThat(back.fields())
                .isEqualTo(
                        Map.of(
                                "x", "y",
                                ":message-type", "event",
                                ":content-type", "application/json"));
        assertThat(ENCODER.encode(back)).isEqualTo(bytes);
    }

    @Test
    void anExceptionKeepsItsType() throws IOException {
        var event = new Event("throttlingException", new byte[0], exception());

        Event back = source(ENCODER.encode(event)).next();

        assertThat(back.type()).isEqualTo("throttlingException");
        assertThat(back.fields()).isEqualTo(exception());
    }

    @Test
    void headersOfAllTypesAreRead() throws IOException {
        var head = ByteBuffer.allocate(256);
        header(head, "yes", 0);
        header(head, "no", 1);
        header(head, "byte", 2).put((byte) -2);
        header(head, "short", 3).putShort((short) -300);
        header(head, "int", 4).putInt(70_000);
        header(head, "long", 5).putLong(-5_000_000_000L);
        header(head, "bytes", 6).putShort((short) 2).put((byte) 1).put((byte) 2);
        header(head, "text", 7).putShort((short) 3).put("abc".getBytes(UTF_8));
        header(head, "time", 8).putLong(1_000);
        header(head, "uuid", 9).putLong(1).putLong(2);

        Event event = source(message(Arrays.copyOf(head.array(), head.position()))).next();

        assertThat(event.fields())
                .containsOnly(
                        Map.entry("yes", "true"),
                        Map.entry("no", "false"),
                        Map.entry("byte", "-2"),
                        Map.entry("short", "-300"),
                        Map.entry("int", "70000"),
                        Map.entry("long", "-5000000000"),
                        Map.entry("bytes", "AQI="),
                        Map.entry("text", "abc"),
                        Map.entry("time", "1970-01-01T00:00:01Z"),
                        Map.entry("uuid", "00000000-0000-0001-0000-000000000002"));
    }

    @Test
    void aCutAnywhereGivesTheWholeMessagesAndThenAnError() throws IOException {
        byte[] stream = threeMessages();
        int first = ENCODER.encode(event(0)).length;
        int second = first + ENCODER.encode(event(1)).length;

        for (int cut = 0; cut <= stream.length; cut++) {
            AwsEventSource source = source(Arrays.copyOf(stream, cut));
            int whole = cut < first ? 0 : cut < second ? 1 : cut < stream.length ? 2 : 3;
            for (int i = 0; i < whole; i++) {
                assertThat(source.next()).isNotNull();
            }
            if (cut == 0 || cut == first || cut == second || cut == stream.length) {
                assertThat(source.next()).isNull();
            } else {
                assertThatThrownBy(source::next)
                        .as("cut at %s", cut)
                        .isInstanceOf(EventStreamException.class)
                        .hasMessageContaining("cut");
            }
        }
    }

    @Test
    void theSizeOfTheReadsDoesNotMatter() throws IOException {
        byte[] stream = threeMessages();
        for (int piece = 1; piece <= stream.length; piece++) {
            var source = new AwsEventSource(new Trickle(stream, piece));
            List<String> types = new ArrayList<>();
            for (Event event = source.next(); event != null; event = source.next()) {
                types.add(event.type());
            }
            assertThat(types).containsExactly("e0", "e1", "e2");
        }
    }

    @Test
    void oneWrongByteAnywhereIsNoticed() {
        byte[] message = ENCODER.encode(event(1));
        for (int at = 0; at < message.length; at++) {
            byte[] damaged = message.clone();
            damaged[at] ^= 0x10;
            assertThatThrownBy(() -> source(damaged).next())
                    .as("byte %s", at)
                    .isInstanceOf(EventStreamException.class);
        }
    }

    @Test
    void aMessageOverTheLimitIsRefusedBeforeItIsRead() {
        byte[] message = ENCODER.encode(new Event("e", new byte[2_000], Map.of()));

        assertThatThrownBy(() -> new AwsEventSource(Body.of(message), 1_000).next())
                .hasMessageContaining("at most 1000");
    }

    @Test
    void lengthsThatDoNotFitAreRefused() {
        for (int[] lengths : new int[][] {{15, 0}, {-1, 0}, {20, 8}, {20, -1}}) {
            var prelude = ByteBuffer.allocate(64).putInt(lengths[0]).putInt(lengths[1]);
            prelude.putInt(crc(prelude));
            assertThatThrownBy(() -> source(prelude.array()).next())
                    .isInstanceOf(EventStreamException.class)
                    .hasMessageContaining("lengths");
        }
    }

    @Test
    void headersThatAreShorterThanTheySayAreRefused() {
        for (String head :
                List.of("05", "0161", "01610700ff", "016109", "01610c", "016100016101")) {
            assertThatThrownBy(() -> source(message(HexFormat.of().parseHex(head))).next())
                    .isInstanceOf(EventStreamException.class)
                    .hasMessageStartingWith("headers:");
        }
    }

    @Test
    void aLargeMessageAfterASmallOneIsRead() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ENCODER.encode(event(0)));
        bytes.writeBytes(ENCODER.encode(new Event("big", new byte[1 << 20], Map.of())));
        bytes.writeBytes(ENCODER.encode(event(2)));
        var source = new AwsEventSource(new Trickle(bytes.toByteArray(), 1_000));

        assertThat(source.next().type()).isEqualTo("e0");
        assertThat(source.next().data()).hasSize(1 << 20);
        assertThat(source.next().type()).isEqualTo("e2");
        assertThat(source.next()).isNull();
    }

    @Test
    void itIsReadyOnceAWholeMessageHasCome() throws IOException {
        byte[] first = ENCODER.encode(event(0));
        byte[] large = ENCODER.encode(new Event("big", new byte[100_000], Map.of()));
        var stream = ByteBuffer.allocate(first.length + large.length).put(first).put(large);
        var body = new Arriving(stream.array());
        var source = new AwsEventSource(body);

        assertThat(source.ready()).isFalse();
        body.arrived = first.length - 1;
        assertThat(source.ready()).isFalse();
        body.arrived = first.length + 5;
        assertThat(source.ready()).isTrue();
        assertThat(source.next().type()).isEqualTo("e0");
        assertThat(source.ready()).isFalse();
        body.arrived = stream.capacity() - 1;
        assertThat(source.ready()).isFalse();
        body.arrived = stream.capacity();
        assertThat(source.ready()).isTrue();
        assertThat(source.next().data()).hasSize(100_000);
        body.ended = true;
        assertThat(source.ready()).isTrue();
        assertThat(source.next()).isNull();
    }

    private static Map<String, String> exception() {
        return Map.of(":message-type", "exception");
    }

    private static Event event(int number) {
        return new Event("e" + number, ("{\"n\":" + number + '}').getBytes(UTF_8), Map.of());
    }

    private static byte[] threeMessages() {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            bytes.writeBytes(ENCODER.encode(event(i)));
        }
        return bytes.toByteArray();
    }

    private static AwsEventSource source(byte[] bytes) {
        return new AwsEventSource(Body.of(bytes));
    }

    private static ByteBuffer header(ByteBuffer head, String name, int type) {
        return head.put((byte) name.length()).put(name.getBytes(UTF_8)).put((byte) type);
    }

    private static byte[] message(byte[] headers) {
        var message = ByteBuffer.allocate(16 + headers.length);
        message.putInt(16 + headers.length).putInt(headers.length);
        message.putInt(crc(message));
        message.put(headers);
        message.putInt(crc(message));
        return message.array();
    }

    private static int crc(ByteBuffer written) {
        var crc = new CRC32();
        crc.update(written.duplicate().flip());
        return (int) crc.getValue();
    }

    /** Gives a few bytes at a time. */
    private static final class Trickle extends Body {
        private final byte[] bytes;
        private final int piece;
        private int at;

        Trickle(byte[] bytes, int piece) {
            this.bytes = bytes;
            this.piece = piece;
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (at == bytes.length) {
                return -1;
            }
            int count = Math.min(Math.min(piece, length), bytes.length - at);
            System.arraycopy(bytes, at, buffer, offset, count);
            at += count;
            return count;
        }
    }

    /** Has as many bytes as the test says. */
    private static final class Arriving extends Body {
        private final byte[] bytes;
        private int at;
        private int arrived;
        private boolean ended;

        Arriving(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public int available() {
            return arrived - at;
        }

        @Override
        public boolean ready() {
            return ended || available() > 0;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (at == arrived) {
                assertThat(ended).as("a read that would block").isTrue();
                return -1;
            }
            int count = Math.min(length, arrived - at);
            System.arraycopy(bytes, at, buffer, offset, count);
            at += count;
            return count;
        }
    }
}
