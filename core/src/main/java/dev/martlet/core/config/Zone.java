// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * A time zone: {@code Europe/Berlin}, {@code UTC}, {@code +02:00}.
 *
 * @param id as the JDK knows it
 */
@ScalarForm(
        expected = "a time zone such as Europe/Berlin or UTC",
        pattern = "[A-Za-z0-9+_/:-]{1,64}")
public record Zone(ZoneId id) {

    /** Reads one; throws {@link IllegalArgumentException} on any other text. */
    public static Zone parse(String text) {
        try {
            return new Zone(ZoneId.of(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time zone", e);
        }
    }

    @Override
    public String toString() {
        return id.getId();
    }
}
