// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static dev.martlet.provider.call.Script.DONE;
import static dev.martlet.provider.call.Script.role;
import static dev.martlet.provider.call.Script.stop;
import static dev.martlet.provider.call.Script.stream;
import static dev.martlet.provider.call.Script.tells;
import static dev.martlet.provider.call.Script.text;
import static dev.martlet.provider.call.Script.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.anthropic.AnthropicDialect;
import dev.martlet.provider.call.Script.Then;
import dev.martlet.provider.call.Trial.Got;
import dev.martlet.provider.config.MidStream;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.usage.UsageRecord.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream that is cut at each of its bytes. */
class CutAnywhereTest {
    private static final String[] WORDS = {"one ", "two ", "three"};
    private static final String WHOLE = "one two three";

    private static final String RECORDED =
            role("m")
                    + text("m", WORDS[0])
                    + text("m", WORDS[1])
                    + text("m", WORDS[2])
                    + stop("m")
                    + usage("m")
                    + DONE;

    private static Trial trial(boolean translated, MidStream midStream) {
        var trial = new Trial();
        trial.midStream = midStream;
        trial.attempts = 1;
        if (translated) {
            trial.client = new AnthropicDialect();
        }
        return trial;
    }

    private static String request(boolean translated) {
        return translated
                ? """
                {"model":"smart","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"x"}]}\
                """
                : Trial.request(true, "x");
    }

    private static String said(Got got) {
        var said = new StringBuilder(got.text());
        got.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Json.read(line.substring("data: ".length())))
                .forEach(event -> said.append(event.at("/delta/text").asString("")));
        return said.toString();
    }

    private static boolean ends(Got got, boolean translated) {
        return got.body().contains(translated ? "message_stop" : "[DONE]");
    }

    @ParameterizedTest
    @CsvSource({"false, END", "false, RESET", "true, END", "true, RESET"})
    void aPartIsNeverTakenForTheWhole(boolean translated, Then then) {
        for (int cut = 0; cut <= RECORDED.length(); cut++) {
            var upstream = new FakeProvider("m", stream(then, RECORDED.substring(0, cut)));
            Trial trial = trial(translated, MidStream.ERROR).target(upstream);
            Got got = trial.get(request(translated));
            if (got.failure() != null) {
                assertThat(got.status()).as("cut at %d", cut).isEqualTo(502);
            } else if (ends(got, translated)) {
                assertThat(said(got)).as("cut at %d", cut).isEqualTo(WHOLE);
                assertThat(got.body()).as("cut at %d", cut).doesNotContain("\"error\"");
            } else {
                assertThat(WHOLE).as("cut at %d", cut).startsWith(said(got));
                assertThat(got.body()).as("cut at %d", cut).contains("\"error\"");
            }
            assertThat(trial.used).as("cut at %d", cut).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, END", "false, RESET", "true, END", "true, RESET"})
    void anotherTargetMakesItWhole(boolean translated, Then then) {
        for (int cut = 0; cut <= RECORDED.length(); cut += 5) {
            var upstream = new FakeProvider("m", stream(then, RECORDED.substring(0, cut)));
            var other = new FakeProvider("other", tells("other", "one two th", "ree"));
            Trial trial = trial(translated, MidStream.RESTART);
            trial.attempts = 2;
            Got got = trial.targets(upstream, other).get(request(translated));
            assertThat(got.status()).as("cut at %d", cut).isEqualTo(200);
            assertThat(said(got)).as("cut at %d", cut).isEqualTo(WHOLE);
            assertThat(ends(got, translated)).as("cut at %d", cut).isTrue();
            assertThat(trial.used)
                    .as("cut at %d", cut)
                    .singleElement()
                    .satisfies(used -> assertThat(used.outcome()).isEqualTo(Outcome.OK));
        }
    }
}
