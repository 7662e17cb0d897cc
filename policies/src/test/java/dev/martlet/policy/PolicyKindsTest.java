// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.PolicyKind;
import dev.martlet.core.config.PolicyConfig;
import org.junit.jupiter.api.Test;

class PolicyKindsTest {
    @Test
    void everyKindHasANameOfItsOwnAndAConfigurationThatTheBinderKnows() {
        assertThat(PolicyKinds.all())
                .extracting(PolicyKind::name)
                .containsExactly(
                        "cors", "ip", "request-size", "compression", "rewrite", "headers", "fault");
        assertThat(PolicyKinds.all())
                .allSatisfy(kind -> assertThat(kind.config()).isAssignableTo(PolicyConfig.class));
    }

    @Test
    void theyAreListedInTheOrderOfTheirStages() {
        assertThat(PolicyKinds.all()).extracting(PolicyKind::stage).isSorted();
    }
}
