// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.pool.EventFormat;
import java.util.EnumMap;
import java.util.Map;

/** The dialects, with how their streams go over the wire and how failures look in them. */
public final class Protocols {
    private final Map<DialectName, Dialect> dialects;
    private final Map<DialectName, EventFormat> events;
    private final Map<DialectName, ModelFailures> failures = new EnumMap<>(DialectName.class);

    /**
     * All of them.
     *
     * @param dialects one for each name
     * @param events one for each name
     */
    public Protocols(Map<DialectName, Dialect> dialects, Map<DialectName, EventFormat> events) {
        this.dialects = Map.copyOf(dialects);
        this.events = Map.copyOf(events);
        dialects.forEach((name, dialect) -> failures.put(name, new ModelFailures(dialect)));
    }

    /**
     * A dialect.
     *
     * @param name its name
     * @return the dialect
     */
    public Dialect dialect(DialectName name) {
        return known(dialects, name);
    }

    /**
     * How streams of a dialect go over the wire.
     *
     * @param name of the dialect
     * @return the format
     */
    public EventFormat events(DialectName name) {
        return known(events, name);
    }

    ModelFailures failures(DialectName name) {
        return known(failures, name);
    }

    private static <T> T known(Map<DialectName, T> map, DialectName name) {
        T found = map.get(name);
        if (found == null) {
            throw new IllegalStateException("dialect: " + name.text() + " (expected: known)");
        }
        return found;
    }
}
