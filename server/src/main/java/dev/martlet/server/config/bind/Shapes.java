// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The shapes of the records that were met so far; they never change, so reloads share them. */
public final class Shapes {
    private static final List<String> OF_EVERY_POLICY = Shape.of(Head.class).keys();

    private final Map<Class<?>, Shape> known = new ConcurrentHashMap<>();

    Shape of(Class<? extends Record> type) {
        return known.computeIfAbsent(type, key -> Shape.of(type));
    }

    /** The shape of a kind's own keys. */
    Shape ofPolicy(Class<? extends Record> type) {
        return known.computeIfAbsent(type, key -> Shape.of(type).beside(OF_EVERY_POLICY));
    }
}
