// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.server.upstream.http2.Liveness.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Liveness liveness = new Liveness(0);

    LivenessTest() {
        liveness.begin(0);
    }

    @Test
    void aPeerThatTalksIsNotAsked() {
        liveness.read(20 * SECOND, true);

        assertThat(liveness.look(30 * SECOND)).isEqualTo(Verdict.ALIVE);
        assertThat(liveness.nextLook()).isEqualTo(50 * SECOND);
    }

    @Test
    void aSilentPeerIsAskedAndDeadIfItDoesNotAnswer() {
        assertThat(liveness.look(30 * SECOND)).isEqualTo(Verdict.ASK);
        assertThat(liveness.look(39 * SECOND)).isEqualTo(Verdict.ALIVE);
        assertThat(liveness.look(40 * SECOND)).isEqualTo(Verdict.DEAD);
    }

    @Test
    void aPeerThatOnlyAnswersIsAskedMoreRarely() {
        assertThat(liveness.look(30 * SECOND)).isEqualTo(Verdict.ASK);
        liveness.read(31 * SECOND, false);

        assertThat(liveness.look(40 * SECOND)).isEqualTo(Verdict.ALIVE);
        assertThat(liveness.nextLook()).isEqualTo(151 * SECOND);
        assertThat(liveness.look(151 * SECOND)).isEqualTo(Verdict.ASK);
        liveness.read(152 * SECOND, false);
        assertThat(liveness.look(161 * SECOND)).isEqualTo(Verdict.ALIVE);
        assertThat(liveness.nextLook()).isEqualTo((152 + 300) * SECOND);
    }

    @Test
    void aPeerThatTalksAgainIsAskedAsSoonAsBefore() {
        liveness.look(30 * SECOND);
        liveness.read(31 * SECOND, false);
        liveness.look(40 * SECOND);
        liveness.read(50 * SECOND, true);

        assertThat(liveness.look(151 * SECOND)).isEqualTo(Verdict.ASK);
    }
}
