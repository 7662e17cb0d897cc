// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.ScalarForm;

/** HTTP status codes, both ends included. */
@ScalarForm(
        expected = "a status such as 404 or a range such as 200-399",
        pattern = "[1-5][0-9]{2}(-[1-5][0-9]{2})?",
        number = true)
public record StatusRange(int from, int to) {
    public StatusRange {
        if (from < 100 || to > 599 || from > to) {
            throw new IllegalArgumentException(
                    "from: " + from + "-" + to + " (expected: 100 to 599, upwards)");
        }
    }

    public static StatusRange parse(String text) {
        if (!text.matches("[0-9]{3}(-[0-9]{3})?")) {
            throw new IllegalArgumentException("not a status");
        }
        int from = Integer.parseInt(text.substring(0, 3));
        return new StatusRange(
                from, text.length() == 3 ? from : Integer.parseInt(text.substring(4)));
    }

    public boolean contains(int status) {
        return status >= from && status <= to;
    }

    @Override
    public String toString() {
        return from == to ? Integer.toString(from) : from + "-" + to;
    }
}
