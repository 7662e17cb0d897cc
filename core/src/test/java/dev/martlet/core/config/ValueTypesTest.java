// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "512,512",
        "512B,512",
        "64KiB,65536",
        "10MiB,10485760",
        "1GiB,1073741824",
        "2TiB,2199023255552"
    })
    void sizesAreReadInPowersOf1024(String text, long bytes) {
        assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "KiB",
                "-1",
                "1 KiB",
                "1kb",
                "1MB",
                "1.5MiB",
                "+1",
                "٣KiB",
                "9999999999999999B"
            })
    void otherSizesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DataSize.parse(text));
    }

    @Test
    void aSizeBeyondALongIsRefusedInsteadOfWrappingAround() {
        assertThatThrownBy(() -> DataSize.parse("999999999999999TiB"))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0B", "1B", "1000B", "64KiB", "10MiB", "3GiB", "1TiB"})
    void aSizeIsShownAsItIsWritten(String text) {
        assertThat(DataSize.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "7,7", "200k,200000", "1.5M,1500000", "50M,50000000", "2G,2000000000"})
    void countsAreDecimal(String text, long value) {
        assertThat(Count.parse(text)).isEqualTo(new Count(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-5", "5K", "1e3", "5 k"})
    void otherCountsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Count.parse(text));
    }

    @Test
    void aCountThatIsNotWholeIsRefused() {
        assertThatThrownBy(() -> Count.parse("1.0005k")).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({"0%,0", "0.5%,0.005", "80%,0.8", "100%,1"})
    void percentagesAreFractions(String text, double fraction) {
        assertThat(Percent.parse(text).fraction()).isEqualTo(fraction);
        assertThat(Percent.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "101%", "-1%", "50", "0.5", "5 %"})
    void otherPercentagesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Percent.parse(text));
    }

    @Test
    void aSecretShowsItselfToNobody() {
        Secret secret = new Secret("hunter2");
        assertThat(secret)
                .hasToString("***")
                .isEqualTo(new Secret("hunter2"))
                .isNotEqualTo(new Secret("hunter3"));
        assertThat(secret.reveal()).isEqualTo("hunter2");
        assertThat(secret.matches("hunter2")).isTrue();
        assertThat(secret.matches("hunter")).isFalse();
    }

    @Test
    void aProblemReadsAsOneLine() {
        assertThat(new Problem("m.yaml", 3, 7, "admin.bind", "bad", "host:port", "bind"))
                .hasToString(
                        "m.yaml:3:7: admin.bind: bad (expected: host:port; did you mean bind?)");
        assertThat(new Problem("m.yaml", 0, 0, "", "gone", null, null)).hasToString("m.yaml: gone");
    }
}
