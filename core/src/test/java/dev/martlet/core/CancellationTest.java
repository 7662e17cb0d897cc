// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void theFirstCauseStays() {
        assertThatCode(cancellation::check).doesNotThrowAnyException();
        cancellation.cancel(new Failure.ClientGone());
        cancellation.cancel(new Failure.Draining());
        assertThat(cancellation.cause()).isEqualTo(new Failure.ClientGone());
        assertThatThrownBy(cancellation::check)
                .isInstanceOf(GatewayException.class)
                .hasMessageStartingWith("client_gone");
    }

    @Test
    void actionsRunOnceAndNotIfTheyWereTakenBack() {
        Runnable action = runs::incrementAndGet;
        Runnable other = () -> runs.addAndGet(100);
        cancellation.onCancel(action);
        cancellation.onCancel(other);
        cancellation.remove(other);
        cancellation.cancel(new Failure.ClientGone());
        cancellation.cancel(new Failure.ClientGone());
        assertThat(runs).hasValue(1);
        cancellation.remove(action);
    }

    @Test
    void anActionThatComesLateRunsAtOnce() {
        cancellation.cancel(new Failure.ClientGone());
        cancellation.onCancel(runs::incrementAndGet);
        assertThat(runs).hasValue(1);
    }

    @Test
    void anActionThatThrowsKeepsNoOtherFromRunning() {
        cancellation.onCancel(() -> {
            throw new IllegalStateException("bug");
        });
        cancellation.onCancel(runs::incrementAndGet);
        cancellation.cancel(new Failure.ClientGone());
        assertThat(runs).hasValue(1);
    }

    @Test
    void anActionMayAskWhyAndAddAnother() {
        cancellation.onCancel(() -> {
            assertThat(cancellation.cause()).isNotNull();
            cancellation.onCancel(runs::incrementAndGet);
        });
        cancellation.cancel(new Failure.ClientGone());
        assertThat(runs).hasValue(1);
    }

    @RepeatedTest(50)
    void everyActionRunsOnceHoweverItRacesWithTheCancelling() {
        Together.run(
                8,
                thread -> {
                    if (thread < 2) {
                        cancellation.cancel(new Failure.ClientGone());
                        return;
                    }
                    for (int i = 0; i < 20; i++) {
                        cancellation.onCancel(runs::incrementAndGet);
                    }
                });
        assertThat(runs).hasValue(6 * 20);
    }
}
