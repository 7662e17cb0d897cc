// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static dev.martlet.provider.call.Script.says;
import static dev.martlet.provider.call.Script.tells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Reply;
import dev.martlet.core.overload.GateStatus;
import dev.martlet.core.overload.Sharing;
import dev.martlet.core.overload.Weights;
import dev.martlet.provider.call.Script.Then;
import dev.martlet.provider.call.Trial.Got;
import dev.martlet.provider.usage.UsageRecord.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Targets that have as much in flight as they may. */
@Timeout(30)
class FullTargetsTest {
    private final FakeProvider first = new FakeProvider("first", tells("first-model", "one"));
    private final FakeProvider second = new FakeProvider("second", tells("second-model", "two"));
    private final Trial trial = new Trial();

    private static Sharing patient(int queue) {
        return new Sharing(queue, Duration.ofMinutes(1), 0, Weights.DEFAULTS);
    }

    private GateStatus gate(int target) {
        return trial.candidates.get(target).gate().status();
    }

    /** A stream in progress. */
    private Reply begin() {
        return trial.ask(Trial.request(true, "hello"));
    }

    @Test
    void whoIsFullIsPassedByForAnother() throws Exception {
        trial.places = 1;
        trial.sharing = patient(10);
        trial.targets(first, second);
        try (Reply stream = begin()) {
            Got got = trial.get(true);

            assertThat(got.text()).isEqualTo("two");
            assertThat(gate(0).waiting()).isZero();
            assertThat(Trial.read(stream)).contains("one");
        }
        assertThat(trial.get(true).text()).as("there is a place again").isEqualTo("one");
        assertThat(gate(0).inFlight() + gate(1).inFlight()).isZero();
    }

    @Test
    void whereAllAreFullRequestsWaitUntilAStreamEnds() throws Exception {
        trial.places = 1;
        trial.sharing = patient(10);
        trial.targets(first);
        Reply stream = begin();
        first.plays(says("first-model", "good answer"));
        CompletableFuture<Got> waiting = CompletableFuture.supplyAsync(() -> trial.get(false));
        await().until(() -> gate(0).waiting() == 1);

        assertThat(first.asked()).isEqualTo(1);
        Trial.read(stream);
        stream.close();

        assertThat(waiting.get().text()).isEqualTo("good answer");
        assertThat(gate(0).inFlight()).isZero();
    }

    @Test
    void whatFindsNoPlaceIsToldWhenToComeBack() {
        trial.places = 1;
        trial.targets(first);
        try (Reply stream = begin()) {
            assertThat(stream.status().code()).isEqualTo(200);
            Got got = trial.get(true);

            assertThat(got.status()).isEqualTo(503);
            assertThat(got.failed().reason()).isEqualTo("shed");
            assertThat(got.failed().retryAfter()).isPositive();
            assertThat(got.failed().retryable()).isTrue();
            assertThat(trial.used)
                    .singleElement()
                    .satisfies(used -> {
                        assertThat(used.outcome()).isEqualTo(Outcome.ERROR);
                        assertThat(used.tries()).isZero();
                    });
        }
        assertThat(first.asked()).isEqualTo(1);
    }

    @Test
    void whoGivesUpWaitingLeavesTheQueue() throws Exception {
        trial.places = 1;
        trial.sharing = patient(10);
        trial.targets(first);
        try (Reply stream = begin()) {
            assertThat(stream.status().code()).isEqualTo(200);
            CompletableFuture<Got> waiting = CompletableFuture.supplyAsync(() -> trial.get(true));
            await().until(() -> gate(0).waiting() == 1);

            trial.cancellation[0].cancel(new dev.martlet.core.Failure.ClientGone());

            assertThat(waiting.get().failure().reason()).isEqualTo("client_gone");
            assertThat(gate(0).waiting()).isZero();
        }
    }

    /** It has begun for its client: what comes new waits, not what goes on. */
    @Test
    void aStreamThatBreaksOffGoesOnAtATargetThatIsFull() throws Exception {
        trial.places = 1;
        trial.sharing = patient(10);
        first.plays(Script.breaksOff(Then.RESET, "first-model", "good "));
        second.plays(tells("second-model", "two"), tells("second-model", "good ", "answer"));
        trial.targets(first, second);
        // The first target is made busy, so that the second one gets a stream that stays.
        Reply broken = begin();
        Reply other = begin();
        assertThat(gate(1).inFlight()).isEqualTo(1);

        assertThat(Texts.of(Trial.read(broken))).isEqualTo("good answer");

        assertThat(gate(1).waiting()).isZero();
        broken.close();
        assertThat(Texts.of(Trial.read(other))).isEqualTo("two");
        other.close();
        assertThat(gate(0).inFlight() + gate(1).inFlight()).isZero();
    }
}
