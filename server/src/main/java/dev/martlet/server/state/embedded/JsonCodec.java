// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps records as JSON: slower than other forms, but every version can read it, and so can people.
 * For what is written seldom.
 *
 * @param <V> a record of records, lists, text, numbers and times
 */
final class JsonCodec<V> implements Codec<V> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Class<V> type;

    JsonCodec(Class<V> type) {
        this.type = type;
    }

    @Override
    public byte[] encode(V value) {
        return JSON.writeValueAsBytes(value);
    }

    @Override
    public V decode(byte[] bytes) {
        return JSON.readValue(bytes, type);
    }
}
