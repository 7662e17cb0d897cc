// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static dev.martlet.provider.call.Script.answer;
import static dev.martlet.provider.call.Script.breaksOff;
import static dev.martlet.provider.call.Script.error;
import static dev.martlet.provider.call.Script.fails;
import static dev.martlet.provider.call.Script.says;
import static dev.martlet.provider.call.Script.silent;
import static dev.martlet.provider.call.Script.status;
import static dev.martlet.provider.call.Script.tells;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.UpstreamFailure;
import dev.martlet.provider.call.Script.Then;
import dev.martlet.provider.call.Trial.Got;
import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.config.FilterAction;
import dev.martlet.provider.preset.Quirks;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong before there is an answer; each for whole replies and for streams. */
class FailoverTest {
    private static final Script RATE_LIMIT =
            error(429, "rate_limit_error", "rate_limit_exceeded", "slow down, org-secret");

    private static Script good(boolean stream, String model) {
        return stream ? tells(model, "good ", "answer") : says(model, "good answer");
    }

    private final FakeProvider first = new FakeProvider("first", silent());
    private final FakeProvider second = new FakeProvider("second", silent());
    private final Trial trial = new Trial();

    private void secondAnswers(boolean stream) {
        second.plays(good(stream, "second-model"));
    }

    private void assertAnsweredBySecond(Got got) {
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.text()).isEqualTo("good answer");
        assertThat(got.body()).contains("second-model").doesNotContain("first-model");
        assertThat(second.asked()).isEqualTo(1);
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.provider()).isEqualTo("second");
                    assertThat(used.model()).isEqualTo("second-model");
                    assertThat(used.tokens().total()).isEqualTo(10);
                    assertThat(used.estimated()).isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLimitWithAWaitIsHonouredBeforeTheSecondTry(boolean stream) {
        first.plays(
                error(429, "rate_limit_error", "x", "slow down", "Retry-After: 3"),
                good(stream, "first-model"));
        Got got = trial.targets(first).get(stream);
        assertThat(got.text()).isEqualTo("good answer");
        assertThat(trial.waits)
                .hasSize(1)
                .allSatisfy(wait -> assertThat(wait).isBetween(2_900L, 3_000L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereOneIsLimitedAnotherAnswersAtOnce(boolean stream) {
        first.plays(error(429, "rate_limit_error", "x", "slow down", "Retry-After: 3"));
        secondAnswers(stream);
        assertAnsweredBySecond(trial.targets(first, second).get(stream));
        assertThat(trial.waits).isEmpty();
        assertThat(first.asked()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWaitThatIsTooLongReachesTheCaller(boolean stream) {
        first.plays(error(429, "rate_limit_error", "x", "slow down", "Retry-After: 60"));
        second.plays(error(429, "rate_limit_error", "x", "slow down", "Retry-After: 30"));
        Got got = trial.targets(first, second).get(stream);
        assertThat(got.status()).isEqualTo(429);
        assertThat(got.failed().retryAfter())
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(30));
        assertThat(first.asked()).isEqualTo(1);
        assertThat(second.asked()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLimitHoldsForTheNextRequestToo(boolean stream) {
        first.plays(error(429, "rate_limit_error", "x", "slow down", "Retry-After: 60"));
        trial.targets(first).get(stream);
        Got got = trial.get(stream);
        assertThat(got.status()).isEqualTo(429);
        assertThat(got.failed().retryAfter())
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        assertThat(first.asked()).isEqualTo(1);
        assertThat(trial.used)
                .hasSize(2)
                .last()
                .satisfies(used -> assertThat(used.tries()).isZero());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEndlessLimitIsTriedFewTimesWithGrowingWaits(boolean stream) {
        trial.attempts = 10;
        first.plays(RATE_LIMIT);
        Got got = trial.targets(first).get(stream);
        assertThat(got.status()).isEqualTo(429);
        assertThat(got.failure().publicMessage()).doesNotContain("org-secret");
        assertThat(first.asked()).isLessThanOrEqualTo(6);
        assertThat(trial.waits.subList(0, 4).stream().mapToLong(wait -> wait).sum())
                .as("ms until the fifth try")
                .isGreaterThan(3_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherKeyGoesOnWhereOneIsLimited(boolean stream) {
        first.plays(RATE_LIMIT, good(stream, "first-model"));
        trial.target(first, 1, 1, Quirks.NONE, ModelInfo.UNKNOWN, Trial.keys(2));
        assertThat(trial.get(stream).text()).isEqualTo("good answer");
        assertThat(trial.waits).isEmpty();
        assertThat(first.header(0, "authorization")).isEqualTo("Bearer secret-1");
        assertThat(first.header(1, "authorization")).isEqualTo("Bearer secret-2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorOfTheServerIsTriedOnceMoreAtTheSameTarget(boolean stream) {
        first.plays(error(500, "server_error", "x", "oops"), good(stream, "first-model"));
        secondAnswers(stream);
        Got got = trial.targets(first, second).get(stream);
        assertThat(got.text()).isEqualTo("good answer");
        assertThat(first.asked()).isEqualTo(2);
        assertThat(second.asked()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTargetThatStaysOverloadedGivesWayToTheNext(boolean stream) {
        first.plays(error(503, "overloaded", "x", "busy"));
        secondAnswers(stream);
        assertAnsweredBySecond(trial.targets(first, second).get(stream));
        assertThat(first.asked()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereNothingIsLeftTheOverloadReachesTheCaller(boolean stream) {
        first.plays(error(503, "overloaded", "x", "busy"));
        Got got = trial.targets(first).get(stream);
        assertThat(got.status()).isEqualTo(503);
        assertThat(first.asked()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTargetThatCannotBeReachedGivesWayAtOnce(boolean stream) {
        first.plays(fails(new UpstreamFailure.Connect("first")));
        secondAnswers(stream);
        assertAnsweredBySecond(trial.targets(first, second).get(stream));
        assertThat(trial.waits).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResetIsTriedAgainAtOnceWhereThereIsNoOther(boolean stream) {
        first.plays(fails(new UpstreamFailure.Reset("first", false)), good(stream, "first-model"));
        assertThat(trial.targets(first).get(stream).text()).isEqualTo("good answer");
        assertThat(trial.waits).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSilentTargetIsNotAskedAgain(boolean stream) {
        trial.firstByte = Duration.ofMillis(50);
        trial.whole = Duration.ofMillis(50);
        secondAnswers(stream);
        assertAnsweredBySecond(trial.targets(first, second).get(stream));
        assertThat(first.asked()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereAllAreSilentTheCallerGetsATimeout(boolean stream) {
        trial.firstByte = Duration.ofMillis(30);
        trial.whole = Duration.ofMillis(30);
        Got got = trial.targets(first, second).get(stream);
        assertThat(got.status()).isEqualTo(504);
        assertThat(first.asked()).isEqualTo(1);
        assertThat(second.asked()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBudgetOfTimeEndsAllTries(boolean stream) {
        trial.budget = Duration.ofMillis(60);
        secondAnswers(stream);
        Got got = trial.targets(first, second).get(stream);
        assertThat(got.status()).isEqualTo(504);
        assertThat(second.asked()).isZero();
    }

    @Test
    void aHeadWithoutATokenIsNotEnough() {
        trial.firstToken = Duration.ofMillis(50);
        first.plays(breaksOff(Then.STALL, "first-model"));
        secondAnswers(true);
        assertAnsweredBySecond(trial.targets(first, second).get(true));
        assertThat(first.asked()).isEqualTo(1);
    }

    @Test
    void anErrorInAGoodStreamBeforeItsFirstTokenFailsOver() {
        first.plays(
                Script.stream(
                        Then.END,
                        Script.role("first-model"),
                        "data: {\"error\":{\"message\":\"boom\",\"type\":\"server_error\",\"code\":503}}\n\n"));
        secondAnswers(true);
        Got got = trial.targets(first, second).get(true);
        assertThat(got.text()).isEqualTo("good answer");
        assertThat(got.body()).doesNotContain("boom").doesNotContain("first-model");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorInAGoodReplyFailsOver(boolean stream) {
        first.plays(
                status(200, "{\"error\":{\"message\":\"boom\",\"type\":\"overloaded_error\"}}"));
        secondAnswers(stream);
        Got got = trial.targets(first, second).get(stream);
        assertThat(got.text()).isEqualTo("good answer");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPromptThatIsTooLongGoesToALargerWindowOnly(boolean stream) {
        FakeProvider small = new FakeProvider("small", says("small-model", "never"));
        first.plays(error(400, "invalid_request_error", "context_length_exceeded", "too long"));
        secondAnswers(stream);
        trial.target(first, 1, 1, Quirks.NONE, window(8_000), Trial.keys(1))
                .target(small, 1, 2, Quirks.NONE, window(8_000), Trial.keys(1))
                .target(second, 1, 3, Quirks.NONE, window(128_000), Trial.keys(1));
        assertAnsweredBySecond(trial.get(stream));
        assertThat(first.asked()).isEqualTo(1);
        assertThat(small.asked()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPromptThatIsTooLongForAllIsToldSo(boolean stream) {
        first.plays(
                error(400, "invalid_request_error", "context_length_exceeded", "8192 is the most"));
        Got got = trial.targets(first, second).get(stream);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.failure().reason()).isEqualTo("context_length_exceeded");
        assertThat(got.failure().publicMessage()).isEqualTo("8192 is the most");
        assertThat(second.asked()).isZero();
    }

    private static ModelInfo window(long tokens) {
        return new ModelInfo() {
            @Override
            public long contextWindow() {
                return tokens;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFilterIsNotRoutedAround(boolean stream) {
        first.plays(error(400, "invalid_request_error", "content_filter", "against the rules"));
        Got got = trial.targets(first, second).get(stream);
        assertThat(got.failure().reason()).isEqualTo("content_filter");
        assertThat(got.failure().publicMessage()).isEqualTo("against the rules");
        assertThat(first.asked()).isEqualTo(1);
        assertThat(second.asked()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFilterIsRoutedAroundWhereConfigured(boolean stream) {
        trial.filter = FilterAction.NEXT;
        first.plays(error(400, "invalid_request_error", "content_filter", "against the rules"));
        secondAnswers(stream);
        assertAnsweredBySecond(trial.targets(first, second).get(stream));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBadRequestIsNotTriedElsewhere(boolean stream) {
        first.plays(error(400, "invalid_request_error", "x", "temperature is too high"));
        Got got = trial.targets(first, second).get(stream);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.failure().publicMessage()).isEqualTo("temperature is too high");
        assertThat(second.asked()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403})
    void aRefusedKeyIsSetAsideAndItsSiblingsAreTried(int status) {
        first.plays(
                error(status, "auth", "x", "Incorrect API key: secret-1"),
                says("first-model", "one"),
                says("first-model", "two"));
        trial.target(first, 1, 1, Quirks.NONE, ModelInfo.UNKNOWN, Trial.keys(2));
        assertThat(trial.get(false).text()).isEqualTo("one");
        assertThat(trial.get(false).text()).isEqualTo("two");
        assertThat(first.header(1, "authorization")).isEqualTo("Bearer secret-2");
        assertThat(first.header(2, "authorization")).isEqualTo("Bearer secret-2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusedKeysOfOursAreNotTheCallersFault(boolean stream) {
        first.plays(error(401, "auth", "invalid_api_key", "Incorrect API key: secret-1"));
        trial.target(first, 1, 1, Quirks.NONE, ModelInfo.UNKNOWN, Trial.keys(2));
        Got got = trial.get(stream);
        assertThat(got.status()).isEqualTo(502);
        assertThat(got.failure().reason()).isEqualTo("upstream_credentials_exhausted");
        assertThat(got.failure().publicMessage()).doesNotContain("secret");
        assertThat(first.asked()).isEqualTo(2);
        assertThat(trial.get(stream).status()).isEqualTo(502);
        assertThat(first.asked()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"x\",\"choices\":[{",
                "<html>Bad gateway</html>",
                "[]",
                "",
                "{\"hello\":\"world\"}"
            })
    void aReplyThatIsNoneFailsOver(String body) {
        first.plays(status(200, body));
        secondAnswers(false);
        assertAnsweredBySecond(trial.targets(first, second).get(false));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nonsenseFromAllIsACleanBadGateway(boolean stream) {
        trial.attempts = 2;
        first.plays(status(200, "<html>secret stack</html>", "Content-Type: text/html"));
        Got got = trial.targets(first).get(stream);
        assertThat(got.status()).isEqualTo(502);
        assertThat(got.failure().publicMessage()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorPageOfHtmlCountsByItsStatus(boolean stream) {
        first.plays(status(503, "<html>busy</html>", "Content-Type: text/html"));
        secondAnswers(stream);
        assertAnsweredBySecond(trial.targets(first, second).get(stream));
    }

    @Test
    void garbageThatClaimsToBeCompressedFailsOver() {
        first.plays(status(200, "not gzip at all", "Content-Encoding: gzip"));
        secondAnswers(false);
        assertAnsweredBySecond(trial.targets(first, second).get(false));
    }

    @Test
    void aReplyWithoutEndIsCutOffAtItsBound() {
        String megabyte = "x".repeat(1 << 20);
        String[] pieces = new String[40];
        java.util.Arrays.fill(pieces, megabyte);
        first.plays(Script.stream(Then.STALL, pieces));
        secondAnswers(false);
        assertAnsweredBySecond(trial.targets(first, second).get(false));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofManyFailuresTheCallerGetsOneThatNamesNobody(boolean stream) {
        first.plays(error(401, "auth", "x", "key secret-1"));
        second.plays(error(500, "server_error", "x", "host 10.0.0.1 is down"));
        Got got = trial.targets(first, second).get(stream);
        assertThat(got.status()).isEqualTo(502);
        assertThat(got.failure().publicMessage())
                .doesNotContain("secret")
                .doesNotContain("10.0.0.1")
                .doesNotContain("first")
                .doesNotContain("second");
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.provider()).isEmpty();
                    assertThat(used.tokens().total()).isZero();
                    assertThat(used.tries()).isGreaterThanOrEqualTo(2);
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTargetThatIsDownIsLeftAloneAndComesBack(boolean stream) {
        first.plays(fails(new UpstreamFailure.Connect("first")));
        secondAnswers(stream);
        trial.targets(first, second);
        for (int i = 0; i < 20; i++) {
            assertThat(trial.get(stream).text()).isEqualTo("good answer");
        }
        assertThat(first.asked()).as("asked while it was down").isEqualTo(5);
        // Down for a minute: a probe now and then, never more than one.
        for (int second = 0; second < 60; second++) {
            trial.skew.addAndGet(1_000_000_000L);
            assertThat(trial.get(stream).text()).isEqualTo("good answer");
        }
        assertThat(first.asked()).isBetween(7, 12);
        first.plays(good(stream, "first-model"));
        int second = 0;
        while (!trial.get(stream).body().contains("first-model")) {
            trial.skew.addAndGet(1_000_000_000L);
            second++;
        }
        assertThat(second).as("seconds until it is used again").isLessThan(30);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLargeBodyIsTriedAgainFromAFile(boolean stream) {
        first.plays(fails(new UpstreamFailure.Reset("first", false)));
        secondAnswers(stream);
        String body = Trial.request(stream, "y".repeat(3 << 20));
        Got got = trial.targets(first, second).get(body);
        assertThat(got.text()).isEqualTo("good answer");
        assertThat(second.body(0))
                .hasSize(first.body(0).length() + 1)
                .contains("y".repeat(3 << 20));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyAboveTheLimitIsSentOnceButNotRefused(boolean stream) {
        trial.replayLimit = 1 << 20;
        first.plays(good(stream, "first-model"), fails(new UpstreamFailure.Reset("first", false)));
        secondAnswers(stream);
        String body = Trial.request(stream, "y".repeat(2 << 20));
        assertThat(trial.targets(first, second).get(body).text()).isEqualTo("good answer");
        assertThat(trial.get(body).status()).isEqualTo(502);
        assertThat(second.asked()).isZero();
    }

    @Test
    void aWholeReplyKeepsItsBytes() {
        first.plays(says("first-model", "1"));
        assertThat(trial.targets(first).get(false).body()).isEqualTo(answer("first-model", "1"));
    }
}
