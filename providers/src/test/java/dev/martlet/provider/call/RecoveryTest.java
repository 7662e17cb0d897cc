// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static dev.martlet.provider.call.Script.DONE;
import static dev.martlet.provider.call.Script.breaksOff;
import static dev.martlet.provider.call.Script.chunk;
import static dev.martlet.provider.call.Script.error;
import static dev.martlet.provider.call.Script.role;
import static dev.martlet.provider.call.Script.silent;
import static dev.martlet.provider.call.Script.stop;
import static dev.martlet.provider.call.Script.stream;
import static dev.martlet.provider.call.Script.tells;
import static dev.martlet.provider.call.Script.text;
import static dev.martlet.provider.call.Script.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.call.Script.Then;
import dev.martlet.provider.call.Trial.Got;
import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.config.MidStream;
import dev.martlet.provider.config.QuirksConfig.Prefill;
import dev.martlet.provider.preset.Quirks;
import dev.martlet.provider.usage.UsageRecord.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What goes wrong after the first token. */
class RecoveryTest {
    private final FakeProvider first = new FakeProvider("first", silent());
    private final FakeProvider second = new FakeProvider("second", silent());
    private final Trial trial = new Trial();
    private int open;

    @BeforeEach
    void countOpenBodies() {
        open = Script.OPEN.get();
        trial.idle = Duration.ofMillis(60);
    }

    @AfterEach
    void everyBodyIsClosed() {
        assertThat(Script.OPEN).hasValue(open);
        assertThat(trial.candidates)
                .allSatisfy(target -> assertThat(target.status(0).inFlight()).isZero());
    }

    private Trial withPrefill(Prefill prefill) {
        trial.target(first);
        return trial.target(
                second,
                1,
                2,
                new Quirks(null, true, prefill, true),
                ModelInfo.UNKNOWN,
                Trial.keys(1));
    }

    private static int count(String body, String part) {
        return body.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    private void assertWhole(Got got) {
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.text()).isEqualTo("one two three four");
        assertThat(count(got.body(), "[DONE]")).isEqualTo(1);
        assertThat(count(got.body(), "\"finish_reason\":\"stop\"")).isEqualTo(1);
        assertThat(count(got.body(), "\"role\":\"assistant\"")).isEqualTo(1);
        assertThat(got.body()).as("one id").contains("c-first-model").doesNotContain("c-second");
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.outcome()).isEqualTo(Outcome.OK);
                    assertThat(used.provider()).isEqualTo("second");
                    assertThat(used.restarts()).isEqualTo(1);
                    assertThat(used.tokens().total()).isEqualTo(10);
                });
    }

    @ParameterizedTest
    @EnumSource(Then.class)
    void aBrokenAnswerIsGivenAgainAndWhatWasSentIsSkipped(Then then) {
        first.plays(breaksOff(then, "first-model", "one ", "two "));
        second.plays(tells("second-model", "one two thr", "ee ", "four"));
        assertWhole(trial.targets(first, second).get(true));
        assertThat(second.json(0).path("messages")).hasSize(1);
        assertThat(trial.events).contains("second replay");
    }

    @ParameterizedTest
    @EnumSource(Then.class)
    void aBrokenAnswerIsContinuedWhereTheOtherTargetCanGoOn(Then then) {
        first.plays(breaksOff(then, "first-model", "one ", "two "));
        second.plays(tells("second-model", " three ", "four"));
        assertWhole(withPrefill(Prefill.PLAIN).get(true));
        JsonNode messages = second.json(0).path("messages");
        assertThat(messages).hasSize(2);
        assertThat(messages.get(1).path("role").asString()).isEqualTo("assistant");
        assertThat(messages.get(1).path("content").asString()).isEqualTo("one two");
        assertThat(trial.events).contains("second prefill");
    }

    @Test
    void someTargetsWantAFlagToGoOn() {
        first.plays(breaksOff(Then.END, "first-model", "one ", "two "));
        second.plays(tells("second-model", "three four"));
        assertWhole(withPrefill(Prefill.PREFIX_FLAG).get(true));
        assertThat(second.json(0).at("/messages/1/prefix").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Prefilling assistant messages is not supported", "bad request"})
    void aTargetThatRefusesToGoOnAnswersFromTheBeginning(String refusal) {
        first.plays(breaksOff(Then.END, "first-model", "one ", "two "));
        second.plays(
                error(400, "invalid_request_error", "x", refusal),
                tells("second-model", "one ", "two ", "three ", "four"));
        assertWhole(withPrefill(Prefill.PLAIN).get(true));
        assertThat(second.json(1).path("messages")).hasSize(1);
    }

    @Test
    void aRefusalToGoOnNeverMasksTheFirstError() {
        first.plays(breaksOff(Then.END, "first-model", "one ", "two "));
        second.plays(error(400, "invalid_request_error", "x", "Prefill is not supported"));
        trial.attempts = 2;
        Got got = withPrefill(Prefill.PLAIN).get(true);
        assertThat(got.text()).isEqualTo("one two ");
        assertThat(got.body()).contains("\"error\"").contains("broke off").doesNotContain("refill");
        assertThat(got.body()).doesNotContain("[DONE]").doesNotContain("\"stop\"");
    }

    @Test
    void theSameTargetGoesOnIfThereIsNoOther() {
        first.plays(
                breaksOff(Then.RESET, "first-model", "one ", "two "),
                tells("first-model", "one two three four"));
        Got got = trial.targets(first).get(true);
        assertThat(got.text()).isEqualTo("one two three four");
    }

    @Test
    void anAnswerThatDiffersIsNotPatchedTogether() {
        first.plays(breaksOff(Then.END, "first-model", "one ", "two "));
        second.plays(tells("second-model", "uno dos tres"));
        Got got = trial.targets(first, second).get(true);
        assertThat(got.text()).isEqualTo("one two ");
        assertThat(got.body()).contains("\"error\"").doesNotContain("[DONE]").doesNotContain("uno");
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.outcome()).isEqualTo(Outcome.CUT);
                    assertThat(used.estimated()).isTrue();
                    assertThat(used.tokens().output()).isPositive();
                });
    }

    @ParameterizedTest
    @EnumSource(Then.class)
    void withoutRestartTheClientIsToldWithinTheStream(Then then) {
        trial.midStream = MidStream.ERROR;
        first.plays(breaksOff(then, "first-model", "one ", "two "));
        Got got = trial.targets(first, second).get(true);
        assertThat(got.text()).isEqualTo("one two ");
        assertThat(got.body()).contains("\"error\"").doesNotContain("[DONE]");
        assertThat(second.asked()).isZero();
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> assertThat(used.outcome()).isEqualTo(Outcome.CUT));
    }

    @Test
    void anErrorWithinTheStreamIsRecoveredFrom() {
        first.plays(
                stream(
                        Then.END,
                        role("first-model"),
                        text("first-model", "one "),
                        "data: {\"error\":{\"message\":\"boom\",\"type\":\"server_error\"}}\n\n"));
        second.plays(tells("second-model", "one two three four"));
        assertWhole(trial.targets(first, second).get(true));
    }

    @Test
    void aToolCallIsCompletedByTheOtherTarget() {
        String begin =
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_A\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]}";
        String args = "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"%s\"}}]}";
        first.plays(
                stream(
                        Then.RESET,
                        chunk("first-model", begin, "null"),
                        chunk("first-model", args.formatted("{\\\"city\\\":"), "null")));
        second.plays(
                stream(
                        Then.END,
                        chunk("second-model", begin.replace("call_A", "call_B"), "null"),
                        chunk("second-model", args.formatted("{\\\"ci"), "null"),
                        chunk("second-model", args.formatted("ty\\\":\\\"Rome\\\"}"), "null"),
                        chunk("second-model", "{}", "\"tool_calls\""),
                        usage("second-model"),
                        DONE));
        Got got = trial.targets(first, second).get(true);
        assertThat(got.body()).contains("call_A").doesNotContain("call_B").contains("[DONE]");
        var arguments = new StringBuilder();
        for (String line : got.body().lines().toList()) {
            if (line.startsWith("data: {")) {
                arguments.append(
                        dev.martlet.provider.json.Json.read(line.substring(6))
                                .at("/choices/0/delta/tool_calls/0/function/arguments")
                                .asString(""));
            }
        }
        assertThat(arguments).hasToString("{\"city\":\"Rome\"}");
    }

    @Test
    void anAnswerThatHadFinishedNeedsNoMark() {
        first.plays(
                stream(
                        Then.END,
                        role("first-model"),
                        text("first-model", "done"),
                        stop("first-model"),
                        usage("first-model")));
        Got got = trial.targets(first, second).get(true);
        assertThat(got.text()).isEqualTo("done");
        assertThat(count(got.body(), "[DONE]")).isEqualTo(1);
        assertThat(second.asked()).isZero();
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.outcome()).isEqualTo(Outcome.OK);
                    assertThat(used.tokens().total()).isEqualTo(10);
                });
    }

    @ParameterizedTest
    @EnumSource(
            value = Then.class,
            names = {"RESET", "STALL"})
    void anAnswerThatHadFinishedNeedsNoCleanEnd(Then then) {
        first.plays(
                stream(
                        then,
                        role("first-model"),
                        text("first-model", "done"),
                        stop("first-model")));
        Got got = trial.targets(first, second).get(true);
        assertThat(got.text()).isEqualTo("done");
        assertThat(count(got.body(), "[DONE]")).isEqualTo(1);
        assertThat(second.asked()).isZero();
    }

    @Test
    void aMarkOfTheEndWithoutAFinishIsNoEnd() {
        first.plays(stream(Then.END, role("first-model"), text("first-model", "one "), DONE));
        second.plays(tells("second-model", "one two three four"));
        assertWhole(trial.targets(first, second).get(true));
    }

    @Test
    void aMalformedEventIsLeftOutAndCounted() {
        first.plays(
                stream(
                        Then.END,
                        role("first-model"),
                        text("first-model", "one "),
                        "data: {\"choices\":[{\"delta\":{\"content\":\"half\n\n",
                        text("first-model", "two"),
                        stop("first-model"),
                        usage("first-model"),
                        DONE));
        Got got = trial.targets(first).get(true);
        assertThat(got.text()).isEqualTo("one two");
        assertThat(got.body()).doesNotContain("half");
        assertThat(trial.events).contains("first malformed");
    }

    @Test
    void aStreamThatAlwaysBreaksEndsInAnError() {
        first.plays(breaksOff(Then.END, "first-model", "one ", "two "));
        second.plays(breaksOff(Then.END, "second-model", "one ", "two ", "three "));
        Got got = trial.targets(first, second).get(true);
        assertThat(got.text()).startsWith("one two three ");
        assertThat(got.body()).contains("\"error\"").doesNotContain("[DONE]");
        assertThat(first.asked() + second.asked()).isLessThanOrEqualTo(12);
    }
}
