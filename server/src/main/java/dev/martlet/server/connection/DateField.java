// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.connection;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The Date field (RFC 9110, section 6.6.1), made once a second. Thread-safe: two threads may make
 * the same one.
 */
public final class DateField {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private volatile Made made;

    private record Made(long second, Header field) {}

    /**
     * A field.
     *
     * @param clock tells the time
     */
    public DateField(InstantSource clock) {
        this.clock = clock;
        this.made = make(clock.millis() / 1000);
    }

    /**
     * The field for now.
     *
     * @return Date
     */
    public Header field() {
        long second = clock.millis() / 1000;
        Made last = made;
        if (last.second != second) {
            last = make(second);
            made = last;
        }
        return last.field;
    }

    private static Made make(long second) {
        String text = FORMAT.format(Instant.ofEpochSecond(second));
        return new Made(second, HeaderValues.create(HeaderNames.DATE, text));
    }
}
