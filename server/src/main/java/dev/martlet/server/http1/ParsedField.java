// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import io.helidon.common.GenericType;
import io.helidon.common.mapper.MapperException;
import io.helidon.common.mapper.Value;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderValues;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A field as it was received: its value stays octets until someone asks for text, and goes out
 * again without having been text. Most fields of a proxied message are never looked at.
 */
final class ParsedField implements Header {
    private final HeaderName name;
    private final HeadBytes head;
    private final int offset;
    private final int length;
    private @Nullable String text;

    /** The octets that the fields of one head share. */
    static final class HeadBytes {
        private byte[] bytes;
        private int start;

        /** Looks at the connection's buffer, as long as the head is being parsed. */
        HeadBytes(byte[] buffer, int start) {
            this.bytes = buffer;
            this.start = start;
        }

        /** Makes a copy, before the buffer is used for something else. */
        void keep(int length) {
            bytes = Arrays.copyOfRange(bytes, start, start + length);
            start = 0;
        }
    }

    /**
     * A field.
     *
     * @param head whose bytes the value is in
     * @param offset first index of the value in the head, without white space around it
     */
    ParsedField(HeaderName name, HeadBytes head, int offset, int length) {
        this.name = name;
        this.head = head;
        this.offset = offset;
        this.length = length;
    }

    int length() {
        return length;
    }

    /** Copies the value, which the parser has checked. */
    void copyTo(byte[] target, int at) {
        System.arraycopy(head.bytes, head.start + offset, target, at, length);
    }

    @Override
    public String name() {
        return name.defaultCase();
    }

    @Override
    public HeaderName headerName() {
        return name;
    }

    @Override
    public String get() {
        if (text == null) {
            text = new String(head.bytes, head.start + offset, length, StandardCharsets.ISO_8859_1);
        }
        return text;
    }

    @Override
    public String getString() {
        return get();
    }

    @Override
    public List<String> allValues() {
        return List.of(get());
    }

    @Override
    public int valueCount() {
        return 1;
    }

    @Override
    public boolean sensitive() {
        return false;
    }

    @Override
    public boolean changing() {
        return false;
    }

    @Override
    public byte[] valueBytes() {
        var bytes = new byte[length];
        copyTo(bytes, 0);
        return bytes;
    }

    @Override
    public <T> T get(Class<T> type) {
        return ordinary().get(type);
    }

    @Override
    public <N> Value<N> as(Class<N> type) throws MapperException {
        return ordinary().as(type);
    }

    @Override
    public <N> Value<N> as(GenericType<N> type) throws MapperException {
        return ordinary().as(type);
    }

    @Override
    public <N> Value<N> as(Function<? super String, ? extends N> mapper) {
        return ordinary().as(mapper);
    }

    @Override
    public Optional<String> asOptional() throws MapperException {
        return Optional.of(get());
    }

    @Override
    public Value<String> asString() {
        return ordinary().asString();
    }

    @Override
    public Value<Boolean> asBoolean() {
        return ordinary().asBoolean();
    }

    @Override
    public Value<Integer> asInt() {
        return ordinary().asInt();
    }

    @Override
    public Value<Long> asLong() {
        return ordinary().asLong();
    }

    @Override
    public Value<Double> asDouble() {
        return ordinary().asDouble();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ParsedField that
                && name.equals(that.name)
                && get().equals(that.get());
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + get().hashCode();
    }

    /** Without the value, which may be a credential. */
    @Override
    public String toString() {
        return name.defaultCase() + " (" + length + " bytes)";
    }

    /** For the conversions, which Helidon implements in its own classes. */
    private Header ordinary() {
        return HeaderValues.create(name, get());
    }
}
