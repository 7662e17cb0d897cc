// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.state.UsageStore.Slot;
import dev.martlet.core.state.UsageStore.Sums;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageReportTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:20:00Z");
    private static final String HEAD =
            "requests,errors,input_tokens,cached_tokens,output_tokens,reasoning_tokens,cost_usd,estimated\r\n";

    private final Ledger ledger = new Ledger(InstantSource.fixed(NOW));
    private final UsageReport report = new UsageReport(ledger, InstantSource.fixed(NOW));

    @BeforeEach
    void use() {
        use("2026-11-22T22:00:00Z", "acme", "ci", "smart");
        use("2026-11-22T23:00:00Z", "acme", "ci", "smart");
        use("2026-11-23T10:00:00Z", "acme", "web", "small");
        use("2026-11-23T10:00:00Z", "org", "=cmd|' /C calc'!A0", "a,\"b\"");
        use("2026-10-01T10:00:00Z", "acme", "ci", "smart");
    }

    private void use(String hour, String tenant, String key, String model) {
        ledger.add(
                new Slot(Instant.parse(hour), tenant, key, model),
                new Sums(1, 0, 100, 0, 10, 0, 1_500_000, 0));
    }

    @Test
    void theLastThirtyDaysAreAddedUpByDay() {
        assertThat(report.csv(Map.of()))
                .isEqualTo(
                        "day,"
                                + HEAD
                                + "2026-11-22,2,0,200,0,20,0,0.003000000,0\r\n"
                                + "2026-11-23,2,0,200,0,20,0,0.003000000,0\r\n");
    }

    @Test
    void daysBeginWhereTheCallerLives() {
        assertThat(report.csv(Map.of("time-zone", "Europe/Berlin", "tenant", "acme")))
                .contains("2026-11-22,1,", "2026-11-23,2,");
        assertThat(report.csv(Map.of("by", "hour", "time-zone", "Europe/Berlin", "key", "web")))
                .contains("2026-11-23T11:00:00+01:00,1,");
        assertThat(report.csv(Map.of("by", "hour", "key", "web")))
                .contains("2026-11-23T10:00:00Z,1,");
    }

    @Test
    void linesMayBeAboutSeveralThings() {
        assertThat(report.csv(Map.of("by", "tenant,model", "from", "2026-11-23")))
                .isEqualTo(
                        "tenant,model,"
                                + HEAD
                                + "acme,small,1,0,100,0,10,0,0.001500000,0\r\n"
                                + "org,\"a,\"\"b\"\"\",1,0,100,0,10,0,0.001500000,0\r\n");
        assertThat(report.csv(Map.of("by", "")))
                .isEqualTo(HEAD + "4,0,400,0,40,0,0.006000000,0\r\n");
    }

    @Test
    void aNameIsNoFormula() {
        assertThat(report.csv(Map.of("by", "key", "tenant", "org")))
                .contains("\r\n'=cmd|' /C calc'!A0,1,");
    }

    @Test
    void jsonSaysWhatWasAskedAndTheTotal() {
        Map<String, Object> json =
                report.json(
                        Map.of(
                                "from", "2026-11-22T22:30:00Z",
                                "to", "2026-11-23T00:00:00Z",
                                "by", "model"));
        assertThat(json)
                .containsEntry("from", "2026-11-22T22:00:00Z")
                .containsEntry("to", "2026-11-23T00:00:00Z")
                .containsEntry("time_zone", "UTC");
        assertThat(json.get("rows").toString())
                .isEqualTo(
                        "[{model=smart, requests=2, errors=0, input_tokens=200, cached_tokens=0, output_tokens=20, reasoning_tokens=0, cost_usd=0.003000000, estimated=0}]");
        assertThat(json.get("total").toString()).startsWith("{requests=2, ");
    }

    @Test
    void aDayThatBeginsWithinAnHourBeginsWithTheNext() {
        Map<String, Object> json =
                report.json(Map.of("from", "2026-11-23", "time-zone", "Asia/Kolkata"));
        assertThat(json).containsEntry("from", "2026-11-22T19:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "by | week | by: week (expected: hour, day, model, key or tenant, with commas)",
                "from | yesterday | from: yesterday (expected: a day such as 2026-11-01, or a time such as 2026-11-01T10:00:00Z)",
                "to | 2026-13-01 | to: 2026-13-01 (expected: a day such as 2026-11-01, or a time such as 2026-11-01T10:00:00Z)",
                "from | 2027-01-01 | from: 2027-01-01 (expected: before to)",
                "from | 2020-01-01 | from: 2020-01-01 (expected: at most 400 days before to)",
                "time-zone | Mars | time-zone: Mars (expected: a zone such as Europe/Berlin, or UTC)",
            })
    void aParameterThatMakesNoSenseIsNamed(String name, String value, String message) {
        assertThatThrownBy(() -> report.json(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
