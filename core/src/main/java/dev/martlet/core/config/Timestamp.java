// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * A moment: {@code 2027-01-01T00:00:00Z} or {@code 2027-01-01T00:00:00+02:00} (RFC 3339).
 *
 * @param instant the moment
 */
@ScalarForm(
        expected = "a time such as 2027-01-01T00:00:00Z",
        pattern =
                "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")
public record Timestamp(Instant instant) implements Comparable<Timestamp> {

    /** Reads one; throws {@link IllegalArgumentException} on any other text. */
    public static Timestamp parse(String text) {
        if (!text.matches("[0-9]{4}-.{2}-.{2}T.{2}:.{2}:.{2}.*")) {
            throw new IllegalArgumentException("not a time");
        }
        try {
            return new Timestamp(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time", e);
        }
    }

    @Override
    public int compareTo(Timestamp other) {
        return instant.compareTo(other.instant);
    }

    @Override
    public String toString() {
        return instant.toString();
    }
}
