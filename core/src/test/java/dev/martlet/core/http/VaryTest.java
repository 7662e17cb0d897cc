// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaryTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    -               | Origin
                    Accept          | Accept, Origin
                    Accept, ORIGIN  | Accept, ORIGIN
                    Original        | Original, Origin
                    *               | *
                    """)
    void aFieldIsAddedOnce(String before, String after) {
        WritableHeaders<?> headers = WritableHeaders.create();
        if (before != null) {
            headers.set(HeaderNames.VARY, before);
        }

        Vary.add(headers, "Origin");

        assertThat(headers.get(HeaderNames.VARY).values()).isEqualTo(after);
    }
}
