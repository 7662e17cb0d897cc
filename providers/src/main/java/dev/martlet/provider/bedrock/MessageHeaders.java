// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import dev.martlet.core.Event;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Headers of a message of the binary event stream: name, type, value. */
final class MessageHeaders {
    static final String MESSAGE_TYPE = ":message-type";
    static final String EVENT_TYPE = ":event-type";
    static final String EXCEPTION_TYPE = ":exception-type";
    static final String CONTENT_TYPE = ":content-type";
    static final String ERROR_CODE = ":error-code";
    static final String EXCEPTION = "exception";
    static final String ERROR = "error";

    static final int STRING = 7;

    private MessageHeaders() {}

    static Event event(ByteBuffer head, byte[] data) throws EventStreamException {
        Map<String, String> fields = new HashMap<>();
        try {
            while (head.hasRemaining()) {
                String name = text(head, head.get() & 0xff);
                if (fields.put(name, value(head)) != null) {
                    throw new EventStreamException("headers: one comes twice");
                }
            }
        } catch (BufferUnderflowException e) {
            throw new EventStreamException("headers: shorter than they say");
        }
        return new Event(type(fields), data, fields);
    }

    /** The type leaves the fields: an event has it once. */
    private static String type(Map<String, String> fields) {
        String name =
                switch (fields.getOrDefault(MESSAGE_TYPE, "event")) {
                    case EXCEPTION -> EXCEPTION_TYPE;
                    case ERROR -> ERROR_CODE;
                    default -> EVENT_TYPE;
                };
        String type = fields.remove(name);
        return type == null ? "" : type;
    }

    private static String value(ByteBuffer head) throws EventStreamException {
        int type = head.get();
        return switch (type) {
            case 0 -> "true";
            case 1 -> "false";
            case 2 -> Byte.toString(head.get());
            case 3 -> Short.toString(head.getShort());
            case 4 -> Integer.toString(head.getInt());
            case 5 -> Long.toString(head.getLong());
            case 6 -> Base64.getEncoder().encodeToString(bytes(head, head.getShort() & 0xffff));
            case STRING -> text(head, head.getShort() & 0xffff);
            case 8 -> Instant.ofEpochMilli(head.getLong()).toString();
            case 9 -> new UUID(head.getLong(), head.getLong()).toString();
            default ->
                    throw new EventStreamException(
                            "headers: value of type " + type + " (expected: 0 to 9)");
        };
    }

    private static String text(ByteBuffer head, int length) {
        return new String(bytes(head, length), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer head, int length) {
        if (length > head.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        head.get(bytes);
        return bytes;
    }
}
