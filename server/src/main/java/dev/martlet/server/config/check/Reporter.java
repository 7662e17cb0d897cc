// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.server.config.bind.ProblemLog;
import dev.martlet.server.config.yaml.Place;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds problems at paths. A place that has a problem already is left alone: this one is likely to
 * follow from it.
 */
final class Reporter {
    private final ProblemLog log;
    private final Function<String, Place> places;
    private final Function<Object, String> paths;

    Reporter(ProblemLog log, Function<String, Place> places, Function<Object, String> paths) {
        this.log = log;
        this.places = places;
        this.paths = paths;
    }

    /** The path of a record, with more keys behind it. */
    String path(Record owner, String rest) {
        String path = paths.apply(owner);
        return path.isEmpty() ? rest : rest.isEmpty() ? path : path + "." + rest;
    }

    void add(String path, String message, @Nullable String expected, @Nullable String nearest) {
        if (!log.touches(path)) {
            Place place = places.apply(path);
            log.add(place.line(), place.column(), path, message, expected, nearest);
        }
    }

    /**
     * True if something in this record is wrong already: what it lacks may have been lost to that.
     */
    boolean troubled(Record owner) {
        return log.touches(path(owner, ""));
    }

    void add(String path, String message, @Nullable String expected) {
        add(path, message, expected, null);
    }
}
