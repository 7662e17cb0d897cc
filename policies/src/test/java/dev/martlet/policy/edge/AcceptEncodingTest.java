// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import static dev.martlet.policy.edge.Encoding.DEFLATE;
import static dev.martlet.policy.edge.Encoding.GZIP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    private static final List<Encoding> BOTH = List.of(GZIP, DEFLATE);

    @ParameterizedTest(name = "Accept-Encoding: {0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    ''                                   | -
                    gzip                                 | GZIP
                    GZip                                 | GZIP
                    x-gzip                               | GZIP
                    deflate                              | DEFLATE
                    gzip, deflate, br, zstd              | GZIP
                    br, zstd                             | -
                    deflate, gzip                        | GZIP
                    gzip;q=0.5, deflate;q=0.8            | DEFLATE
                    gzip ; q=0.5 , deflate;Q=0.500       | GZIP
                    gzip;q=0                             | -
                    gzip;q=0, *                          | DEFLATE
                    *                                    | GZIP
                    *;q=0                                | -
                    *;q=0.1, deflate;q=0.2               | DEFLATE
                    identity                             | -
                    identity;q=0                         | -
                    identity;q=0, *;q=0.001              | GZIP
                    identity, gzip;q=0.5                 | -
                    identity;q=0.5, gzip                 | GZIP
                    identity, gzip                       | GZIP
                    gzip;q=2, deflate                    | DEFLATE
                    gzip;q=0.1234                        | -
                    gzip;q=.5                            | -
                    gzip;q=1.001                         | -
                    gzip;q=1.                            | GZIP
                    gzip;level=9                         | -
                    ,, gzip ,,                           | GZIP
                    gzip deflate                         | -
                    """)
    void theCodingThatTheClientLikesBestIsChosen(String field, Encoding expected) {
        assertThat(AcceptEncoding.choose(List.of(field), BOTH)).isEqualTo(expected);
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(AcceptEncoding.choose(List.of("br", "gzip;q=0.1", "deflate;q=0.2"), BOTH))
                .isEqualTo(DEFLATE);
    }

    @Test
    void onlyWhatIsOfferedIsChosen() {
        assertThat(AcceptEncoding.choose(List.of("gzip, deflate;q=0.1"), List.of(DEFLATE)))
                .isEqualTo(DEFLATE);
        assertThat(AcceptEncoding.choose(List.of("gzip, deflate"), List.of(DEFLATE, GZIP)))
                .isEqualTo(DEFLATE);
    }

    /** Whatever order, case and spaces: the greatest weight wins, and zero never does. */
    @Test
    void theGreatestWeightWinsHoweverItIsWritten() {
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            int gzip = random.nextInt(1001);
            int deflate = random.nextInt(1001);
            List<String> elements =
                    new ArrayList<>(
                            List.of(
                                    element(random, "gzip", gzip),
                                    element(random, "deflate", deflate),
                                    element(random, "br", 1000)));
            Collections.shuffle(elements, random);
            String field = String.join(random.nextBoolean() ? "," : " , ", elements);

            Encoding expected = gzip == 0 && deflate == 0 ? null : gzip >= deflate ? GZIP : DEFLATE;
            assertThat(AcceptEncoding.choose(List.of(field), BOTH)).as(field).isEqualTo(expected);
        }
    }

    @Test
    void everyWeightOfTheGrammarIsReadAndNothingElse() {
        for (int i = 0; i <= 1000; i++) {
            assertThat(AcceptEncoding.weight("q=" + decimal(i))).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "q", "q=", "q=-1", "q=a", "q=1.1", "q=00", "q=0,5", "x=1", "q=0.1 x"})
    void whatIsNoWeightCountsForNothing(String parameter) {
        assertThat(AcceptEncoding.weight(parameter)).isZero();
    }

    private static String element(Random random, String coding, int weight) {
        String name = random.nextBoolean() ? coding : coding.toUpperCase(Locale.ROOT);
        String space = random.nextBoolean() ? " " : "";
        return weight == 1000 && random.nextBoolean()
                ? name
                : name + space + ";" + space + "q=" + decimal(weight);
    }

    private static String decimal(int thousandths) {
        return thousandths / 1000 + "." + String.format(Locale.ROOT, "%03d", thousandths % 1000);
    }
}
