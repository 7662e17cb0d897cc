// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseSourceTest {
    private static final String MIXED =
            "\ufeff: hello\n\ndata: one\n\nevent: two\rdata: a\rdata:b\rdata\r\r"
                    + "id: 7\r\nretry: 30\r\nunknown: x\r\ndata:  é€😀\r\n\r\n"
                    + "event: forgotten\n\ndata\n\ndata\ndata\n\n: c\ndata: {\"a\":1}\n: d\n\ndata: cut";

    private static final List<String> MIXED_EVENTS =
            List.of(
                    "|one|{}",
                    "two|a\nb\n|{}",
                    "| é€😀|{id=7, retry=30}",
                    "||{}",
                    "|\n|{}",
                    "|{\"a\":1}|{}");

    @Test
    void commentsLineEndsAndManyLinesAreReadAsTheStandardSays() throws IOException {
        assertThat(read(Body.of(MIXED.getBytes(UTF_8)))).isEqualTo(MIXED_EVENTS);
    }

    @Test
    void aCutAtAnyByteChangesNothing() throws IOException {
        byte[] bytes = MIXED.getBytes(UTF_8);
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(read(ScriptedBody.cutAt(bytes, at)))
                    .as("cut at %d", at)
                    .isEqualTo(MIXED_EVENTS);
        }
        assertThat(read(ScriptedBody.byteByByte(bytes))).isEqualTo(MIXED_EVENTS);
    }

    @Test
    void theMarkOfTheByteOrderIsSkippedAtTheVeryBeginningOnly() throws IOException {
        assertThat(read("\ufeffdata: a\n\n")).containsExactly("|a|{}");
        assertThat(read("\ufeff\ufeffdata: a\n\n")).isEmpty();
        assertThat(read("data: a\n\n\ufeffdata: b\n\n")).containsExactly("|a|{}");
    }

    @ParameterizedTest
    @CsvSource({
        "id: 1, id=1",
        "id, id=",
        "retry: 10, retry=10",
        "retry: 1s, ''",
        "id: a\0b, ''",
        "retry:, ''"
    })
    void fieldsBesideTheDataAreKeptIfTheyAreValid(String line, String expected) throws IOException {
        assertThat(read(line + "\ndata: x\n\n")).containsExactly("|x|{" + expected + "}");
    }

    @Test
    void anIdWithoutDataGoesWithTheNextEvent() throws IOException {
        assertThat(read("id: 1\n\ndata: x\n\ndata: y\n\n")).containsExactly("|x|{id=1}", "|y|{}");
    }

    @Test
    void anEventOfAMebibyteComesWholeAndTheNextOneToo() throws IOException {
        String large = "x".repeat(1 << 20);
        String stream = "data: a\n\ndata: " + large + "\ndata: " + large + "\n\ndata: b\n\n";
        byte[] bytes = stream.getBytes(UTF_8);
        var random = new Random(1);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(bytes.length - at, 1 + random.nextInt(50_000));
            pieces.add(java.util.Arrays.copyOfRange(bytes, at, at + count));
            at += count;
        }
        assertThat(read(new ScriptedBody(pieces.toArray(byte[][]::new))))
                .containsExactly("|a|{}", "|" + large + "\n" + large + "|{}", "|b|{}");
    }

    @Test
    void aLimitHoldsForOneEventAndNotForTheStream() throws IOException {
        String stream = "data: 0123456789\n\n".repeat(2000);
        var source = new SseSource(Body.of(stream.getBytes(UTF_8)), 16);
        int count = 0;
        while (source.next() != null) {
            count++;
        }
        assertThat(count).isEqualTo(2000);
    }

    @ParameterizedTest
    @CsvSource({"'data: 0123456789abcdefg\n\n'", "'data: 01234567\ndata: 01234567\n\n'"})
    void anEventBeyondTheLimitFails(String stream) {
        var source = new SseSource(Body.of(stream.getBytes(UTF_8)), 16);
        assertThatThrownBy(source::next)
                .isInstanceOf(SseException.class)
                .hasMessageStartingWith("event: more than 16 bytes");
    }

    @Test
    void aLineWithoutEndFailsAtTheLimit() {
        Body endless = new ScriptedBody("data: x".getBytes(UTF_8), new byte[8000], new byte[8000]);
        var source = new SseSource(endless, 10_000);
        assertThatThrownBy(source::next).isInstanceOf(SseException.class);
    }

    @Test
    void itIsReadyWhileAWholeEventIsAtHand() throws IOException {
        var body =
                new ScriptedBody(
                                "data: a\n\ndata: b\n\ndata: c".getBytes(UTF_8),
                                "\n\n".getBytes(UTF_8))
                        .release(1);
        var source = new SseSource(body);
        assertThat(source.ready()).isTrue();
        assertThat(text(source.next())).isEqualTo("|a|{}");
        assertThat(source.ready()).isTrue();
        assertThat(text(source.next())).isEqualTo("|b|{}");
        assertThat(source.ready()).isFalse();
        body.release(3);
        assertThat(source.ready()).isTrue();
        assertThat(text(source.next())).isEqualTo("|c|{}");
        assertThat(source.ready()).as("the end is at hand").isTrue();
        assertThat(source.next()).isNull();
    }

    @Test
    void closingClosesTheBody() {
        var body = new ScriptedBody();
        new SseSource(body).close();
        assertThat(body.closed()).isTrue();
    }

    private static List<String> read(String stream) throws IOException {
        return read(Body.of(stream.getBytes(UTF_8)));
    }

    private static List<String> read(Body body) throws IOException {
        var source = new SseSource(body);
        List<String> events = new ArrayList<>();
        for (Event event = source.next(); event != null; event = source.next()) {
            events.add(text(event));
        }
        return events;
    }

    private static String text(Event event) {
        return event.type()
                + "|"
                + new String(event.data(), UTF_8)
                + "|"
                + new java.util.TreeMap<>(event.fields());
    }
}
