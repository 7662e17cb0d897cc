// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import dev.martlet.core.Event;
import dev.martlet.core.EventEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Writes events as messages of {@code application/vnd.amazon.eventstream}. The counterpart of
 * {@link AwsEventSource}, except that all headers are written as strings, the only type that
 * Bedrock uses.
 */
public final class AwsEventEncoder implements EventEncoder {
    /** Longer values do not fit their length field. */
    private static final int MAX_VALUE = 32_767;

    private static final int MAX_NAME = 255;

    /** Encodes; has no state. */
    public AwsEventEncoder() {}

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a field is longer than the format can say
     */
    @Override
    public byte[] encode(Event event) {
        byte[] headers = headers(event);
        int total =
                AwsEventSource.PRELUDE
                        + headers.length
                        + event.data().length
                        + AwsEventSource.TRAILER;
        byte[] bytes = new byte[total];
        ByteBuffer message = ByteBuffer.wrap(bytes);
        message.putInt(total).putInt(headers.length);
        message.putInt(checksum(bytes, message.position()));
        message.put(headers).put(event.data());
        message.putInt(checksum(bytes, message.position()));
        return bytes;
    }

    private static int checksum(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static byte[] headers(Event event) {
        // In an order of their own, so that the same event gives the same bytes.
        Map<String, String> fields = new TreeMap<>(event.fields());
        String kind = fields.getOrDefault(MessageHeaders.MESSAGE_TYPE, "event");
        fields.put(MessageHeaders.MESSAGE_TYPE, kind);
        if (!event.type().isEmpty()) {
            fields.put(typeHeader(kind), event.type());
        }
        if (event.data().length > 0) {
            fields.putIfAbsent(MessageHeaders.CONTENT_TYPE, "application/json");
        }
        var out = new ByteArrayOutputStream();
        fields.forEach((name, value) -> header(out, name, value));
        return out.toByteArray();
    }

    private static String typeHeader(String kind) {
        return switch (kind) {
            case MessageHeaders.EXCEPTION -> MessageHeaders.EXCEPTION_TYPE;
            case MessageHeaders.ERROR -> MessageHeaders.ERROR_CODE;
            default -> MessageHeaders.EVENT_TYPE;
        };
    }

    private static void header(ByteArrayOutputStream out, String name, String value) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (key.length == 0 || key.length > MAX_NAME || text.length > MAX_VALUE) {
            throw new IllegalArgumentException(
                    "header: name of "
                            + key.length
                            + " and value of "
                            + text.length
                            + " bytes (expected: 1 to 255 and at most 32767)");
        }
        out.write(key.length);
        out.writeBytes(key);
        out.write(MessageHeaders.STRING);
        out.write(text.length >> 8);
        out.write(text.length);
        out.writeBytes(text);
    }
}
