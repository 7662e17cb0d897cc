// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A read-only map of text to text that looks each key up where the texts are. It is a value of CEL
 * as well, because the runtime copies every other map whole before it looks at one key.
 */
abstract class LazyMap extends CelValue implements Map<String, String> {
    static final CelType TYPE = MapType.create(SimpleType.STRING, SimpleType.STRING);

    /** The value of a key, or null. */
    abstract @Nullable String lookUp(String key);

    /** All entries, for the rare expression that goes through them. */
    abstract Map<String, String> all();

    @Override
    public final @Nullable String get(@Nullable Object key) {
        return key instanceof String text ? lookUp(text) : null;
    }

    @Override
    public final boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public final Object value() {
        return this;
    }

    @Override
    public final boolean isZeroValue() {
        return isEmpty();
    }

    @Override
    public final CelType celType() {
        return TYPE;
    }

    @Override
    public final int size() {
        return all().size();
    }

    @Override
    public final boolean isEmpty() {
        return all().isEmpty();
    }

    @Override
    public final boolean containsValue(@Nullable Object value) {
        return all().containsValue(value);
    }

    @Override
    public final Set<String> keySet() {
        return all().keySet();
    }

    @Override
    public final Collection<String> values() {
        return all().values();
    }

    @Override
    public final Set<Entry<String, String>> entrySet() {
        return all().entrySet();
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Map<?, ?> map && all().equals(map);
    }

    @Override
    public final int hashCode() {
        return all().hashCode();
    }

    @Override
    public final String put(String key, String value) {
        throw readOnly();
    }

    @Override
    public final String remove(@Nullable Object key) {
        throw readOnly();
    }

    @Override
    public final void putAll(Map<? extends String, ? extends String> entries) {
        throw readOnly();
    }

    @Override
    public final void clear() {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("map: read-only");
    }
}
