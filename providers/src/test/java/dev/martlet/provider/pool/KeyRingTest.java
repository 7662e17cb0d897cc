// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private final ProviderKey heavy = new ProviderKey("heavy", "s1", 2);
    private final ProviderKey light = new ProviderKey("light", "s2", 1);
    private final KeyRing ring = new KeyRing(List.of(heavy, light));

    @Test
    void keysTakeTurnsByWeight() {
        String order =
                Stream.generate(() -> ring.take("m", 0).id())
                        .limit(6)
                        .collect(Collectors.joining(" "));
        assertThat(order).isEqualTo("heavy light heavy heavy light heavy");
    }

    @Test
    void aLimitIsForItsModelAlone() {
        ring.limited(heavy, "m", 100, 0);
        assertThat(ring.take("m", 0)).isSameAs(light);
        assertThat(ring.take("m", 0)).isSameAs(light);
        assertThat(ring.rest("m", 0)).isZero();
        ring.limited(light, "m", 50, 0);
        assertThat(ring.take("m", 0)).isNull();
        assertThat(ring.rest("m", 0)).isEqualTo(50);
        assertThat(ring.take("other", 0)).isNotNull();
        assertThat(ring.take("m", 50)).isSameAs(light);
        assertThat(ring.rest("m", 50)).isZero();
    }

    @Test
    void aRefusedKeyGetsAnotherChanceMuchLater() {
        ring.refused(heavy, 0);
        ring.refused(light, 0);
        assertThat(ring.take("m", 1)).isNull();
        assertThat(ring.rest("m", 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(ring.take("m", KeyRing.ASIDE.toNanos())).isNotNull();
    }

    @Test
    void itShowsItsKeysWithoutTheirSecrets() {
        ring.refused(heavy, 0);
        ring.limited(light, "m", 100, 0);
        assertThat(ring.status(1))
                .containsExactly(
                        new KeyRing.Status("heavy", true, false),
                        new KeyRing.Status("light", false, true));
        assertThat(heavy.toString()).isEqualTo("heavy");
    }

    @Test
    void aProviderWithoutKeysHasAnEmptyOne() {
        assertThat(new KeyRing(List.of()).take("m", 0).secret()).isEmpty();
    }
}
